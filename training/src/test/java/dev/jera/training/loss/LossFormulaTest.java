package dev.jera.training.loss;

import static java.lang.Math.abs;
import static java.lang.Math.cosh;
import static java.lang.Math.exp;
import static java.lang.Math.log;
import static java.lang.Math.max;
import static java.lang.Math.pow;
import static java.lang.Math.sqrt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

/** Every loss beside its formula in Keras' documentation, written in plain double arithmetic. */
class LossFormulaTest {
  private static final List<Shape> SHAPES =
      List.of(Shape.of(4, 3), Shape.of(2, 3, 5), Shape.of(2, 1, 3, 2), Shape.of(1, 1));

  /** A loss of the vectors along the last axis. */
  private interface VectorLoss {
    double of(double[] labels, double[] predictions);
  }

  /** Labels or predictions of a vector. */
  private interface Vectors {
    double[] next(Random random, int size);
  }

  private static final Vectors VALUES = each(random -> 2 * random.nextGaussian());
  private static final Vectors POSITIVE = each(random -> 0.1 + 3 * random.nextDouble());
  private static final Vectors COUNTS = each(random -> random.nextInt(5));
  private static final Vectors SHARES = each(random -> 0.02 + 0.96 * random.nextDouble());
  private static final Vectors BITS = each(random -> random.nextInt(2));
  private static final Vectors SIGNS = each(random -> 2 * random.nextInt(2) - 1);
  private static final Vectors DISTRIBUTIONS = LossFormulaTest::distribution;
  private static final Vectors ONE_HOT = LossFormulaTest::oneHot;
  private static final Vectors CLASS = (random, size) -> new double[] {random.nextInt(size)};

  static Stream<Arguments> losses() {
    return Stream.of(
        loss(MeanSquaredError.of(), VALUES, VALUES, mean((y, x) -> (y - x) * (y - x))),
        loss(MeanAbsoluteError.of(), VALUES, VALUES, mean((y, x) -> abs(y - x))),
        loss(
            MeanAbsolutePercentageError.of(),
            VALUES,
            VALUES,
            mean((y, x) -> 100 * abs((y - x) / y))),
        loss(
            MeanSquaredLogarithmicError.of(),
            POSITIVE,
            POSITIVE,
            mean((y, x) -> pow(log(y + 1) - log(x + 1), 2))),
        loss(Huber.of(), VALUES, VALUES, mean((y, x) -> huber(abs(y - x), 1))),
        loss(Huber.of(0.3), VALUES, VALUES, mean((y, x) -> huber(abs(y - x), 0.3))),
        loss(LogCosh.of(), VALUES, VALUES, mean((y, x) -> log(cosh(x - y)))),
        loss(Poisson.of(), COUNTS, POSITIVE, mean((y, x) -> x - y * log(x))),
        loss(CosineSimilarity.of(), VALUES, VALUES, LossFormulaTest::minusCosine),
        loss(Hinge.of(), SIGNS, VALUES, mean((y, x) -> max(1 - y * x, 0))),
        loss(Hinge.of(), BITS, VALUES, mean((y, x) -> max(1 - (2 * y - 1) * x, 0))),
        loss(SquaredHinge.of(), SIGNS, VALUES, mean((y, x) -> pow(max(1 - y * x, 0), 2))),
        loss(SquaredHinge.of(), BITS, VALUES, mean((y, x) -> pow(max(1 - (2 * y - 1) * x, 0), 2))),
        loss(CategoricalHinge.of(), ONE_HOT, VALUES, LossFormulaTest::categoricalHinge),
        loss(CategoricalHinge.of(), SIGNS, VALUES, LossFormulaTest::categoricalHinge),
        loss(KLDivergence.of(), DISTRIBUTIONS, DISTRIBUTIONS, sum((y, p) -> y * log(y / p))),
        loss(BinaryCrossentropy.of(), BITS, SHARES, mean(LossFormulaTest::binary)),
        loss(BinaryCrossentropy.of(), SHARES, SHARES, mean(LossFormulaTest::binary)),
        loss(BinaryCrossentropy.ofLogits(), SHARES, VALUES, mean((y, x) -> binary(y, sigmoid(x)))),
        loss(
            BinaryCrossentropy.of().withLabelSmoothing(0.2),
            BITS,
            SHARES,
            mean((y, p) -> binary(y * 0.8 + 0.1, p))),
        loss(
            BinaryCrossentropy.ofLogits().withLabelSmoothing(1),
            BITS,
            VALUES,
            mean((y, x) -> binary(0.5, sigmoid(x)))),
        loss(
            BinaryFocalCrossentropy.of(),
            BITS,
            SHARES,
            mean((y, p) -> wrong(y, p, 2) * binary(y, p))),
        loss(
            BinaryFocalCrossentropy.of().withGamma(0.5).withLabelSmoothing(0.1),
            BITS,
            SHARES,
            mean((y, p) -> wrong(y * 0.9 + 0.05, p, 0.5) * binary(y * 0.9 + 0.05, p))),
        loss(
            BinaryFocalCrossentropy.ofLogits().withGamma(3).withApplyClassBalancing(true),
            BITS,
            VALUES,
            mean(
                (y, x) ->
                    (y == 1 ? 0.25 : 0.75) * wrong(y, sigmoid(x), 3) * binary(y, sigmoid(x)))),
        loss(
            BinaryFocalCrossentropy.ofLogits()
                .withGamma(0)
                .withApplyClassBalancing(true)
                .withAlpha(0.9),
            BITS,
            VALUES,
            mean((y, x) -> (y == 1 ? 0.9 : 0.1) * binary(y, sigmoid(x)))),
        loss(CategoricalCrossentropy.of(), ONE_HOT, DISTRIBUTIONS, sum((y, p) -> -y * log(p))),
        loss(
            CategoricalCrossentropy.of(),
            DISTRIBUTIONS,
            SHARES,
            ofNormal(sum((y, p) -> -y * log(p)))),
        loss(
            CategoricalCrossentropy.ofLogits(),
            DISTRIBUTIONS,
            VALUES,
            ofSoftmax(sum((y, p) -> -y * log(p)))),
        loss(
            CategoricalCrossentropy.of().withLabelSmoothing(0.3),
            ONE_HOT,
            DISTRIBUTIONS,
            smoothed(0.3, sum((y, p) -> -y * log(p)))),
        loss(
            CategoricalCrossentropy.ofLogits().withLabelSmoothing(0.1),
            ONE_HOT,
            VALUES,
            smoothed(0.1, ofSoftmax(sum((y, p) -> -y * log(p))))),
        loss(
            CategoricalFocalCrossentropy.of(),
            ONE_HOT,
            SHARES,
            ofNormal(sum((y, p) -> -0.25 * pow(1 - p, 2) * y * log(p)))),
        loss(
            CategoricalFocalCrossentropy.ofLogits()
                .withAlpha(0.7)
                .withGamma(1.5)
                .withLabelSmoothing(0.2),
            ONE_HOT,
            VALUES,
            smoothed(0.2, ofSoftmax(sum((y, p) -> -0.7 * pow(1 - p, 1.5) * y * log(p))))),
        loss(
            SparseCategoricalCrossentropy.of(),
            CLASS,
            DISTRIBUTIONS,
            (y, p) -> -log(p[(int) y[0]])),
        loss(
            SparseCategoricalCrossentropy.ofLogits(),
            CLASS,
            VALUES,
            ofSoftmax((y, p) -> -log(p[(int) y[0]]))),
        loss(
            SparseCategoricalCrossentropy.ofLogits().withIgnoreIndex(255),
            CLASS,
            VALUES,
            ofSoftmax((y, p) -> -log(p[(int) y[0]]))));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void aLossIsThatOfItsFormula(
      Loss loss, Vectors labels, Vectors predictions, VectorLoss expected) {
    for (Shape shape : SHAPES) {
      int size = (int) shape.get(-1);
      int vectors = (int) (shape.size() / size);
      Random random = new Random(shape.size());
      double[][] y = new double[vectors][];
      double[][] x = new double[vectors][];
      double[] losses = new double[vectors];
      for (int i = 0; i < vectors; i++) {
        y[i] = asFloats(labels.next(random, size));
        x[i] = asFloats(predictions.next(random, size));
        losses[i] = expected.of(y[i], x[i]);
      }
      LossRuns.Run run = LossRuns.run(loss, shape, flat(y), flat(x));
      assertThat(run.shape()).isEqualTo(shape.take(shape.numDimensions() - 1));
      for (int i = 0; i < vectors; i++) {
        assertThat((double) run.losses().get(i))
            .as("%s, vector %s", shape, i)
            .isCloseTo(losses[i], within(3e-6 * max(1, abs(losses[i]))));
      }
    }
  }

  private static double huber(double error, double delta) {
    return error <= delta ? error * error / 2 : delta * error - delta * delta / 2;
  }

  private static double binary(double y, double p) {
    return -y * log(p) - (1 - y) * log(1 - p);
  }

  /** The power of the probability of what is wrong. */
  private static double wrong(double y, double p, double gamma) {
    return pow(1 - (y * p + (1 - y) * (1 - p)), gamma);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + exp(-x));
  }

  private static double minusCosine(double[] y, double[] x) {
    double product = sum((a, b) -> a * b).of(y, x);
    return -product / sqrt(sum((a, b) -> a * a).of(y, x) * sum((a, b) -> b * b).of(y, x));
  }

  private static double categoricalHinge(double[] y, double[] x) {
    double wrong = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < y.length; i++) {
      wrong = max(wrong, (1 - y[i]) * x[i]);
    }
    return max(wrong - sum((a, b) -> a * b).of(y, x) + 1, 0);
  }

  private static VectorLoss sum(DoubleBinaryOperator ofOne) {
    return (y, x) ->
        IntStream.range(0, x.length).mapToDouble(i -> ofOne.applyAsDouble(y[i], x[i])).sum();
  }

  private static VectorLoss mean(DoubleBinaryOperator ofOne) {
    return (y, x) -> sum(ofOne).of(y, x) / x.length;
  }

  private static VectorLoss ofNormal(VectorLoss ofProbabilities) {
    return (y, x) -> ofProbabilities.of(y, normal(x, p -> p));
  }

  private static VectorLoss ofSoftmax(VectorLoss ofProbabilities) {
    return (y, x) -> ofProbabilities.of(y, normal(x, Math::exp));
  }

  private static VectorLoss smoothed(double smoothing, VectorLoss loss) {
    return (y, x) ->
        loss.of(
            Arrays.stream(y).map(label -> label * (1 - smoothing) + smoothing / y.length).toArray(),
            x);
  }

  private static double[] normal(double[] values, DoubleUnaryOperator function) {
    double sum = Arrays.stream(values).map(function).sum();
    return Arrays.stream(values).map(value -> function.applyAsDouble(value) / sum).toArray();
  }

  private static double[] distribution(Random random, int size) {
    return normal(random.doubles(size).toArray(), value -> 0.1 + value);
  }

  private static double[] oneHot(Random random, int size) {
    double[] values = new double[size];
    values[random.nextInt(size)] = 1;
    return values;
  }

  private static Vectors each(ToDoubleFunction<Random> value) {
    return (random, size) ->
        IntStream.range(0, size).mapToDouble(i -> value.applyAsDouble(random)).toArray();
  }

  /** What the graph sees of them. */
  private static double[] asFloats(double[] values) {
    return Arrays.stream(values).map(value -> (float) value).toArray();
  }

  private static double[] flat(double[][] vectors) {
    return Arrays.stream(vectors).flatMapToDouble(Arrays::stream).toArray();
  }

  private static Arguments loss(
      Loss loss, Vectors labels, Vectors predictions, VectorLoss expected) {
    return Arguments.of(loss, labels, predictions, expected);
  }
}
