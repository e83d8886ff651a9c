package dev.jera.model.layer.reshaping;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.runtime.Shapes;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The same vector at each of some steps.
 *
 * <p>Input [batch, features], output [batch, n, features].
 *
 * @param n the number of steps, at least 1
 * @see <a href="https://keras.io/api/layers/reshaping_layers/repeat_vector/">Keras RepeatVector</a>
 */
public record RepeatVector(int n) implements UnaryLayer {

  /** Checks the number of steps. */
  public RepeatVector {
    checkArgument(n >= 1, "n: %s (expected: >= 1)", n);
  }

  /** Repeats a vector so many times. */
  public static RepeatVector of(int n) {
    return new RepeatVector(n);
  }

  @Override
  public Shape outputShape(Shape input) {
    checkArgument(
        input.numDimensions() == 2,
        "input %s (expected: rank 2, [batch, features])",
        Shapes.format(input));
    return Shape.of(input.get(0), n, input.get(1));
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    return tf.tile(tf.expandDims(x, tf.constant(1)), tf.array(1, n, 1));
  }
}
