package dev.jera.training.loss;

import dev.jera.runtime.Dtype;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * {@code -sum(label * log(p))}: cross-entropy for labels that are distributions, such as one-hot.
 *
 * <p>Predictions and labels [batch, classes].
 *
 * <p>Probabilities are made to add up to 1 and clipped to [1e-7, 1 - 1e-7], unless they come
 * straight from a softmax: then its logits are used, and nothing is clipped.
 *
 * @param predictions what the predictions stand for
 * @see <a
 *     href="https://keras.io/api/losses/probabilistic_losses/#categoricalcrossentropy-class">Keras
 *     CategoricalCrossentropy</a>
 */
public record CategoricalCrossentropy(Predictions predictions) implements Loss {

  /** For a model that gives probabilities. */
  public static CategoricalCrossentropy of() {
    return new CategoricalCrossentropy(Predictions.PROBABILITIES);
  }

  /** For a model that gives logits. */
  public static CategoricalCrossentropy ofLogits() {
    return new CategoricalCrossentropy(Predictions.LOGITS);
  }

  @Override
  public Dtype labelDtype() {
    return Dtype.FLOAT32;
  }

  @Override
  public Shape labelShape(Shape predictions) {
    Crossentropies.checkPredictions(predictions);
    return predictions;
  }

  @Override
  public void checkLabels(NdArray<?> labels, Shape predictions) {
    LabelShapes.checkEqual(
        labels, predictions, "; for class numbers use SparseCategoricalCrossentropy or oneHot");
  }

  @Override
  public Operand<TFloat32> build(
      Ops tf, Operand<? extends TNumber> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> targets = tf.dtypes.cast(labels, TFloat32.class);
    Optional<Operand<TFloat32>> logits = Crossentropies.logits(predictions, this.predictions);
    if (logits.isPresent()) {
      return tf.nn.softmaxCrossEntropyWithLogits(logits.get(), targets).loss();
    }
    Operand<TFloat32> sums =
        tf.reduceSum(predictions, tf.constant(-1), org.tensorflow.op.core.ReduceSum.keepDims(true));
    Operand<TFloat32> logs = tf.math.log(Crossentropies.clip(tf, tf.math.div(predictions, sums)));
    return tf.math.neg(tf.reduceSum(tf.math.mul(targets, logs), tf.constant(-1)));
  }
}
