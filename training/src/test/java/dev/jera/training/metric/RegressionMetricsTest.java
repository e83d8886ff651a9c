package dev.jera.training.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.runtime.Dtype;
import dev.jera.training.MetricRun;
import dev.jera.training.loss.CategoricalCrossentropy;
import dev.jera.training.loss.Loss;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/** RootMeanSquaredError, R2Score, Mean and LossMetric. */
class RegressionMetricsTest {
  private static final MetricRun SQUARES =
      MetricRun.of(
          StdArrays.ndCopyOf(new float[][] {{0, 1}, {0, 0}}),
          StdArrays.ndCopyOf(new float[][] {{1, 1}, {0, 0}}));

  /** The example of Keras' RootMeanSquaredError. */
  @Test
  void rootIsThatOfTheMeanOverAll() {
    assertThat(SQUARES.of(RootMeanSquaredError.of())).isEqualTo(0.5);
    assertThat(SQUARES.weighted(1, 0).of(RootMeanSquaredError.of()))
        .isEqualTo(Math.sqrt(0.5), within(1e-15));
    assertThat(SQUARES.inBatches(RootMeanSquaredError.of(), 1, 1)).isEqualTo(0.5);
  }

  /** In float32, 16777216 + 1 would be 16777216 still. */
  @Test
  void smallErrorsAreNotLostBesideGreatOnes() {
    float[] predictions = new float[2000];
    predictions[0] = 4096;
    Arrays.fill(predictions, 1, 2000, 1);
    var run = MetricRun.of(NdArrays.vectorOf(new float[2000]), NdArrays.vectorOf(predictions));
    assertThat(run.of(RootMeanSquaredError.of()))
        .isEqualTo(Math.sqrt((16777216.0 + 1999) / 2000), within(1e-12));
    assertThat(run.of(Mean.of())).isEqualTo((4096 + 1999) / 2000.0, within(1e-15));
  }

  /** The example of Keras' R2Score. */
  @Test
  void shareOfTheVariationIsThatOfKerasExample() {
    var run =
        MetricRun.of(
            StdArrays.ndCopyOf(new float[][] {{1}, {4}, {3}}),
            StdArrays.ndCopyOf(new float[][] {{2}, {4}, {4}}));
    assertThat(run.of(R2Score.of())).isEqualTo(1 - 2 / (14 / 3.0), within(1e-12));
    assertThat(run.inBatches(R2Score.of(), 1, 2)).isEqualTo(1 - 2 / (14 / 3.0), within(1e-12));
  }

  /** Labels 1, 4, 4 and 0, 0, 0; squared errors 1, 0, 0 and 1, 0, 0. */
  @Test
  void shareOfSeveralOutputsIsTheirMeanAndThoseThatDoNotVaryGiveZero() {
    var run =
        MetricRun.of(
                StdArrays.ndCopyOf(new float[][] {{1, 0}, {4, 0}}),
                StdArrays.ndCopyOf(new float[][] {{2, 1}, {4, 0}}))
            .weighted(1, 2);
    assertThat(run.of(R2Score.of())).isEqualTo((1 - 1 / 6.0) / 2, within(1e-12));
  }

  @Test
  void labelsThatAreEqualButNotExactInSumsDoNotVary() {
    float[] labels = new float[1000];
    Arrays.fill(labels, 0.1f);
    var run = MetricRun.of(NdArrays.vectorOf(labels), NdArrays.vectorOf(new float[1000]));
    assertThat(run.of(R2Score.of())).isZero();
  }

  @Test
  void meanIsThatOfThePredictions() {
    assertThat(SQUARES.of(Mean.of())).isEqualTo(0.5);
    assertThat(SQUARES.weighted(3, 1).of(Mean.of())).isEqualTo(0.75);
  }

  /** The example of Keras' MeanSquaredError. */
  @Test
  void anyLossIsAMetric() {
    LossMetric metric = LossMetric.of("mse", MeanSquaredError.of());
    assertThat(metric.name()).isEqualTo("mse");
    assertThat(SQUARES.of(metric)).isEqualTo(0.25);
    assertThat(SQUARES.weighted(1, 0).of(metric)).isEqualTo(0.5);
  }

  /** The examples of Keras' CategoricalCrossentropy and SparseCategoricalCrossentropy. */
  @Test
  void crossentropiesAreKeras() {
    var predictions = StdArrays.ndCopyOf(new float[][] {{0.05f, 0.95f, 0}, {0.1f, 0.8f, 0.1f}});
    var oneHot =
        MetricRun.of(StdArrays.ndCopyOf(new float[][] {{0, 1, 0}, {0, 0, 1}}), predictions);
    var sparse = MetricRun.of(NdArrays.vectorOf(1, 2), predictions);
    LossMetric dense = LossMetric.of("ce", CategoricalCrossentropy.of());
    LossMetric numbers = LossMetric.of("ce", SparseCategoricalCrossentropy.of());
    assertThat(oneHot.of(dense)).isEqualTo(1.1769392, within(1e-6));
    assertThat(sparse.of(numbers)).isEqualTo(1.1769392, within(1e-6));
    assertThat(oneHot.weighted(0.3f, 0.7f).of(dense)).isEqualTo(1.6271976, within(1e-6));
    assertThat(sparse.weighted(0.3f, 0.7f).of(numbers)).isEqualTo(1.6271976, within(1e-6));
  }

  /** A loss for each position, of which those with a label below 0 do not count. */
  private record MaskedDistance() implements Loss {
    @Override
    public Dtype labelDtype() {
      return Dtype.FLOAT32;
    }

    @Override
    public Shape labelShape(Shape predictions) {
      return predictions;
    }

    @Override
    public void checkLabels(NdArray<?> labels, Shape predictions) {}

    @Override
    public Operand<TFloat32> build(
        Ops tf, Operand<? extends TNumber> labels, Operand<TFloat32> predictions) {
      return tf.math.abs(tf.math.sub(predictions, tf.dtypes.cast(labels, TFloat32.class)));
    }

    @Override
    public Optional<Operand<TFloat32>> mask(Ops tf, Operand<? extends TNumber> labels) {
      Operand<TFloat32> values = tf.dtypes.cast(labels, TFloat32.class);
      return Optional.of(
          tf.dtypes.cast(tf.math.greaterEqual(values, tf.constant(0f)), TFloat32.class));
    }
  }

  @Test
  void whatTheMaskOfALossLeavesOutDoesNotCount() {
    var run =
        MetricRun.of(
                StdArrays.ndCopyOf(new int[][] {{1, -1}, {5, 7}}),
                StdArrays.ndCopyOf(new float[][] {{3, 3}, {6, 3}}))
            .weighted(3, 1);
    assertThat(run.inBatches(LossMetric.of("distance", new MaskedDistance()), 1, 1))
        .isEqualTo((3 * 2 + 1 + 4) / 5.0, within(1e-15));
  }

  @Test
  void labelsThatDoNotFitAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SQUARES.of(LossMetric.of("ce", SparseCategoricalCrossentropy.of())))
        .withMessageContaining("Metric 'ce': labels [?, 2] (expected: [?], as SparseCategorical");
    var uneven = MetricRun.of(NdArrays.ofFloats(Shape.of(2, 3)), SQUARES.predictions());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> uneven.of(RootMeanSquaredError.of()))
        .withMessageContaining("labels [?, 3], predictions [?, 2]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> uneven.of(R2Score.of()))
        .withMessageContaining("Metric 'r2_score': labels [?, 3], predictions [?, 2]");
  }
}
