package dev.jera.training.loss;

import dev.jera.runtime.Dtype;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * {@code mean((label - prediction)^2)} over all values of an example.
 *
 * <p>Predictions and labels [batch, ...], of one shape.
 *
 * @see <a href="https://keras.io/api/losses/regression_losses/#meansquarederror-class">Keras
 *     MeanSquaredError</a>
 */
public record MeanSquaredError() implements Loss {

  /** A mean squared error. */
  public static MeanSquaredError of() {
    return new MeanSquaredError();
  }

  @Override
  public Dtype labelDtype() {
    return Dtype.FLOAT32;
  }

  @Override
  public Shape labelShape(Shape predictions) {
    return predictions;
  }

  @Override
  public void checkLabels(NdArray<?> labels, Shape predictions) {
    LabelShapes.checkEqual(
        labels, predictions, "; an axis is added by labels.withShape(Shape.of(n, 1))");
  }

  @Override
  public Operand<TFloat32> build(
      Ops tf, Operand<? extends TNumber> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> targets = tf.dtypes.cast(labels, TFloat32.class);
    int[] valueAxes = IntStream.range(1, predictions.shape().numDimensions()).toArray();
    return tf.math.mean(tf.math.squaredDifference(predictions, targets), tf.constant(valueAxes));
  }
}
