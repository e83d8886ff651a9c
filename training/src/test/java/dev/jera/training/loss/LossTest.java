package dev.jera.training.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

class LossTest {
  /** The mean losses that Keras' own tests expect. */
  static Stream<Arguments> kerasExamples() {
    double[] targets = {1, 9, 2, -5, -2, 6};
    double[] answers = {4, 8, 12, 8, 1, 3};
    double[] bits = {0, 1, 0, 0};
    double[] scores = {0.6, 0.4, 0.4, 0.6};
    double[] classes = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    double[] shares = {0.9, 0.05, 0.05, 0.5, 0.89, 0.6, 0.05, 0.01, 0.94};
    double[] logits = {8, 1, 1, 0, 9, 1, 2, 3, 5};
    double[] binaryTargets = {1, 1, 0, 0, 1, 0};
    double[] binaryLogits = {1.5, -2.7, 2.9, -3.8, 1.2, -4.5};
    return Stream.of(
        Arguments.of(MeanSquaredError.of(), 3, targets, answers, 49.5),
        Arguments.of(MeanAbsoluteError.of(), 3, targets, answers, 5.5),
        Arguments.of(MeanAbsolutePercentageError.of(), 3, targets, answers, 211.8518),
        Arguments.of(MeanSquaredLogarithmicError.of(), 3, targets, answers, 1.4370),
        Arguments.of(Hinge.of(), 2, bits, scores, 1.3),
        Arguments.of(SquaredHinge.of(), 2, bits, scores, 1.86),
        Arguments.of(CategoricalHinge.of(), 2, bits, scores, 1.4),
        Arguments.of(
            BinaryCrossentropy.of(),
            2,
            new double[] {1, 0, 1, 0},
            new double[] {1, 1, 1, 0},
            3.98559),
        Arguments.of(
            BinaryCrossentropy.ofLogits(),
            3,
            new double[] {1, 0, 1, 0, 1, 1},
            new double[] {10, -10, 10, 10, 10, -10},
            3.33337),
        Arguments.of(
            BinaryFocalCrossentropy.of(),
            2,
            new double[] {1, 0, 1, 0},
            new double[] {0.9, 0.8, 0.7, 0.2},
            0.268),
        Arguments.of(
            BinaryFocalCrossentropy.ofLogits().withGamma(3), 3, binaryTargets, binaryLogits, 0.799),
        Arguments.of(CategoricalCrossentropy.of(), 3, classes, shares, 0.3239),
        Arguments.of(CategoricalFocalCrossentropy.of(), 3, classes, shares, 0.02059),
        Arguments.of(CategoricalFocalCrossentropy.ofLogits(), 3, classes, logits, 0.000345));
  }

  @ParameterizedTest
  @MethodSource("kerasExamples")
  void theMeanLossIsKeras(
      Loss loss, int size, double[] labels, double[] predictions, double expected) {
    double mean =
        LossRuns.run(loss, Shape.of(labels.length / size, size), labels, predictions)
            .losses()
            .stream()
            .mapToDouble(Float::doubleValue)
            .average()
            .orElseThrow();
    assertThat(mean).isCloseTo(expected, within(Math.max(5e-5, 5e-4 * expected)));
  }

  /** Losses of a single example and their gradients, where e^x is neither 0 nor finite. */
  static Stream<Arguments> extremes() {
    double big = 1e4;
    double[] two = {big, -big};
    double[] first = {1, 0};
    double[] second = {0, 1};
    return Stream.of(
        extreme(BinaryCrossentropy.ofLogits(), first, two, 0, 0, 0),
        extreme(BinaryCrossentropy.ofLogits(), second, two, big, 0.5, -0.5),
        extreme(BinaryFocalCrossentropy.ofLogits(), first, two, 0, 0, 0),
        extreme(BinaryFocalCrossentropy.ofLogits(), second, two, big, 0.5, -0.5),
        extreme(BinaryFocalCrossentropy.ofLogits().withGamma(0), first, two, 0, 0, 0),
        extreme(BinaryFocalCrossentropy.ofLogits().withGamma(0.5), first, two, 0, 0, 0),
        extreme(CategoricalCrossentropy.ofLogits(), first, two, 0, 0, 0),
        extreme(CategoricalCrossentropy.ofLogits(), second, two, 2 * big, 1, -1),
        extreme(
            CategoricalCrossentropy.ofLogits().withLabelSmoothing(0.5),
            second,
            two,
            15e3,
            0.75,
            -0.75),
        extreme(SparseCategoricalCrossentropy.ofLogits(), new double[] {0}, two, 0, 0, 0),
        extreme(SparseCategoricalCrossentropy.ofLogits(), new double[] {1}, two, 2 * big, 1, -1),
        // Clipped, as in Keras: a quarter of (1 - 1e-7)^2 * -log(1e-7), and flat.
        extreme(CategoricalFocalCrossentropy.ofLogits(), first, two, 0, 0, 0),
        extreme(CategoricalFocalCrossentropy.ofLogits(), second, two, 4.0295232, 0, 0),
        extreme(MeanSquaredError.of(), first, two, (9999.0 * 9999 + 1e8) / 2, 9999, -big),
        extreme(MeanAbsoluteError.of(), first, two, 9999.5, 0.5, -0.5),
        extreme(MeanAbsolutePercentageError.of(), first, two, 50 * (9999 + 1e11), 50, -50e7),
        extreme(Huber.of(), first, two, 9999, 0.5, -0.5),
        extreme(Huber.of(), first, new double[] {1e38, -1e38}, 1e38, 0.5, -0.5),
        extreme(LogCosh.of(), first, two, 9999.5 - Math.log(2), 0.5, -0.5),
        extreme(Hinge.of(), second, two, big + 1, 0.5, -0.5),
        extreme(SquaredHinge.of(), second, two, 10001.0 * 10001, 10001, -10001),
        extreme(CategoricalHinge.of(), second, two, 2 * big + 1, 1, -1),
        extreme(
            MeanSquaredLogarithmicError.of(),
            first,
            two,
            Math.pow(Math.log(10001) - Math.log(2), 2) / 2,
            (Math.log(10001) - Math.log(2)) / 10001,
            0),
        extreme(Poisson.of(), first, new double[] {0, big}, (-Math.log(1e-7) + 1e4) / 2, -5e6, 0.5),
        extreme(KLDivergence.of(), first, new double[] {0, 1}, -Math.log(1e-7), 0, -1e-7),
        extreme(BinaryCrossentropy.of(), first, new double[] {0, 0}, -Math.log(1e-7) / 2, 0, 0),
        extreme(
            CosineSimilarity.of(),
            first,
            two,
            -Math.sqrt(0.5),
            -5e-5 * Math.sqrt(0.5),
            -5e-5 * Math.sqrt(0.5)),
        extreme(CosineSimilarity.of(), first, new double[] {0, 0}, 0, -1e7, 0));
  }

  @ParameterizedTest
  @MethodSource("extremes")
  void extremePredictionsGiveTheLimitsOfLossAndGradient(
      Loss loss, double[] labels, double[] predictions, double expected, double[] gradient) {
    LossRuns.Run run = LossRuns.run(loss, Shape.of(1, 2), labels, predictions);
    assertClose(run.losses(), expected);
    assertClose(run.gradient(), gradient);
  }

  /** The activation's logits are used, so that nothing is clipped; Keras does the same. */
  @Test
  void afterAnActivationExtremeLogitsGiveAFiniteLossAndGradient() {
    Shape shape = Shape.of(1, 3);
    double[] logits = {200, 0, -200};
    for (Loss loss : List.of(CategoricalCrossentropy.of(), SparseCategoricalCrossentropy.of())) {
      double[] labels = loss instanceof PairedLoss ? new double[] {0, 0, 1} : new double[] {2};
      LossRuns.Run run = LossRuns.run(loss, shape, labels, logits, (tf, x) -> tf.nn.softmax(x));
      assertClose(run.losses(), 400);
      assertClose(run.gradient(), 1, 0, -1);
    }
    for (Loss loss : List.of(BinaryCrossentropy.of(), BinaryFocalCrossentropy.of().withGamma(0))) {
      LossRuns.Run run =
          LossRuns.run(loss, shape, new double[] {0, 0, 1}, logits, (tf, x) -> tf.math.sigmoid(x));
      assertClose(run.losses(), (400 + Math.log(2)) / 3);
      assertClose(run.gradient(), 1 / 3., 1 / 6., -1 / 3.);
    }
  }

  /** Of logits that are all 0, as those of an untrained model may be: sigmoid(0) - label. */
  @Test
  void theBinaryGradientAtLogitZeroIsHalfTheWayToTheLabel() {
    LossRuns.Run run =
        LossRuns.run(
            BinaryCrossentropy.ofLogits(), Shape.of(2, 1), new double[] {0, 1}, new double[2]);
    assertClose(run.gradient(), 0.5, -0.5);
  }

  /** Keras clips probabilities to [1e-7, 1 - 1e-7]: -log(1e-7) = 16.118. */
  @Test
  void probabilitiesOfZeroAreClippedAsKerasClipsThem() {
    Shape shape = Shape.of(1, 3);
    double[] second = {0, 1, 0};
    double[] sure = {1, 0, 0};
    double expected = -Math.log(1e-7);
    assertClose(LossRuns.run(CategoricalCrossentropy.of(), shape, second, sure).losses(), expected);
    assertClose(LossRuns.run(KLDivergence.of(), shape, second, sure).losses(), expected);
    assertClose(
        LossRuns.run(SparseCategoricalCrossentropy.of(), shape, new double[] {1}, sure).losses(),
        expected);
  }

  @Test
  void aMeanAbsolutePercentageErrorDividesByAtLeastEpsilon() {
    Shape shape = Shape.of(1, 1);
    assertClose(
        LossRuns.run(MeanAbsolutePercentageError.of(), shape, new double[] {0}, new double[] {0.5})
            .losses(),
        5e8);
  }

  /** Three classes, alpha by class: -alpha * (1 - p)^2 * log(p) of the right one. */
  @Test
  void focalLossesWeighEachClassByItsAlpha() {
    assertClose(
        LossRuns.run(
                CategoricalFocalCrossentropy.of().withAlpha(1, 2, 10),
                Shape.of(2, 3),
                new double[] {0, 1, 0, 0, 0, 1},
                new double[] {0.5, 0.3, 0.2, 0.5, 0.3, 0.2})
            .losses(),
        -2 * 0.49 * Math.log(0.3),
        -10 * 0.64 * Math.log(0.2));
  }

  @Test
  void predictionsOfOneAxisHaveALossEach() {
    assertClose(
        LossRuns.run(MeanSquaredError.of(), Shape.of(3), new double[] {1, 2, 3}, new double[3])
            .losses(),
        1,
        4,
        9);
  }

  @Test
  void argumentsOutOfRangeAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BinaryCrossentropy.of().withLabelSmoothing(1.5))
        .withMessage("labelSmoothing: 1.5 (expected: 0 to 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CategoricalCrossentropy.of().withLabelSmoothing(Double.NaN))
        .withMessage("labelSmoothing: NaN (expected: 0 to 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BinaryFocalCrossentropy.of().withAlpha(-0.1))
        .withMessage("alpha: -0.1 (expected: 0 to 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BinaryFocalCrossentropy.of().withGamma(1e300))
        .withMessage("gamma: 1.0E300 (expected: >= 0, as a float32)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CategoricalFocalCrossentropy.of().withAlpha())
        .withMessage("alpha: [] (expected: a weight, or one for each class)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Huber.of(0))
        .withMessage("delta: 0.0 (expected: > 0, as a float32)");
  }

  @Test
  void predictionsThatCannotBeJudgedAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SparseCategoricalCrossentropy.of().labelShape(Shape.of(-1)))
        .withMessage("predictions [?] (expected: [batch, ..., classes])");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CategoricalCrossentropy.of().labelShape(Shape.of(4, -1)))
        .withMessage("predictions [4, ?] (expected: [batch, ..., classes])");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> CategoricalFocalCrossentropy.of().withAlpha(1, 2).labelShape(Shape.of(-1, 3)))
        .withMessage("alpha: 2 weights (expected: 1, or 1 for each of 3 classes)");
  }

  private static void assertClose(List<Float> actual, double... expected) {
    assertThat(actual).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) actual.get(i))
          .as("value %s", i)
          .isCloseTo(expected[i], within(2e-6 * Math.max(1, Math.abs(expected[i]))));
    }
  }

  private static Arguments extreme(
      Loss loss,
      double[] labels,
      double[] predictions,
      double expected,
      double byFirst,
      double bySecond) {
    return Arguments.of(loss, labels, predictions, expected, new double[] {byFirst, bySecond});
  }
}
