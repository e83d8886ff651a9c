package dev.jera.model.initializer;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** How random values are spread. */
public enum Distribution {
  /** Normal, what lies beyond two deviations drawn again. */
  TRUNCATED_NORMAL,
  /** Normal. */
  UNTRUNCATED_NORMAL,
  /** Equally likely within limits. */
  UNIFORM;

  /** Adds a draw: from [0, 1), or with mean 0 and, before it is cut, deviation 1. */
  Operand<TFloat32> draw(Ops tf, Shape shape, long seed) {
    Operand<TInt64> sizes = tf.constant(shape.asArray());
    Operand<TInt64> seeds = tf.constant(new long[] {seed, 0});
    return switch (this) {
      case TRUNCATED_NORMAL -> tf.random.statelessTruncatedNormal(sizes, seeds);
      case UNTRUNCATED_NORMAL -> tf.random.statelessRandomNormal(sizes, seeds);
      case UNIFORM -> tf.random.statelessRandomUniform(sizes, seeds);
    };
  }
}
