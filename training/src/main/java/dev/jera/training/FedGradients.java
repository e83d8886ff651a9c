package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Shapes;
import dev.jera.runtime.Variable;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.types.TFloat32;

/** Gradients that somebody else computed. */
final class FedGradients {
  private FedGradients() {}

  /** Checks the dtype, the shape and the values of the gradient of a weight. */
  static void check(Variable<TFloat32> weight, NdArray<?> gradient) {
    checkArgument(
        gradient instanceof FloatNdArray && gradient.shape().equals(weight.shape()),
        "gradient of '%s': %s (expected: float32 %s)",
        weight.name(),
        Shapes.format(gradient.shape()),
        Shapes.format(weight.shape()));
    ((FloatNdArray) gradient)
        .scalars()
        .forEach(
            value ->
                checkArgument(
                    Float.isFinite(value.getFloat()),
                    "gradient of '%s': has %s (expected: finite values)",
                    weight.name(),
                    value.getFloat()));
  }
}
