package dev.jera.model.layer.activation;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Shapes;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * {@code exp(x) / sum(exp(x))} over an axis.
 *
 * <p>Input and output have the same shape, [batch, ...], of rank 8 at most.
 *
 * @param axis the axis, counted from 1 behind the batch, or backwards from -1, the last
 * @see <a href="https://keras.io/api/layers/activation_layers/softmax/">Keras Softmax</a>
 */
public record Softmax(int axis) implements Activation {

  /** Checks that the axis is not the batch. */
  public Softmax {
    checkArgument(axis != 0, "axis: 0 (expected: not the batch; -1 is the last)");
  }

  /** Over the last axis, Keras' default. */
  public static Softmax of() {
    return new Softmax(-1);
  }

  /** Over this axis. */
  public static Softmax of(int axis) {
    return new Softmax(axis);
  }

  @Override
  public Shape outputShape(Shape input) {
    int rank = input.numDimensions();
    checkArgument(
        axis < rank && axis + rank > 0,
        "input %s (expected: [batch, ...] with an axis %s behind the batch)",
        Shapes.format(input),
        axis);
    return Activation.super.outputShape(input);
  }

  @Override
  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
    int rank = outputShape(x.shape()).numDimensions();
    int last = rank - 1;
    int chosen = axis < 0 ? axis + rank : axis;
    if (chosen == last) {
      return Formulas.softmax(tf, x);
    }
    int[] swapped =
        IntStream.range(0, rank).map(i -> i == last ? chosen : i == chosen ? last : i).toArray();
    Operand<TInt32> swap = tf.constant(swapped);
    return tf.linalg.transpose(Formulas.softmax(tf, tf.linalg.transpose(x, swap)), swap);
  }
}
