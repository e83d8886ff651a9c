package dev.jera.model.initializer;

import dev.jera.model.layer.Numbers;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Normal with a mean and a standard deviation. */
record RandomNormal(double mean, double stddev) implements Initializer {
  RandomNormal {
    Numbers.checkFinite("mean", mean);
    Numbers.checkNotNegative("stddev", stddev);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
    Operand<TFloat32> standard = Distribution.UNTRUNCATED_NORMAL.draw(tf, shape, seed);
    return tf.math.add(
        tf.math.mul(standard, tf.constant((float) stddev)), tf.constant((float) mean));
  }
}
