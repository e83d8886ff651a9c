package dev.jera.model.layer.normalization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.jera.model.GradientCheck;
import dev.jera.model.Layer;
import dev.jera.model.LayerRun;
import dev.jera.model.WeightSpec;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

/** Normalization of each example on its own: by layer and by group. */
class NormalizationTest {
  /** An epsilon with which the values 2 and 10, of variance 16, have the deviation 5. */
  private static final double NINE = 9;

  static Stream<Arguments> axes() {
    // Of the example [2, 3, 4], the index of the normalized set that a value belongs to.
    return Stream.of(
        Arguments.of(List.of(-1), (IntUnaryOperator) i -> i / 4),
        Arguments.of(List.of(1), (IntUnaryOperator) i -> i / 24 * 12 + i % 12),
        Arguments.of(List.of(2, 3), (IntUnaryOperator) i -> i / 12),
        Arguments.of(List.of(1, -1), (IntUnaryOperator) i -> i / 24 * 3 + i / 4 % 3),
        Arguments.of(List.of(1, 2, 3), (IntUnaryOperator) i -> i / 24));
  }

  @ParameterizedTest
  @MethodSource("axes")
  void aLayerIsNormalizedAlongItsAxes(List<Integer> axis, IntUnaryOperator setOf) {
    float[] x = PlainMoments.values(2 * 24);
    LayerNormalization layer = LayerNormalization.of().withAxis(axis);
    int sets = 1 + setOf.applyAsInt(x.length - 1);
    float[] expected = PlainMoments.of(x, setOf, sets).normalize(x, 1e-3);
    assertThat(LayerRun.of(layer, Shape.of(2, 3, 4)).infer(x))
        .containsExactly(expected, within(1e-5f));
    GradientCheck.check(layer.withEpsilon(0.1), Shape.of(2, 3, 4));
    GradientCheck.check(layer.withEpsilon(0.1).withScale(false), Shape.of(2, 3, 4));
  }

  @ParameterizedTest(name = "{0} axis {1} groups {2}")
  @CsvSource({
    "6, -1, 2",
    "6, -1, 1",
    "2x2x6, -1, 2",
    "2x2x6, 3, -1",
    "2x6, -1, 6",
    "6x2, 1, 3",
    "2x6x3, 2, 2",
    "2x1x2x2x6, -1, 3",
    "1x2x1x2x2x1x2x1x6, -1, 3"
  })
  void aGroupOfChannelsIsNormalizedInEachExample(String sizes, int axis, int groups) {
    Shape example = PlainMoments.shape(sizes);
    int size = (int) example.size();
    float[] x = PlainMoments.values(2 * size);
    int index = axis < 0 ? example.numDimensions() - 1 : axis - 1;
    int after = (int) example.takeLast(example.numDimensions() - 1 - index).size();
    int sets = groups < 0 ? 6 : groups;
    PlainMoments moments =
        PlainMoments.of(x, i -> i / size * sets + i / after % 6 * sets / 6, 2 * sets);
    GroupNormalization layer = GroupNormalization.of(groups).withAxis(axis);
    assertThat(LayerRun.of(layer, example).infer(x))
        .containsExactly(moments.normalize(x, 1e-3), within(1e-5f));
  }

  @Test
  void gammaAndBetaFollow() {
    float[] x = {2, 10, 10, 2};
    for (Layer layer :
        List.of(
            LayerNormalization.of().withEpsilon(NINE),
            GroupNormalization.of(1).withEpsilon(NINE))) {
      LayerRun run =
          LayerRun.of(layer, Shape.of(2))
              .withWeight("gamma", StdArrays.ndCopyOf(new float[] {2, 3}))
              .withWeight("beta", StdArrays.ndCopyOf(new float[] {1, -1}));
      assertThat(run.infer(x))
          .containsExactly(new float[] {-0.6f, 1.4f, 2.6f, -3.4f}, within(1e-6f));
      assertThat(run.train(1, 0, x)).as("training").isEqualTo(run.infer(x));
    }
  }

  @Test
  void gammaAndBetaHaveTheSizesOfTheAxesOrOfTheChannels() {
    Shape input = Shape.of(-1, 5, 4, 8);
    assertThat(LayerNormalization.of().withAxis(List.of(1, -1)).weights(input))
        .extracting(WeightSpec::name, WeightSpec::shape)
        .containsExactly(tuple("gamma", Shape.of(5, 8)), tuple("beta", Shape.of(5, 8)));
    assertThat(GroupNormalization.of(2).withCenter(false).weights(input))
        .extracting(WeightSpec::name, WeightSpec::shape)
        .containsExactly(tuple("gamma", Shape.of(8)));
    assertThat(LayerNormalization.of().withCenter(false).withScale(false).weights(input)).isEmpty();
  }

  @Test
  void anExampleIsNormalizedAloneAsInABatch() {
    Shape example = Shape.of(7, 12);
    float[] x = PlainMoments.values(64 * 84);
    for (Layer layer : List.of(LayerNormalization.of(), GroupNormalization.of(4))) {
      float[] batch = LayerRun.of(layer, example).infer(x);
      for (int i : new int[] {0, 31, 63}) {
        assertThat(LayerRun.of(layer, example).infer(Arrays.copyOfRange(x, i * 84, (i + 1) * 84)))
            .containsExactly(Arrays.copyOfRange(batch, i * 84, (i + 1) * 84), within(1e-6f));
      }
    }
  }

  @Test
  void aLargeMeanDoesNotDrownTheVariance() {
    float[] x = new float[256];
    for (int i = 0; i < x.length; i++) {
      x[i] = 10_000 + i % 4;
    }
    float[] expected = PlainMoments.of(x, i -> 0, 1).normalize(x, 1e-3);
    for (Layer layer : List.of(LayerNormalization.of(), GroupNormalization.of(1))) {
      assertThat(LayerRun.of(layer, Shape.of(256)).infer(x))
          .containsExactly(expected, within(2e-3f));
    }
  }

  @Test
  void gradientsOfGroupsAreRight() {
    GroupNormalization layer = GroupNormalization.of(2).withEpsilon(0.1);
    GradientCheck.check(layer, Shape.of(4));
    GradientCheck.check(layer, Shape.of(2, 2, 4));
    GradientCheck.check(layer.withAxis(1), Shape.of(4, 3));
    GradientCheck.check(layer.withGroups(-1).withScale(false), Shape.of(3, 4));
    GradientCheck.check(layer.withCenter(false), Shape.of(3, 4));
  }

  @Test
  void argumentsAndShapesAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupNormalization.of(0))
        .withMessage("groups: 0 (expected: >= 1, or -1: each channel is one)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GroupNormalization.of(32).outputShape(Shape.of(-1, 8, 48)))
        .withMessage("input [?, 8, 48] (expected: a multiple of 32 channels at axis -1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LayerNormalization.of().withAxis(List.of()))
        .withMessage("axis: [] (expected: at least 1 axis)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> LayerNormalization.of().withAxis(List.of(2, -1)).outputShape(Shape.of(-1, 4, 5)))
        .withMessage(
            "input [?, 4, 5] (expected: one in which axes [2, -1] are ascending, each once)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                LayerNormalization.of()
                    .withAxis(List.of(1, 3))
                    .outputShape(Shape.of(-1, 2, 2, 2, 2, 2)))
        .withMessage(
            "input [?, 2, 2, 2, 2, 2] (expected: rank 5 at most, or axes [1, 3] side by side)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LayerNormalization.of().withEpsilon(Double.NaN));
  }
}
