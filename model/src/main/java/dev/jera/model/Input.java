package dev.jera.model;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.Shapes;
import java.util.Arrays;
import org.tensorflow.ndarray.Shape;

/**
 * What a model is fed.
 *
 * @param shape the shape of one example, without the batch; every size known
 * @param dtype the dtype of what is fed; the graph makes float32 of it
 * @see <a href="https://keras.io/api/layers/core_layers/input/">Keras Input</a>
 */
public record Input(Shape shape, Dtype dtype) {

  /** Checks that every size is known and that the dtype is a number's. */
  public Input {
    checkArgument(
        !shape.isUnknown() && Arrays.stream(shape.asArray()).allMatch(size -> size > 0),
        "Input shape: %s (expected: every size > 0; the batch is not named)",
        Shapes.format(shape));
    checkArgument(
        dtype.tensorType().isPresent() && dtype != Dtype.STRING && dtype != Dtype.BOOL,
        "Input dtype: %s (expected: a number's dtype that TensorFlow Java has)",
        dtype);
  }

  /** A float32 input with examples of this shape. */
  public static Input of(long... shape) {
    return new Input(Shape.of(shape), Dtype.FLOAT32);
  }

  /** The same shape, fed as another dtype. */
  public Input withDtype(Dtype dtype) {
    return new Input(shape, dtype);
  }

  /** The shape with the batch, of unknown size, as its first axis. */
  public Shape batchShape() {
    return Shape.of(Shape.UNKNOWN_SIZE).append(shape);
  }
}
