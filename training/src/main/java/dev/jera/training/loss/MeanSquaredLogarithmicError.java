package dev.jera.training.loss;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code (log(label + 1) - log(prediction + 1))^2}, averaged over the last axis.
 *
 * <p>Predictions and labels [batch, ..., values], of one shape, labels above -1. Labels and
 * predictions below 1e-7 count as 1e-7, and such predictions have no gradient.
 *
 * @see <a
 *     href="https://keras.io/api/losses/regression_losses/#meansquaredlogarithmicerror-class">Keras
 *     MeanSquaredLogarithmicError</a>
 */
public record MeanSquaredLogarithmicError() implements ElementwiseLoss {

  /** A mean squared logarithmic error. */
  public static MeanSquaredLogarithmicError of() {
    return new MeanSquaredLogarithmicError();
  }

  @Override
  public void checkLabels(NdArray<?> labels, Shape predictions) {
    LabelRange.ABOVE_MINUS_ONE.check(labels, predictions);
  }

  @Override
  public Operand<TFloat32> values(Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    return tf.math.squaredDifference(logarithm(tf, predictions), logarithm(tf, labels));
  }

  private static Operand<TFloat32> logarithm(Ops tf, Operand<TFloat32> values) {
    return tf.math.log1p(tf.math.maximum(values, tf.constant(Crossentropies.EPSILON)));
  }
}
