package dev.jera.training.loss;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.datasets.ClassLabels;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.Shapes;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * {@code -log(p[label])}: cross-entropy for labels that are class numbers.
 *
 * <p>Predictions [batch, classes], labels [batch], 0 to classes - 1.
 *
 * <p>Probabilities are clipped to [1e-7, 1 - 1e-7] and made to add up to 1, unless they come
 * straight from a softmax: then its logits are used, and nothing is clipped.
 *
 * @param predictions what the predictions stand for
 * @see <a
 *     href="https://keras.io/api/losses/probabilistic_losses/#sparsecategoricalcrossentropy-class">Keras
 *     SparseCategoricalCrossentropy</a>
 */
public record SparseCategoricalCrossentropy(Predictions predictions) implements Loss {

  /** For a model that gives probabilities. */
  public static SparseCategoricalCrossentropy of() {
    return new SparseCategoricalCrossentropy(Predictions.PROBABILITIES);
  }

  /** For a model that gives logits. */
  public static SparseCategoricalCrossentropy ofLogits() {
    return new SparseCategoricalCrossentropy(Predictions.LOGITS);
  }

  @Override
  public Dtype labelDtype() {
    return Dtype.INT32;
  }

  @Override
  public Shape labelShape(Shape predictions) {
    Crossentropies.checkPredictions(predictions);
    return Shape.of(predictions.get(0));
  }

  @Override
  public void checkLabels(NdArray<?> labels, Shape predictions) {
    checkArgument(
        labels.rank() == 1,
        "labels %s each (expected: [], one class number each; drop an axis of size 1 by labels.withShape(Shape.of(n)), and for one-hot labels use CategoricalCrossentropy)",
        Shapes.format(labels.shape().tail()));
    ClassLabels.of(labels).check(Math.toIntExact(predictions.get(1)));
  }

  @Override
  public Operand<TFloat32> build(
      Ops tf, Operand<? extends TNumber> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> logits =
        Crossentropies.logits(predictions, this.predictions)
            .orElseGet(() -> tf.math.log(Crossentropies.clip(tf, predictions)));
    return tf.nn.sparseSoftmaxCrossEntropyWithLogits(logits, labels).loss();
  }
}
