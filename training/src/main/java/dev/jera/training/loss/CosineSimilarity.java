package dev.jera.training.loss;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * Minus the cosine of the angle between label and prediction, vectors along the last axis: -1 where
 * they point the same way, 1 where they point opposite ways.
 *
 * <p>Predictions and labels [batch, ..., values], of one shape; losses [batch, ...]. A vector
 * shorter than 1e-7 is divided by that instead of its length, so that the loss of a zero vector is
 * 0.
 *
 * @see <a href="https://keras.io/api/losses/regression_losses/#cosinesimilarity-class">Keras
 *     CosineSimilarity</a>
 */
public record CosineSimilarity() implements PairedLoss {

  /** A cosine similarity, to be made small. */
  public static CosineSimilarity of() {
    return new CosineSimilarity();
  }

  @Override
  public Operand<TFloat32> build(
      Ops tf, Operand<? extends TNumber> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> targets = tf.dtypes.cast(labels, TFloat32.class);
    Operand<TFloat32> products = tf.math.mul(normalize(tf, targets), normalize(tf, predictions));
    return tf.math.neg(tf.reduceSum(products, tf.constant(-1)));
  }

  private static Operand<TFloat32> normalize(Ops tf, Operand<TFloat32> vectors) {
    Operand<TFloat32> squares =
        tf.reduceSum(tf.math.square(vectors), tf.constant(-1), ReduceSum.keepDims(true));
    // Before the root, whose slope at 0 would make the gradient NaN.
    float least = Crossentropies.EPSILON * Crossentropies.EPSILON;
    return tf.math.mul(vectors, tf.math.rsqrt(tf.math.maximum(squares, tf.constant(least))));
  }

  @Override
  public Shape labelShape(Shape predictions) {
    Crossentropies.checkPredictions(predictions);
    return predictions;
  }
}
