package dev.jera.model.layer.recurrent;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import dev.jera.model.LayerScope;
import dev.jera.model.WeightSpec;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.Numbers;
import dev.jera.runtime.Shapes;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * What the recurrent layers share: checks, shapes and weights.
 *
 * @param layer the layer
 * @param gates how many times its kernels are as wide as its units
 * @param states how many tensors [batch, units] its state has, the first of them its output
 */
record Recurrence(RecurrentLayer layer, int gates, int states) {

  private static final int MOST_STEPS = 10_000;

  static void check(int units, double dropout) {
    checkArgument(units > 0, "units: %s (expected: >= 1)", units);
    Numbers.checkBelowOne("dropout", dropout);
  }

  /** How Keras' recurrent kernels begin. */
  static Initializer recurrentInitializer() {
    return Initializer.orthogonal(1);
  }

  List<Shape> outputShapes(List<Shape> inputs) {
    checkArgument(
        inputs.size() == 1 || inputs.size() == 1 + states,
        "%s inputs (expected: 1, or %s with the initial state)",
        inputs.size(),
        1 + states);
    Shape x = inputs.get(0);
    checkArgument(
        x.numDimensions() == 3,
        "input %s (expected: rank 3, [batch, steps, features])",
        Shapes.format(x));
    checkArgument(
        x.get(1) <= MOST_STEPS,
        "input %s (expected: at most %s steps, each is unrolled)",
        Shapes.format(x),
        MOST_STEPS);
    Shape state = Shape.of(x.get(0), layer.units());
    layer.activation().outputShape(state);
    layer.recurrentActivation().outputShape(state);
    for (Shape given : inputs.subList(1, inputs.size())) {
      checkArgument(
          Shapes.fits(given, state),
          "input %s (expected: %s, an initial state)",
          Shapes.format(given),
          Shapes.format(state));
    }
    ImmutableList.Builder<Shape> outputs = ImmutableList.builder();
    outputs.add(layer.returnSequences() ? Shape.of(x.get(0), x.get(1), layer.units()) : state);
    return outputs.addAll(Collections.nCopies(layer.returnState() ? states : 0, state)).build();
  }

  List<WeightSpec> weights(List<Shape> inputs, Shape bias, Initializer biasInitializer) {
    ImmutableList.Builder<WeightSpec> weights = ImmutableList.builder();
    Shape kernel = Shape.of(inputs.get(0).get(2), width());
    weights.add(
        WeightSpec.of("kernel", kernel, layer.kernelInitializer())
            .withRegularizer(layer.kernelRegularizer())
            .withConstraint(layer.kernelConstraint()));
    Shape recurrent = Shape.of(layer.units(), width());
    weights.add(
        WeightSpec.of("recurrent_kernel", recurrent, layer.recurrentInitializer())
            .withRegularizer(layer.recurrentRegularizer())
            .withConstraint(layer.recurrentConstraint()));
    if (layer.useBias()) {
      weights.add(
          WeightSpec.of("bias", bias, biasInitializer)
              .withRegularizer(layer.biasRegularizer())
              .withConstraint(layer.biasConstraint()));
    }
    return weights.build();
  }

  /** Adds the ops of all steps. */
  List<Operand<TFloat32>> build(
      LayerScope scope, List<Operand<TFloat32>> inputs, Unrolling.Cell cell) {
    return new Unrolling(scope, this).build(inputs, cell);
  }

  /** The size of the kernels' last axis. */
  long width() {
    return (long) gates * layer.units();
  }
}
