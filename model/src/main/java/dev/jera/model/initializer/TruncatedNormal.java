package dev.jera.model.initializer;

import dev.jera.model.layer.Numbers;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Normal with a mean and a standard deviation, what lies beyond two deviations drawn again. */
record TruncatedNormal(double mean, double stddev) implements Initializer {
  TruncatedNormal {
    Numbers.checkFinite("mean", mean);
    Numbers.checkNotNegative("stddev", stddev);
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Shape shape, long seed) {
    Operand<TFloat32> standard = Distribution.TRUNCATED_NORMAL.draw(tf, shape, seed);
    Operand<TFloat32> scaled = tf.math.mul(standard, tf.constant((float) stddev));
    return mean == 0 ? scaled : tf.math.add(scaled, tf.constant((float) mean));
  }
}
