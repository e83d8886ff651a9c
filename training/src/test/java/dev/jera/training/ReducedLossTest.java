package dev.jera.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Floats;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.gradient.Gradients;
import dev.jera.training.loss.Loss;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.loss.Reduction;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

class ReducedLossTest {
  private static final float[][] TARGETS = {{1, 9, 2}, {-5, -2, 6}};
  private static final float[][] ANSWERS = {{4, 8, 12}, {8, 1, 3}};

  /**
   * Two sequences of two positions of three classes; a position's loss is 0.408, 1.408 or 2.408.
   */
  private static final float[][][] LOGITS = {{{0, 1, 2}, {0, 1, 2}}, {{0, 1, 2}, {0, 1, 2}}};

  private static final double LEAST = Math.log(1 + Math.exp(-1) + Math.exp(-2));

  private record Reduced(double value, double mean, List<Float> gradient) {}

  /** The losses are 110 / 3 and 187 / 3; 767.8 / 6 is what Keras' own test expects. */
  @ParameterizedTest
  @CsvSource({
    "MEAN, 1, 1, 49.5",
    "MEAN, 2.3, 2.3, 113.85",
    "MEAN, 1.2, 3.4, 127.96667",
    "WEIGHTED_MEAN, 2.3, 2.3, 49.5",
    "WEIGHTED_MEAN, 1, 3, 55.916667",
    "WEIGHTED_MEAN, 0, 1, 62.333333",
    "SUM, 1, 1, 99",
    "SUM, 1.2, 3.4, 255.93333"
  })
  void lossesBecomeOneNumberAsInKeras(
      Reduction reduction, float first, float second, double expected) {
    Reduced reduced =
        reduce(
            MeanSquaredError.of(),
            reduction,
            tf -> tf.constant(TARGETS),
            tf -> tf.constant(ANSWERS),
            first,
            second);
    assertThat(reduced.value()).isCloseTo(expected, within(1e-4));
    assertThat(reduced.mean()).as("over all batches").isCloseTo(expected, within(1e-4));
  }

  /**
   * 2 * error / 3 values * weight / sum of the weights, for errors 3 and 13 with weights 1 and 3.
   */
  @Test
  void aWeightedMeanIsDifferentiated() {
    Reduced reduced =
        reduce(
            MeanSquaredError.of(),
            Reduction.WEIGHTED_MEAN,
            tf -> tf.constant(TARGETS),
            tf -> tf.constant(ANSWERS),
            1,
            3);
    assertThat(reduced.gradient().get(0)).isCloseTo(0.5f, within(1e-6f));
    assertThat(reduced.gradient().get(3)).isCloseTo(6.5f, within(1e-6f));
  }

  @Test
  void oneWeightIsThatOfEveryExample() {
    Reduced reduced =
        reduce(
            MeanSquaredError.of(),
            Reduction.MEAN,
            tf -> tf.constant(TARGETS),
            tf -> tf.constant(ANSWERS),
            2);
    assertThat(reduced.value()).isCloseTo(99, within(1e-4));
  }

  /** A mean over the last axis, and a sum over positions and examples. */
  @Test
  void aSumOverPositionsIsKeras() {
    Reduced reduced =
        reduce(
            MeanSquaredError.of(),
            Reduction.SUM,
            tf -> tf.constant(new float[][][] {{{1, 3}, {0, 0}}, {{2, 2}, {4, 0}}}),
            tf -> tf.constant(new float[2][2][2]),
            1,
            10);
    assertThat(reduced.value()).isCloseTo((1 + 9) / 2. + 10 * (4 + 8), within(1e-4));
  }

  /** Three positions count: the losses LEAST, LEAST + 2 and, in the second example, LEAST + 1. */
  @ParameterizedTest
  @CsvSource({
    "MEAN, 1, 1, 3",
    "MEAN, 2, 3, 3",
    "WEIGHTED_MEAN, 2, 3, 7",
    "WEIGHTED_MEAN, 0, 3, 3",
    "SUM, 2, 3, 1"
  })
  void whatIsIgnoredIsNeitherAddedNorCounted(
      Reduction reduction, float first, float second, double divisor) {
    Reduced reduced =
        reduce(
            SparseCategoricalCrossentropy.ofLogits().withIgnoreIndex(-1),
            reduction,
            tf -> tf.constant(new int[][] {{2, 0}, {-1, 1}}),
            tf -> tf.constant(LOGITS),
            first,
            second);
    double expected = (first * (2 * LEAST + 2) + second * (LEAST + 1)) / divisor;
    assertThat(reduced.value()).isCloseTo(expected, within(1e-5));
    assertThat(reduced.mean()).as("over all batches").isCloseTo(expected, within(1e-5));
    assertThat(reduced.gradient().subList(6, 9))
        .as("gradient of what is ignored")
        .allMatch(value -> value == 0);
    assertThat(reduced.gradient().get(10)).as("gradient of what is not").isNegative();
  }

  @ParameterizedTest
  @EnumSource(Reduction.class)
  void whereAllIsIgnoredLossAndGradientAreZero(Reduction reduction) {
    Reduced reduced =
        reduce(
            SparseCategoricalCrossentropy.ofLogits().withIgnoreIndex(255),
            reduction,
            tf -> tf.constant(new int[][] {{255, 255}, {255, 255}}),
            tf -> tf.constant(LOGITS),
            1,
            1);
    assertThat(reduced.value()).isZero();
    assertThat(reduced.gradient()).allMatch(value -> value == 0);
  }

  private interface Values<T> {
    T add(Ops tf);
  }

  private static Reduced reduce(
      Loss loss,
      Reduction reduction,
      Values<? extends Operand<? extends TNumber>> labels,
      Values<? extends Operand<TFloat32>> predictions,
      float... weights) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> x = predictions.add(tf);
      ReducedLoss reduced =
          ReducedLoss.build(tf, loss, reduction, labels.add(tf), x, tf.constant(weights));
      Operand<TFloat32> gradient = Gradients.add(reduced.value(), List.of(x)).get(0);
      try (Session session = new Session(graph);
          var result =
              session
                  .runner()
                  .fetch(reduced.value())
                  .fetch(reduced.sum())
                  .fetch(reduced.count())
                  .fetch(gradient)
                  .run()) {
        return new Reduced(
            Tensors.toFloats(result.get(0))[0],
            Tensors.toDoubles(result.get(1))[0] / Tensors.toDoubles(result.get(2))[0],
            Floats.asList(Tensors.toFloats(result.get(3))));
      }
    }
  }
}
