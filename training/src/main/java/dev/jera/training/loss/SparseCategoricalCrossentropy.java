package dev.jera.training.loss;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.Shapes;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Optional;
import java.util.OptionalInt;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * {@code -log(p[label])}: cross-entropy for labels that are class numbers.
 *
 * <p>Predictions [batch, ..., classes], labels and losses [batch, ...], labels 0 to classes - 1.
 *
 * <p>Probabilities are clipped to [1e-7, 1 - 1e-7] and made to add up to 1, unless they come
 * straight from a softmax: then its logits are used, and nothing is clipped.
 *
 * @param predictions what the predictions stand for
 * @param ignoreIndex the class number of what does not count, such as -1 or 255 for the void of a
 *     segmentation, or that of padding; means are over what counts
 * @see <a
 *     href="https://keras.io/api/losses/probabilistic_losses/#sparsecategoricalcrossentropy-class">Keras
 *     SparseCategoricalCrossentropy, where ignoreIndex is ignore_class</a>
 */
@RecordBuilder
public record SparseCategoricalCrossentropy(Predictions predictions, OptionalInt ignoreIndex)
    implements Loss, SparseCategoricalCrossentropyBuilder.With {

  /** For a model that gives probabilities. */
  public static SparseCategoricalCrossentropy of() {
    return new SparseCategoricalCrossentropy(Predictions.PROBABILITIES, OptionalInt.empty());
  }

  /** For a model that gives logits. */
  public static SparseCategoricalCrossentropy ofLogits() {
    return of().withPredictions(Predictions.LOGITS);
  }

  /** The same, where labels of this number do not count. */
  public SparseCategoricalCrossentropy withIgnoreIndex(int ignoreIndex) {
    return withIgnoreIndex(OptionalInt.of(ignoreIndex));
  }

  @Override
  public Dtype labelDtype() {
    return Dtype.INT32;
  }

  @Override
  public Shape labelShape(Shape predictions) {
    Crossentropies.checkPredictions(predictions);
    return predictions.take(predictions.numDimensions() - 1);
  }

  @Override
  public void checkLabels(NdArray<?> labels, Shape predictions) {
    Shape given = labels.shape().tail();
    Shape expected = labelShape(predictions).tail();
    checkArgument(
        Shapes.fits(given, expected),
        "labels %s each (expected: %s, class numbers; drop an axis of size 1 by labels.withShape(Shape.of(n)), and for one-hot labels use CategoricalCrossentropy)",
        Shapes.format(given),
        Shapes.format(expected));
    checkArgument(
        !(labels instanceof FloatNdArray || labels instanceof DoubleNdArray),
        "labels: floating point numbers (expected: class numbers in a Byte-, Short-, Int- or LongNdArray)");
    long classes = predictions.get(-1);
    LabelScan.check(
        labels,
        label ->
            (label >= 0 && label < classes)
                || (ignoreIndex.isPresent() && label == ignoreIndex.getAsInt()),
        () -> {
          String range = "0..%d, for %d classes".formatted(classes - 1, classes);
          return ignoreIndex.isPresent()
              ? range + ", or " + ignoreIndex.getAsInt() + ", which is ignored"
              : range;
        });
  }

  @Override
  public Operand<TFloat32> build(
      Ops tf, Operand<? extends TNumber> labels, Operand<TFloat32> predictions) {
    Operand<TFloat32> logits =
        Crossentropies.logits(predictions, this.predictions, "Softmax")
            .orElseGet(() -> tf.math.log(Crossentropies.clip(tf, predictions)));
    Operand<TInt32> classes = tf.dtypes.cast(labels, TInt32.class);
    if (ignoreIndex.isPresent()) {
      // Any class that there is will do: the mask leaves its loss out.
      classes = tf.select(counts(tf, labels), classes, tf.zerosLike(classes));
    }
    if (logits.shape().numDimensions() == 2) {
      return tf.nn.sparseSoftmaxCrossEntropyWithLogits(logits, classes).loss();
    }
    Operand<TFloat32> losses =
        tf.nn
            .sparseSoftmaxCrossEntropyWithLogits(
                Crossentropies.rows(tf, logits), tf.reshape(classes, tf.array(-1)))
            .loss();
    return tf.reshape(losses, tf.shape(labels));
  }

  @Override
  public Optional<Operand<TFloat32>> mask(Ops tf, Operand<? extends TNumber> labels) {
    return ignoreIndex.isPresent()
        ? Optional.of(tf.dtypes.cast(counts(tf, labels), TFloat32.class))
        : Optional.empty();
  }

  private Operand<TBool> counts(Ops tf, Operand<? extends TNumber> labels) {
    return tf.math.notEqual(
        tf.dtypes.cast(labels, TInt32.class), tf.constant(ignoreIndex.getAsInt()));
  }
}
