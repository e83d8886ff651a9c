package dev.jera.model;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.Shapes;
import java.util.Arrays;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * What a model is fed.
 *
 * @param shape the shape of one example, without the batch; every size known
 * @param dtype the dtype of what is fed; the graph makes float32 of it
 * @see <a href="https://keras.io/api/layers/core_layers/input/">Keras Input</a>
 */
public record Input(Shape shape, Dtype dtype) {
  /** The name of a model's input in its graph and in its signature, as Keras 2 names it. */
  static final String NAME = "input_1";

  /** Checks that every size is known and that the dtype is a number's. */
  public Input {
    checkArgument(
        !shape.isUnknown() && Arrays.stream(shape.asArray()).allMatch(size -> size > 0),
        "Input shape: %s (expected: every size > 0; the batch is not named)",
        Shapes.format(shape));
    checkArgument(
        Arrays.stream(shape.asArray()).mapToDouble(size -> size).reduce(1, (a, b) -> a * b)
            <= Integer.MAX_VALUE,
        "Input shape: %s (expected: at most %s values an example)",
        Shapes.format(shape),
        Integer.MAX_VALUE);
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

  /** A placeholder for a batch of any size, under the name {@value #NAME}. */
  public Operand<? extends TNumber> placeholder(Ops tf) {
    Class<? extends TType> type = dtype.tensorType().orElseThrow();
    return tf.withName(NAME)
        .placeholder(type.asSubclass(TNumber.class), Placeholder.shape(batchShape()));
  }

  /** The shape with the batch, of unknown size, as its first axis. */
  public Shape batchShape() {
    return Shape.of(Shape.UNKNOWN_SIZE).append(shape);
  }
}
