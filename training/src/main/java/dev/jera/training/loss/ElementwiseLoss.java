package dev.jera.training.loss;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * A loss of each value for itself, of which the mean over the last axis is taken.
 *
 * <p>Predictions and labels [batch, ..., values], losses [batch, ...]; for predictions [batch] each
 * value is an example's loss.
 *
 * @see <a href="https://keras.io/api/losses/">Keras losses, which have the same shapes</a>
 */
public interface ElementwiseLoss extends PairedLoss {
  /**
   * Adds the ops.
   *
   * @param labels of the shape of the predictions
   * @return the losses of single values, of the same shape
   */
  Operand<TFloat32> values(Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions);

  @Override
  default Operand<TFloat32> build(
      Ops tf, Operand<? extends TNumber> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> values = values(tf, tf.dtypes.cast(labels, TFloat32.class), predictions);
    Shape shape = predictions.shape();
    return shape.numDimensions() == 1 ? values : tf.math.mean(values, tf.constant(-1));
  }
}
