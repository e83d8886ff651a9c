package dev.jera.model.layer.activation;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.runtime.Shapes;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A function without weights: part of a layer, or a layer of its own.
 *
 * <p>Input and output have the same shape, of rank 8 at most.
 *
 * @see <a href="https://keras.io/api/layers/activations/">Keras activations</a>
 */
public interface Activation extends UnaryLayer {
  /** TensorFlow's gradients of ReLU and its like take no more. */
  int MOST_AXES = 8;

  /** Adds the ops. */
  Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x);

  /** Whether it is a function of single values that never falls, in float32's rounding, too. */
  default boolean isMonotone() {
    return false;
  }

  /** Whether what it gives at a place, in all channels, comes of what stands there and no more. */
  default boolean isLocal() {
    return isMonotone();
  }

  /** Where it is local. */
  @Override
  default boolean isPerExample() {
    return isLocal();
  }

  @Override
  default Shape outputShape(Shape input) {
    checkArgument(
        input.numDimensions() <= MOST_AXES,
        "input %s (expected: rank <= %s)",
        Shapes.format(input),
        MOST_AXES);
    return input;
  }

  @Override
  default Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    return apply(scope.tf(), x);
  }
}
