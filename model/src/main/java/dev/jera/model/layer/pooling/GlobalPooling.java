package dev.jera.model.layer.pooling;

import dev.jera.model.layer.Window;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What the poolings of whole channels share. */
final class GlobalPooling {
  private GlobalPooling() {}

  /** The shape of one value a channel: the axes between batch and channels go, or become 1. */
  static Shape outputShape(Shape input, int dimensions, boolean keepDims) {
    Window.checkInput(input, dimensions);
    Shape batch = input.take(1);
    Shape kept =
        keepDims
            ? Shape.of(IntStream.range(0, dimensions).mapToLong(i -> 1).toArray())
            : Shape.scalar();
    return batch.append(kept).append(input.get(-1));
  }

  /** The maximum of each channel. */
  static Operand<TFloat32> max(Ops tf, Operand<TFloat32> x, boolean keepDims) {
    return tf.reduceMax(x, axesBetween(tf, x), ReduceMax.keepDims(keepDims));
  }

  /** The mean of each channel. */
  static Operand<TFloat32> average(Ops tf, Operand<TFloat32> x, boolean keepDims) {
    return tf.math.mean(x, axesBetween(tf, x), Mean.keepDims(keepDims));
  }

  /** Those between the batch and the channels. */
  private static Operand<TInt32> axesBetween(Ops tf, Operand<TFloat32> x) {
    return tf.array(IntStream.range(1, x.shape().numDimensions() - 1).toArray());
  }
}
