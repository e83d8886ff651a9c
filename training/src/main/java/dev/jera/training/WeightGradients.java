package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.BuiltModel;
import dev.jera.model.Model;
import dev.jera.runtime.Variable;
import dev.jera.runtime.gradient.GradientException;
import dev.jera.runtime.gradient.Gradients;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The slopes of a model's loss. */
final class WeightGradients {
  private WeightGradients() {}

  /**
   * The gradients by some weights, each there when the step has read its weight. Where one is
   * missing or wrong, the layer is named whose op it is.
   */
  static List<Operand<TFloat32>> of(
      Ops tf,
      Model model,
      BuiltModel trained,
      Operand<TFloat32> loss,
      Optional<LossScaling> lossScaling,
      List<Variable<TFloat32>> weights) {
    if (weights.isEmpty()) {
      return List.of();
    }
    for (Variable<TFloat32> weight : weights) {
      checkArgument(
          Gradients.dependsOn(loss, weight.value()),
          "Model '%s': the loss does not depend on the weight '%s' (expected: on every trainable one; freeze(\"%s\") leaves it as it is)",
          model.name(),
          weight.name(),
          weight.name().substring(0, weight.name().lastIndexOf('/')));
    }
    try {
      Operand<TFloat32> scaled = lossScaling.map(scaling -> scaling.scale(loss)).orElse(loss);
      List<Operand<TFloat32>> found =
          Gradients.add(scaled, weights.stream().map(Variable::value).toList());
      List<Operand<TFloat32>> unscaled =
          lossScaling.map(scaling -> scaling.unscale(found)).orElse(found);
      List<Operand<TFloat32>> readFirst = new ArrayList<>();
      for (int i = 0; i < unscaled.size(); i++) {
        readFirst.add(
            tf.withControlDependencies(List.of(weights.get(i).value())).identity(unscaled.get(i)));
      }
      return readFirst;
    } catch (GradientException e) {
      String layer = e.node().flatMap(trained::layerOf).orElse("");
      throw layer.isEmpty()
          ? e
          : e.within("Layer '%s' of model '%s'".formatted(layer, model.name()));
    }
  }
}
