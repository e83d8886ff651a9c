package dev.jera.training.loss;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code max(1 - label * prediction, 0)}, averaged over the last axis.
 *
 * <p>Predictions and labels [batch, ..., values], of one shape, labels -1 or 1; or 0 or 1, where 0
 * counts as -1.
 *
 * @see <a href="https://keras.io/api/losses/hinge_losses/#hinge-class">Keras Hinge</a>
 */
public record Hinge() implements ElementwiseLoss {

  /** A hinge loss. */
  public static Hinge of() {
    return new Hinge();
  }

  @Override
  public void checkLabels(NdArray<?> labels, Shape predictions) {
    HingeLabels.check(labels, predictions);
  }

  @Override
  public Operand<TFloat32> values(Ops tf, Operand<TFloat32> labels, Operand<TFloat32> predictions) {
    return HingeLabels.margins(tf, labels, predictions);
  }
}
