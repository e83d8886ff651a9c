package dev.jera.model;

import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * Some examples of a batch that follow each other, at least one of them.
 *
 * @param batch how many examples the batch has, a scalar
 * @param begin the number of the first, a scalar
 * @param size how many they are, a scalar
 */
public record BatchPart(Operand<TInt32> batch, Operand<TInt32> begin, Operand<TInt32> size) {

  /** Its rows of a tensor [batch, ...]. */
  public <T extends TType> Operand<T> of(Ops tf, Operand<T> whole) {
    return rows(tf, whole, begin, tf.math.add(begin, size));
  }

  /**
   * Its rows of a tensor that is made for the whole batch.
   *
   * @param shape what the part's own shape is, [n size, ...], a vector: n rows an example
   * @param maker makes the tensor of a shape
   */
  Operand<TFloat32> of(
      Ops tf, Operand<TInt32> shape, Function<Operand<TInt32>, Operand<TFloat32>> maker) {
    Operand<TInt32> rows = tf.gather(shape, tf.constant(0), tf.constant(0));
    Operand<TInt32> each = tf.math.div(rows, size);
    Operand<TInt32> allRows = tf.expandDims(tf.math.mul(batch, each), tf.constant(0));
    Operand<TInt32> others = tf.slice(shape, tf.array(1), tf.array(-1));
    Operand<TFloat32> whole = maker.apply(tf.concat(List.of(allRows, others), tf.constant(0)));
    Operand<TInt32> first = tf.math.mul(begin, each);
    return rows(tf, whole, first, tf.math.add(first, rows));
  }

  /**
   * Some rows of a tensor, by strides: their output has known sizes along the other axes.
   *
   * @param begin the number of the first, a scalar
   * @param end the number behind the last, a scalar
   */
  public static <T extends TType> Operand<T> rows(
      Ops tf, Operand<T> whole, Operand<TInt32> begin, Operand<TInt32> end) {
    return tf.stridedSlice(whole, tf.stack(List.of(begin)), tf.stack(List.of(end)), tf.array(1));
  }
}
