package dev.jera.training.metric;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Positive is the class with the greatest prediction, the first of equals, and no other; the same
 * for probabilities and logits.
 *
 * <p>Predictions [batch, ..., classes], at least 2.
 */
public record MostProbable() implements Decision {

  /** The most probable class. */
  public static MostProbable of() {
    return new MostProbable();
  }

  @Override
  public Operand<TBool> positives(Ops tf, Operand<TFloat32> predictions) {
    long classes = predictions.shape().get(predictions.shape().numDimensions() - 1);
    Operand<TInt64> greatest = tf.math.argMax(predictions, tf.constant(-1));
    Operand<TInt32> depth = tf.constant(Math.toIntExact(classes));
    return tf.oneHot(greatest, depth, tf.constant(true), tf.constant(false));
  }
}
