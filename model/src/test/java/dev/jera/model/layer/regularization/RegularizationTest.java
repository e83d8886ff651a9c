package dev.jera.model.layer.regularization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jera.model.GradientCheck;
import dev.jera.model.Layer;
import dev.jera.model.LayerRun;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

class RegularizationTest {
  private static final int COUNT = 100_000;
  private static final float KEPT = (float) (1 / 0.6);

  static Stream<Arguments> layers() {
    return Stream.of(
        Arguments.of(Dropout.of(0.4), Shape.of(6)),
        Arguments.of(Dropout.of(0.4).withNoiseShape(List.of(-1, 1, 3)), Shape.of(2, 3)),
        Arguments.of(SpatialDropout1D.of(0.4), Shape.of(2, 6)),
        Arguments.of(SpatialDropout2D.of(0.4), Shape.of(2, 2, 6)),
        Arguments.of(GaussianNoise.of(0.1), Shape.of(2, 3)),
        Arguments.of(GaussianDropout.of(0.4), Shape.of(2, 3)));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void noiseIsForTrainingAndDependsOnSeedAndStep(Layer layer, Shape example) {
    float[] ones = ones(64 * (int) example.size());
    LayerRun run = LayerRun.of(layer, example);
    assertThat(run.infer(ones)).as("inference").isEqualTo(ones);
    float[] first = run.train(1, 0, ones);
    assertThat(first).isNotEqualTo(ones);
    assertThat(run.train(1, 0, ones)).as("same seed, same step").isEqualTo(first);
    assertThat(run.train(1, 1, ones)).as("next step").isNotEqualTo(first);
    assertThat(run.train(2, 0, ones)).as("other seed").isNotEqualTo(first);
    GradientCheck.check(layer, example);
  }

  @Test
  void withoutStrengthThereIsNoNoise() {
    float[] x = {1, 2, 3};
    for (Layer layer : List.of(Dropout.of(0), GaussianNoise.of(0), GaussianDropout.of(0))) {
      assertThat(LayerRun.of(layer, Shape.of(3)).train(1, 0, x)).isEqualTo(x);
    }
  }

  @Test
  void dropoutDropsItsShareAndScalesTheRest() {
    float[] y = LayerRun.of(Dropout.of(0.4), Shape.of(COUNT)).train(1, 0, ones(COUNT));
    assertThat(distinct(y)).containsExactly(0f, KEPT);
    assertThat(mean(y)).isCloseTo(1, within(0.02));
  }

  @Test
  void aRateOfOneDropsAllValuesAndSlopes() {
    Shape example = Shape.of(2, 3);
    for (Layer layer : List.of(Dropout.of(1), Dropout.of(0.99999999), SpatialDropout1D.of(1))) {
      assertThat(LayerRun.of(layer, example).train(1, 0, ones(12))).isEqualTo(new float[12]);
      assertThatThrownBy(() -> GradientCheck.check(layer, example))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("zero everywhere");
    }
  }

  @Test
  void spatialDropoutDropsChannelsOfAnExampleAsAWhole() {
    int examples = 500;
    int steps = 6;
    int channels = 20;
    float[] x = ones(examples * steps * channels);
    float[] y = LayerRun.of(SpatialDropout1D.of(0.4), Shape.of(steps, channels)).train(1, 0, x);
    for (int i = 0; i < y.length; i++) {
      int firstStep = i / (steps * channels) * steps * channels + i % channels;
      assertThat(y[i]).isEqualTo(y[firstStep]);
    }
    assertThat(distinct(y)).containsExactly(0f, KEPT);
    assertThat(mean(y)).isCloseTo(1, within(0.05));
    assertThat(LayerRun.of(SpatialDropout2D.of(0.4), Shape.of(2, 3, channels)).train(1, 0, x))
        .as("the same numbers, over pixels")
        .isEqualTo(y);
  }

  @Test
  void theNoiseShapeSaysWhatIsDroppedTogether() {
    float[] x = ones(1000 * 2 * 3);
    Shape example = Shape.of(2, 3);
    Dropout dropout = Dropout.of(0.4);
    float[] alike = LayerRun.of(dropout.withNoiseShape(List.of(1, 2, -1)), example).train(1, 0, x);
    assertThat(IntStream.range(0, x.length).allMatch(i -> alike[i] == alike[i % 6]))
        .as("all examples alike")
        .isTrue();
    assertThat(LayerRun.of(dropout.withNoiseShape(List.of(-1, 1, -1)), example).train(1, 0, x))
        .isEqualTo(LayerRun.of(SpatialDropout1D.of(0.4), example).train(1, 0, x));
  }

  @Test
  void gaussianNoiseIsAddedWithItsDeviation() {
    float[] x = new float[COUNT];
    Arrays.fill(x, 5);
    float[] y = LayerRun.of(GaussianNoise.of(0.3), Shape.of(COUNT)).train(1, 0, x);
    assertThat(mean(y)).isCloseTo(5, within(0.01));
    assertThat(stddev(y)).isCloseTo(0.3, within(0.01));
  }

  @Test
  void gaussianDropoutMultipliesByNoiseWithTheDeviationOfDropout() {
    float[] x = new float[COUNT];
    Arrays.fill(x, 5);
    float[] y = LayerRun.of(GaussianDropout.of(0.2), Shape.of(COUNT)).train(1, 0, x);
    assertThat(mean(y)).isCloseTo(5, within(0.05));
    assertThat(stddev(y)).as("5 * sqrt(0.2 / 0.8)").isCloseTo(2.5, within(0.05));
  }

  @Test
  void argumentsAndShapesAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Dropout.of(1.5))
        .withMessage("rate: 1.5 (expected: >= 0 and <= 1)");
    assertThatIllegalArgumentException().isThrownBy(() -> GaussianDropout.of(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> SpatialDropout1D.of(1.1));
    assertThatIllegalArgumentException()
        .as("1 in float32")
        .isThrownBy(() -> GaussianDropout.of(0.99999999))
        .withMessage("rate: 0.99999999 (expected: >= 0 and < 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GaussianNoise.of(-1))
        .withMessage("stddev: -1.0 (expected: >= 0, finite)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Dropout.of(0.5).withNoiseShape(List.of(0)))
        .withMessage(
            "noiseShape: [0] (expected: at most 5 sizes, each >= 1, or -1 for the input's)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Dropout.of(0.5).withNoiseShape(List.of(-1, 2)).outputShape(Shape.of(-1, 3)))
        .withMessage(
            "input [?, 3] (expected: one that noiseShape [-1, 2] fits, with 1, -1 or its size for each axis)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SpatialDropout1D.of(0.5).outputShape(Shape.of(-1, 3)))
        .withMessage("input [?, 3] (expected: rank 3, [batch, steps, channels])");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SpatialDropout2D.of(0.5).outputShape(Shape.of(-1, 3)))
        .withMessage("input [?, 3] (expected: rank 4, [batch, height, width, channels])");
  }

  private static float[] ones(int count) {
    float[] ones = new float[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static SortedSet<Float> distinct(float[] values) {
    SortedSet<Float> distinct = new TreeSet<>();
    for (float value : values) {
      distinct.add(value);
    }
    return distinct;
  }

  private static double mean(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).average().orElseThrow();
  }

  private static double stddev(float[] values) {
    double mean = mean(values);
    return Math.sqrt(
        IntStream.range(0, values.length)
            .mapToDouble(i -> Math.pow(values[i] - mean, 2))
            .average()
            .orElseThrow());
  }
}
