package dev.jera.model.layer;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Shapes;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * An axis of a shape, behind the batch, and how it is brought to the end.
 *
 * @param shape the shape, the batch first
 * @param index its place in the shape
 */
public record Axis(Shape shape, int index) {

  /** Checks that the shape has such an axis, and that it is not the batch. */
  public Axis {
    checkArgument(
        index > 0 && index < shape.numDimensions(),
        "index: %s (expected: > 0 and < %s, the rank)",
        index,
        shape.numDimensions());
  }

  /**
   * The axis of an input.
   *
   * @param axis counted from 1 behind the batch, or backwards from -1, the last
   * @throws IllegalArgumentException if the input has no such axis, or it is the batch
   */
  public static Axis of(Shape input, int axis) {
    int rank = input.numDimensions();
    int index = axis < 0 ? axis + rank : axis;
    checkArgument(
        index > 0 && index < rank,
        "input %s (expected: [batch, ...] with an axis %s behind the batch)",
        Shapes.format(input),
        axis);
    return new Axis(input, index);
  }

  /** Checks, before there is an input, that an axis is not the batch. */
  public static void check(String name, int axis) {
    checkArgument(axis != 0, "%s: 0 (expected: not the batch; -1 is the last)", name);
  }

  /** How long it is. */
  public long size() {
    return shape.get(index);
  }

  /** Whether no axis follows. */
  public boolean isLast() {
    return index == shape.numDimensions() - 1;
  }

  /** How many values of an example there are for each place along the axis. */
  public long others() {
    return before() * after();
  }

  /** A tensor of the shape as [batch, {@link #others}, {@link #size}]. */
  public Operand<TFloat32> toLast(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> y = x;
    if (after() > 1) {
      y = swap(tf, tf.reshape(x, tf.array(-1L, before(), size(), after())));
    }
    return tf.reshape(y, tf.array(-1L, others(), size()));
  }

  /** The inverse of {@link #toLast}; any shape with these values in the same order will do. */
  public Operand<TFloat32> restore(Ops tf, Operand<TFloat32> y) {
    Operand<TFloat32> x = y;
    if (after() > 1) {
      x = swap(tf, tf.reshape(y, tf.array(-1L, before(), after(), size())));
    }
    return tf.reshape(x, tf.constant(shape.asArray()));
  }

  private static Operand<TFloat32> swap(Ops tf, Operand<TFloat32> x) {
    Operand<TInt32> order = tf.array(0, 1, 3, 2);
    return tf.linalg.transpose(x, order);
  }

  private long before() {
    return shape.take(index).takeLast(index - 1).size();
  }

  private long after() {
    return shape.takeLast(shape.numDimensions() - 1 - index).size();
  }
}
