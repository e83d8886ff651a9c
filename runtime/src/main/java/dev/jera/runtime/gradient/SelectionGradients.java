package dev.jera.runtime.gradient;

import static dev.jera.runtime.gradient.Slopes.number;

import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/** Ops that pick, scatter and sum up values by their indices. */
final class SelectionGradients {
  private SelectionGradients() {}

  /** Outputs are the k largest values along the last axis, and their indices. */
  static List<Operand<?>> topK(Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    Operand<TNumber> dy = number(gradients.get(0));
    Operand<TInt32> indices = tf.dtypes.cast(number(operation.output(1)), TInt32.class);
    Operand<TInt32> shape = tf.shape(operation.input(0));
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> size = tf.reduceProd(shape, zero);
    Operand<TInt32> width =
        tf.reduceProd(
            tf.slice(
                shape,
                tf.expandDims(tf.math.sub(tf.size(shape), tf.constant(1)), zero),
                tf.array(1)),
            zero);
    // Every row's indices begin at 0: counted on from the rows before it, one scatter does for all.
    Operand<TInt32> firsts = tf.expandDims(tf.range(zero, size, width), tf.constant(1));
    Operand<TInt32> rows = tf.reshape(indices, tf.stack(List.of(tf.size(firsts), tf.constant(-1))));
    Operand<TNumber> flat =
        tf.math.unsortedSegmentSum(
            tf.reshape(dy, tf.array(-1)),
            tf.reshape(tf.math.add(rows, firsts), tf.array(-1)),
            size);
    return List.of(tf.reshape(flat, shape), tf.zerosLike(operation.input(1)));
  }

  /** Inputs are data [rows, ...] and the segment of each row, in rising order. */
  static List<Operand<?>> segmentMean(Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    Operand<TNumber> dy = number(gradients.get(0));
    Operand<TNumber> segments = number(operation.input(1));
    Operand<TInt32> zero = tf.constant(0);
    Operand<TInt32> means = tf.gather(tf.shape(dy), zero, zero);
    Operand<TNumber> counts =
        tf.math.unsortedSegmentSum(tf.onesLike(number(operation.input(0))), segments, means);
    Operand<TNumber> each = tf.math.divNoNan(dy, counts);
    return List.of(tf.gather(each, segments, zero), tf.zerosLike(segments));
  }

  /** Inputs are a tensor, indices into it and what is added there. */
  static List<Operand<?>> tensorScatterAdd(
      Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    Operand<TNumber> dy = number(gradients.get(0));
    Operand<TNumber> indices = number(operation.input(1));
    return List.of(dy, tf.zerosLike(indices), tf.gatherNd(dy, indices));
  }

  /** Inputs are a tensor, indices into it and what is put there. */
  static List<Operand<?>> tensorScatterUpdate(
      Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    Operand<TNumber> dy = number(gradients.get(0));
    Operand<TNumber> indices = number(operation.input(1));
    Operand<TNumber> nothing = tf.zerosLike(number(operation.input(2)));
    return List.of(
        tf.tensorScatterNdUpdate(dy, indices, nothing),
        tf.zerosLike(indices),
        tf.gatherNd(dy, indices));
  }
}
