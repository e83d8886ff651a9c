package dev.jera.training.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jera.datasets.Dataset;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.activation.Activations;
import dev.jera.model.layer.core.Dense;
import dev.jera.training.MeasuredMetric;
import dev.jera.training.MetricRun;
import dev.jera.training.Trainer;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.optimizer.SGD;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** What holds for every metric. */
class MetricContractTest {
  private static final int EXAMPLES = 23;
  private static final int CLASSES = 3;

  private static final List<Metric> OF_CLASSES =
      List.of(
          Accuracy.of(),
          TopKCategoricalAccuracy.of(2),
          Precision.of(Average.MACRO),
          Recall.of(Average.WEIGHTED),
          F1Score.of(Average.MICRO),
          F1Score.of(OneClass.of(1)).withName("f1_of_1"),
          MeanIoU.of(CLASSES),
          Mean.of(),
          LossMetric.of("ce", SparseCategoricalCrossentropy.of()));

  private static final List<Metric> OF_VALUES =
      List.of(
          BinaryAccuracy.of(),
          Precision.of(),
          Recall.of(Threshold.of(0.3)),
          F1Score.of(),
          AUC.of(),
          AUC.of(AUC.Curve.PR).withName("pr"),
          RootMeanSquaredError.of(),
          R2Score.of(),
          LossMetric.of("mse", MeanSquaredError.of()));

  /** An example metric and what it measures. */
  record Case(Metric metric, boolean classes, int positions) {
    /** As many examples as counts, each repeated as often as its count says. */
    MetricRun data(int[] counts) {
      Shape each = positions == 0 ? Shape.scalar() : Shape.of(positions);
      Shape row = each.append(CLASSES);
      Random random = new Random(11);
      int total = Arrays.stream(counts).sum();
      IntNdArray labels = NdArrays.ofInts((classes ? each : row).prepend(total));
      FloatNdArray predictions = NdArrays.ofFloats(row.prepend(total));
      int at = 0;
      for (int count : counts) {
        int[] label = random.ints(labels.shape().tail().size(), 0, classes ? CLASSES : 2).toArray();
        double[] prediction = random.doubles(row.size(), 0, 1).toArray();
        for (int i = 0; i < count; i++, at++) {
          set(labels.get(at), label);
          set(predictions.get(at), prediction);
        }
      }
      return MetricRun.of(labels, predictions);
    }

    private static void set(IntNdArray target, int[] values) {
      int i = 0;
      for (IntNdArray scalar : target.scalars()) {
        scalar.setInt(values[i++]);
      }
    }

    private static void set(FloatNdArray target, double[] values) {
      int i = 0;
      for (FloatNdArray scalar : target.scalars()) {
        scalar.setFloat((float) values[i++]);
      }
    }
  }

  static Stream<Case> cases() {
    Stream<Case> flat =
        Stream.concat(
            OF_CLASSES.stream().map(metric -> new Case(metric, true, 0)),
            OF_VALUES.stream().map(metric -> new Case(metric, false, 0)));
    Stream<Case> positions =
        Stream.concat(
            OF_CLASSES.stream()
                .filter(metric -> !(metric instanceof LossMetric))
                .map(metric -> new Case(metric, true, 4)),
            OF_VALUES.stream().map(metric -> new Case(metric, false, 4)));
    return Stream.concat(flat, positions);
  }

  /**
   * One graph and session for all tests of a case, as they take longer than what is run in them.
   */
  private static final Map<Case, MeasuredMetric> OPEN = new HashMap<>();

  private static MeasuredMetric measured(Case given) {
    return OPEN.computeIfAbsent(
        given, like -> new MeasuredMetric(like.metric(), like.data(counts(1))));
  }

  @AfterAll
  static void close() {
    OPEN.values().forEach(MeasuredMetric::close);
    OPEN.clear();
  }

  private static int[] counts(int... pattern) {
    int[] counts = new int[EXAMPLES];
    Arrays.setAll(counts, i -> pattern[i % pattern.length]);
    return counts;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void batchesOfAnySizesGiveWhatOneBatchGives(Case given) {
    MetricRun run = given.data(counts(1));
    double all = measured(given).of(run, EXAMPLES);
    assertThat(all).isFinite().isNotZero();
    assertThat(measured(given).of(run, 10, 1, 7, 5)).isEqualTo(all, within(1e-13));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aWeightCountsLikeAsManyExamples(Case given) {
    int[] counts = counts(2, 0, 1, 3);
    float[] weights = new float[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      weights[i] = counts[i];
    }
    MetricRun many = given.data(counts);
    double repeated = measured(given).of(many, many.size());
    MetricRun unweighted = given.data(counts(1));
    assertThat(measured(given).of(unweighted.weighted(weights), 4, 19))
        .isEqualTo(repeated, within(1e-12))
        .isNotEqualTo(measured(given).of(unweighted, EXAMPLES));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void noExamplesGiveNaNForMeansAndZeroForShares(Case given) {
    boolean share =
        Stream.of(Precision.class, Recall.class, F1Score.class, AUC.class, MeanIoU.class)
            .anyMatch(type -> type.isInstance(given.metric()));
    assertThat(measured(given).of(given.data(counts(1))))
        .isEqualTo(Double.valueOf(share ? 0 : Double.NaN));
  }

  @Test
  void aTrainerEvaluatesThemAsTheyAreOfItsPredictions() {
    Model model = Sequential.of(Input.of(2), Dense.of(CLASSES).withActivation(Activations.SOFTMAX));
    MetricRun any = new Case(Accuracy.of(), true, 0).data(counts(1));
    FloatNdArray features = NdArrays.ofFloats(Shape.of(EXAMPLES, 2));
    Random random = new Random(3);
    features.scalars().forEach(scalar -> scalar.setFloat((float) random.nextGaussian()));
    try (Trainer trainer =
        Trainer.compile(
            model,
            SGD.of(0.1),
            SparseCategoricalCrossentropy.of(),
            OF_CLASSES.toArray(new Metric[0]))) {
      Map<String, Double> measured = trainer.evaluate(Dataset.of(features, any.labels()), 7);
      MetricRun predicted = MetricRun.of(any.labels(), trainer.predict(features));
      for (Metric metric : OF_CLASSES) {
        assertThat(measured.get(metric.name()))
            .as(metric.name())
            .isEqualTo(predicted.of(metric), within(1e-6));
      }
      assertThat(measured.get("ce")).isEqualTo(measured.get("loss"), within(1e-6));
    }
  }
}
