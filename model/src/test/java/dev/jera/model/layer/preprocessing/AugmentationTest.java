package dev.jera.model.layer.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.jera.model.GradientCheck;
import dev.jera.model.Input;
import dev.jera.model.LayerRun;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.UnaryLayer;
import dev.jera.model.layer.Interpolation;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.preprocessing.RandomFlip.Mode;
import dev.jera.runtime.gradient.GradientException;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

/** What is done to images while training only. */
class AugmentationTest {
  private static final Range NONE = Range.of(0);

  /** 2 x 3 pixels. */
  private static final float[] IMAGE = {0, 1, 2, 3, 4, 5};

  static Stream<UnaryLayer> all() {
    return Stream.of(
        RandomFlip.of(Mode.HORIZONTAL_AND_VERTICAL),
        RandomTranslation.of(0.4, 0.4),
        RandomRotation.of(0.5),
        RandomZoom.of(0.5),
        RandomContrast.of(0.9));
  }

  @ParameterizedTest
  @MethodSource("all")
  void eachExampleHasItsOwnDrawThatFollowsSeedAndStep(UnaryLayer layer) {
    int examples = 16;
    float[] one = new float[5 * 6 * 2];
    Random random = new Random(5);
    for (int i = 0; i < one.length; i++) {
      one[i] = 100 + 20 * random.nextFloat();
    }
    float[] x = new float[examples * one.length];
    IntStream.range(0, examples)
        .forEach(i -> System.arraycopy(one, 0, x, i * one.length, one.length));
    LayerRun run = LayerRun.of(layer, Shape.of(5, 6, 2));

    assertThat(run.infer(x)).as("inference").isEqualTo(x);
    float[] drawn = run.train(1, 0, x);
    assertThat(drawn).hasSameSizeAs(x);
    TreeSet<String> kinds = new TreeSet<>();
    for (int i = 0; i < examples; i++) {
      kinds.add(Arrays.toString(Arrays.copyOfRange(drawn, i * one.length, (i + 1) * one.length)));
    }
    assertThat(kinds).as("examples").hasSize(layer instanceof RandomFlip ? 2 : examples);
    assertThat(run.train(1, 0, x)).as("same seed, same step").isEqualTo(drawn);
    assertThat(run.train(1, 1, x)).as("next step").isNotEqualTo(drawn);
    assertThat(run.train(2, 0, x)).as("other seed").isNotEqualTo(drawn);
  }

  @ParameterizedTest
  @MethodSource("all")
  void imagesMustBeImages(UnaryLayer layer) {
    assertThat(layer.outputShape(Shape.of(7, 3, 4, 2))).isEqualTo(Shape.of(7, 3, 4, 2));
    assertThatThrownBy(() -> layer.on(Input.of(3, 4).tensor()))
        .hasMessageEndingWith(
            "input [?, 3, 4] (expected: rank 4, [batch, height, width, channels])");
  }

  static Stream<Arguments> flips() {
    return Stream.of(
        Arguments.of(Mode.HORIZONTAL, new float[] {2, 1, 0, 5, 4, 3}),
        Arguments.of(Mode.VERTICAL, new float[] {3, 4, 5, 0, 1, 2}),
        Arguments.of(Mode.HORIZONTAL_AND_VERTICAL, new float[] {5, 4, 3, 2, 1, 0}));
  }

  @ParameterizedTest
  @MethodSource("flips")
  void halfOfTheImagesAreFlipped(Mode mode, float[] flipped) {
    int examples = 2000;
    float[] x = new float[examples * 6];
    for (int i = 0; i < x.length; i++) {
      x[i] = IMAGE[i % 6];
    }
    float[] y = LayerRun.of(RandomFlip.of(mode), Shape.of(2, 3, 1)).train(1, 0, x);
    int count = 0;
    for (int i = 0; i < examples; i++) {
      float[] image = Arrays.copyOfRange(y, 6 * i, 6 * i + 6);
      assertThat(image)
          .satisfiesAnyOf(
              a -> assertThat(a).isEqualTo(IMAGE), a -> assertThat(a).isEqualTo(flipped));
      count += Arrays.equals(image, flipped) ? 1 : 0;
    }
    assertThat(count).isBetween(900, 1100);
    GradientCheck.check(RandomFlip.of(mode), Shape.of(2, 3, 2));
  }

  static Stream<Arguments> shifts() {
    return Stream.of(
        Arguments.of(FillMode.REFLECT, 1, new float[] {0, 0, 1, 3, 3, 4}),
        Arguments.of(FillMode.REFLECT, 2, new float[] {1, 0, 0, 4, 3, 3}),
        Arguments.of(FillMode.CONSTANT, 1, new float[] {9, 0, 1, 9, 3, 4}),
        Arguments.of(FillMode.WRAP, 1, new float[] {2, 0, 1, 5, 3, 4}),
        Arguments.of(FillMode.NEAREST, 2, new float[] {0, 0, 0, 3, 3, 3}),
        Arguments.of(FillMode.CONSTANT, -1, new float[] {1, 2, 9, 4, 5, 9}));
  }

  @ParameterizedTest
  @MethodSource("shifts")
  void aTranslationByWholePixelsMovesThem(FillMode mode, int right, float[] expected) {
    RandomTranslation layer =
        RandomTranslation.of(NONE, Range.of(right / 3.0, right / 3.0))
            .withFillMode(mode)
            .withFillValue(9);
    assertThat(train(layer, Shape.of(2, 3, 1), IMAGE)).containsExactly(expected, within(1e-5f));
    assertThat(train(layer.withInterpolation(Interpolation.NEAREST), Shape.of(2, 3, 1), IMAGE))
        .containsExactly(expected);
  }

  @Test
  void aTranslationDownMovesRows() {
    RandomTranslation layer =
        RandomTranslation.of(Range.of(0.5, 0.5), NONE).withFillMode(FillMode.CONSTANT);
    assertThat(train(layer, Shape.of(2, 3, 1), IMAGE)).containsExactly(0, 0, 0, 0, 1, 2);
    assertThat(train(layer.withHeightFactor(Range.of(0.25, 0.25)), Shape.of(2, 3, 1), IMAGE))
        .as("by half a pixel")
        .containsExactly(0, 0.5f, 1, 1.5f, 2.5f, 3.5f);
  }

  @ParameterizedTest
  @CsvSource({"BILINEAR,REFLECT", "BILINEAR,CONSTANT", "BILINEAR,NEAREST", "NEAREST,NEAREST"})
  void aQuarterTurnIsCounterclockwise(Interpolation interpolation, FillMode mode) {
    RandomRotation layer =
        RandomRotation.of(Range.of(0.25, 0.25)).withInterpolation(interpolation).withFillMode(mode);
    float[] square = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    float[] turned = {2, 5, 8, 1, 4, 7, 0, 3, 6};
    float[] back = {6, 3, 0, 7, 4, 1, 8, 5, 2};
    assertThat(train(layer, Shape.of(3, 3, 1), square)).containsExactly(turned, within(1e-5f));
    assertThat(train(layer.withFactor(Range.of(-0.25, -0.25)), Shape.of(3, 3, 1), square))
        .containsExactly(back, within(1e-5f));
    assertThat(train(layer.withFactor(Range.of(0.5, 0.5)), Shape.of(2, 3, 1), IMAGE))
        .containsExactly(new float[] {5, 4, 3, 2, 1, 0}, within(1e-5f));
  }

  @Test
  void aTurnedOblongIsFilledAtItsSides() {
    RandomRotation layer =
        RandomRotation.of(Range.of(0.25, 0.25))
            .withFillMode(FillMode.CONSTANT)
            .withFillValue(9)
            .withInterpolation(Interpolation.NEAREST);
    assertThat(train(layer, Shape.of(1, 3, 1), 1, 2, 3)).containsExactly(9, 2, 9);
  }

  @Test
  void zoomingOutShowsMoreAndZoomingInLess() {
    RandomZoom out = RandomZoom.of(Range.of(1, 1)).withFillMode(FillMode.CONSTANT);
    float[] x = {0, 1, 2, 3, 4, 5, 6, 7, 8};
    assertThat(train(out, Shape.of(3, 3, 1), x))
        .as("every other pixel, from one beyond the edge")
        .containsExactly(0, 0, 0, 0, 4, 0, 0, 0, 0);
    assertThat(train(out.withFillMode(FillMode.REFLECT), Shape.of(3, 3, 1), x))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(train(RandomZoom.of(Range.of(-0.5, -0.5)), Shape.of(3, 3, 1), x))
        .as("half the distances from the middle")
        .containsExactly(2, 2.5f, 3, 3.5f, 4, 4.5f, 5, 5.5f, 6);
    assertThat(
            train(RandomZoom.of(Range.of(-0.5, -0.5)).withWidthFactor(NONE), Shape.of(3, 3, 1), x))
        .as("the height only")
        .containsExactly(1.5f, 2.5f, 3.5f, 3, 4, 5, 4.5f, 5.5f, 6.5f);
  }

  @Test
  void contrastSpreadsEachChannelAboutItsMean() {
    float[] x = {10, 100, 30, 100, 20, 160, 20, 200};
    RandomContrast layer = RandomContrast.of(Range.of(0.5, 0.5));
    assertThat(train(layer, Shape.of(2, 2, 2), x))
        .as("means 20 and 140, factor 1.5")
        .containsExactly(5, 80, 35, 80, 20, 170, 20, 230);
    assertThat(train(layer.withValueRange(Range.of(10, 200)), Shape.of(2, 2, 2), x))
        .as("clipped")
        .containsExactly(10, 80, 35, 80, 20, 170, 20, 200);
    assertThat(train(layer.withFactor(Range.of(-1, -1)), Shape.of(2, 2, 2), x))
        .as("flat")
        .containsExactly(20, 140, 20, 140, 20, 140, 20, 140);
    GradientCheck.check(
        RandomContrast.of(0.5).withValueRange(Range.of(-100, 100)), Shape.of(3, 2, 2));
  }

  @Test
  void drawsLieBetweenTheirBounds() {
    float[] x = new float[2 * 4000];
    for (int i = 0; i < x.length; i += 2) {
      x[i + 1] = 2;
    }
    float[] y =
        LayerRun.of(
                RandomContrast.of(Range.of(-0.5, 0.25)).withValueRange(Range.of(-9, 9)),
                Shape.of(2, 1, 1))
            .train(1, 0, x);
    double[] factors =
        IntStream.range(0, 4000).mapToDouble(i -> (y[2 * i + 1] - y[2 * i]) / 2 - 1).toArray();
    assertThat(Arrays.stream(factors).min().getAsDouble()).isBetween(-0.5 - 1e-6, -0.49);
    assertThat(Arrays.stream(factors).max().getAsDouble()).isBetween(0.24, 0.25 + 1e-6);
    assertThat(Arrays.stream(factors).average().getAsDouble()).isCloseTo(-0.125, within(0.015));
  }

  @Test
  void movedImagesHaveNoGradient() {
    for (UnaryLayer layer :
        new UnaryLayer[] {
          RandomTranslation.of(0.1, 0.1), RandomRotation.of(0.1), RandomZoom.of(0.1)
        }) {
      Model behind = Sequential.of(Input.of(3, 3, 1), Dense.of(2), layer);
      assertThatThrownBy(() -> GradientCheck.check(behind))
          .isInstanceOf(GradientException.class)
          .hasMessageContaining("has no gradient");
    }
  }

  @Test
  void factorsWithoutSenseAreRefused() {
    assertThatThrownBy(() -> Range.of(0.5, 0.1))
        .hasMessage("range: 0.5 to 0.1 (expected: finite, the lower bound first)");
    assertThatThrownBy(() -> Range.of(Double.NaN))
        .hasMessage("range: NaN to NaN (expected: finite, the lower bound first)");
    assertThatThrownBy(() -> RandomTranslation.of(1.5, 0))
        .hasMessage("heightFactor: -1.5 to 1.5 (expected: within -1 to 1)");
    assertThatThrownBy(() -> RandomRotation.of(2))
        .hasMessage("factor: -2.0 to 2.0 (expected: within -1 to 1)");
    assertThatThrownBy(() -> RandomZoom.of(0.5).withWidthFactor(Range.of(0, 2)))
        .hasMessage("widthFactor: 0.0 to 2.0 (expected: within -1 to 1)");
    assertThatThrownBy(() -> RandomZoom.of(0.5).withFillValue(Double.NaN))
        .hasMessage("fillValue: NaN (expected: finite)");
    assertThatThrownBy(() -> RandomContrast.of(0.5).withValueRange(Range.of(1, 1)))
        .hasMessage("valueRange: 1.0 to 1.0 (expected: the lower bound below the upper one)");
  }

  private static float[] train(UnaryLayer layer, Shape example, float... values) {
    return LayerRun.of(layer, example).train(1, 0, values);
  }
}
