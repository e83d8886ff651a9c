package dev.jera.model.rewriting;

import com.google.common.collect.ImmutableSet;
import dev.jera.model.Layer;
import dev.jera.model.LayerScope;
import dev.jera.model.Model;
import dev.jera.model.UnaryLayer;
import dev.jera.model.layer.activation.Activation;
import dev.jera.model.layer.activation.Activations;
import dev.jera.model.layer.activation.ReLU;
import dev.jera.runtime.gradient.OwnGradients;
import java.util.HashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * A rectifier whose gradient is told by its output.
 *
 * <p>max(x, 0) lets a slope pass where x is above 0, and there alone is the output y above 0;
 * min(y, 6) lets one pass where x is below 6, too, and there alone is the output. So values and
 * slopes are the same to the bit, and nothing but the rectifier needs x: TensorFlow puts y in its
 * place, or computes both in one op where x is normalized.
 *
 * @param activation max(x, 0), or that and 6 at most
 */
record RectifierGradient(Activation activation) implements UnaryLayer {
  private static final ImmutableSet<Layer> RECTIFIERS =
      ImmutableSet.of(Activations.RELU, Activations.RELU6, ReLU.of(), ReLU.of().withMaxValue(6));

  /** Puts it in the place of activations that are layers. */
  static Model replaceActivations(Model model) {
    Map<Integer, Layer> replaced = new HashMap<>();
    for (int i = 0; i < model.nodes().size(); i++) {
      if (model.nodes().get(i).layer() instanceof Activation activation
          && RECTIFIERS.contains(activation)) {
        replaced.put(i, new RectifierGradient(activation));
      }
    }
    return new ModelEdit(model).replace(replaced).edited();
  }

  @Override
  public Shape outputShape(Shape input) {
    return activation.outputShape(input);
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    return OwnGradients.rectified(scope.tf(), x, any -> activation.apply(scope.tf(), any));
  }
}
