package dev.jera.training.loss;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * {@code max(max((1 - label) * prediction) - sum(label * prediction) + 1, 0)} over the last axis.
 *
 * <p>Predictions and labels [batch, ..., classes], labels one-hot, 0 or 1, or -1 or 1; losses
 * [batch, ...].
 *
 * @see <a href="https://keras.io/api/losses/hinge_losses/#categoricalhinge-class">Keras
 *     CategoricalHinge</a>
 */
public record CategoricalHinge() implements PairedLoss {

  /** A categorical hinge loss. */
  public static CategoricalHinge of() {
    return new CategoricalHinge();
  }

  @Override
  public void checkLabels(NdArray<?> labels, Shape predictions) {
    HingeLabels.check(labels, predictions);
  }

  @Override
  public Operand<TFloat32> build(
      Ops tf, Operand<? extends TNumber> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> targets = tf.dtypes.cast(labels, TFloat32.class);
    Operand<TInt32> last = tf.constant(-1);
    Operand<TFloat32> right = tf.reduceSum(tf.math.mul(targets, predictions), last);
    Operand<TFloat32> wrong =
        tf.reduceMax(tf.math.mul(BinaryLosses.complement(tf, targets), predictions), last);
    return tf.nn.relu(tf.math.add(tf.math.sub(wrong, right), tf.constant(1f)));
  }

  @Override
  public Shape labelShape(Shape predictions) {
    Crossentropies.checkPredictions(predictions);
    return predictions;
  }
}
