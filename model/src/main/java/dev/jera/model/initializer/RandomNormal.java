package dev.jera.model.initializer;

import static com.google.common.base.Preconditions.checkArgument;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Normal with a mean and a standard deviation. */
record RandomNormal(double mean, double stddev) implements Initializer {
  RandomNormal {
    checkArgument(stddev >= 0, "stddev: %s (expected: >= 0)", stddev);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
    Operand<TFloat32> standard =
        tf.random.statelessRandomNormal(
            tf.constant(shape.asArray()), tf.constant(new long[] {seed, 0}));
    return tf.math.add(
        tf.math.mul(standard, tf.constant((float) stddev)), tf.constant((float) mean));
  }
}
