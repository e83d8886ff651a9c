package dev.jera.model;

import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.SOFTMAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.pooling.AveragePooling2D;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.layer.regularization.Dropout;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What layers compute, against sums done by hand. */
class LayerNumbersTest {
  private static final float[] ONE_TO_NINE = {1, 2, 3, 4, 5, 6, 7, 8, 9};

  @Test
  void aConvolutionSumsEachWindowAndAddsTheBias() {
    Conv2D layer =
        Conv2D.of(1, 2)
            .withKernelInitializer(Initializer.ones())
            .withBiasInitializer(Initializer.constant(0.5));
    assertThat(run(layer, Input.of(3, 3, 1), ONE_TO_NINE))
        .containsExactly(12.5f, 16.5f, 24.5f, 28.5f);
    assertThat(run(layer.withPadding(Padding.SAME), Input.of(3, 3, 1), ONE_TO_NINE))
        .containsExactly(12.5f, 16.5f, 9.5f, 24.5f, 28.5f, 15.5f, 15.5f, 17.5f, 9.5f);
  }

  @Test
  void poolingTakesTheMaximumOrTheMean() {
    float[] image =
        IntStream.rangeClosed(1, 16)
            .collect(() -> new float[16], (a, i) -> a[i - 1] = i, (a, b) -> {});
    assertThat(run(MaxPooling2D.of(2), Input.of(4, 4, 1), image)).containsExactly(6, 8, 14, 16);
    assertThat(run(AveragePooling2D.of(2), Input.of(4, 4, 1), image))
        .containsExactly(3.5f, 5.5f, 11.5f, 13.5f);
    assertThat(
            run(AveragePooling2D.of(2).withPadding(Padding.SAME), Input.of(3, 3, 1), ONE_TO_NINE))
        .as("padding is not counted")
        .containsExactly(3, 4.5f, 7.5f, 9);
  }

  @Test
  void aDenseLayerWorksOnTheLastAxis() {
    Dense layer = Dense.of(2).withKernelInitializer(Initializer.constant(2)).withActivation(RELU);
    assertThat(run(layer, Input.of(2, 3), new float[] {1, 2, 3, -1, -2, -3}))
        .containsExactly(12, 12, 0, 0);
  }

  @Test
  void softmaxAddsUpToOne() {
    double z = 1 + Math.E + Math.E * Math.E;
    assertThat(run(SOFTMAX, Input.of(3), new float[] {0, 1, 2}))
        .containsExactly(
            new float[] {(float) (1 / z), (float) (Math.E / z), (float) (Math.E * Math.E / z)},
            within(1e-6f));
  }

  @Test
  void rescalingScalesThenShifts() {
    assertThat(run(Rescaling.of(2, -1), Input.of(3), new float[] {0, 0.5f, 1}))
        .containsExactly(-1, 0, 1);
  }

  @Test
  void dropoutDropsItsShareKeepsTheSumAndChangesFromStepToStep() {
    float[] ones = new float[100_000];
    java.util.Arrays.fill(ones, 1);
    Dropout layer = Dropout.of(0.4);
    Input input = Input.of(100_000);
    assertThat(run(layer, input, ones)).as("inference").isEqualTo(ones);
    float[] first = train(layer, input, ones, 1, 0);
    long dropped = IntStream.range(0, first.length).filter(i -> first[i] == 0).count();
    assertThat(dropped).isBetween(39_000L, 41_000L);
    assertThat(IntStream.range(0, first.length).mapToDouble(i -> first[i]).distinct())
        .containsExactlyInAnyOrder(0.0, (double) (float) (1 / 0.6));
    assertThat(train(layer, input, ones, 1, 0)).as("same seed, same step").isEqualTo(first);
    assertThat(train(layer, input, ones, 1, 1)).as("next step").isNotEqualTo(first);
    assertThat(train(layer, input, ones, 2, 0)).as("other seed").isNotEqualTo(first);
  }

  private static float[] run(Layer layer, Input input, float[] values) {
    return LayerRun.of(layer, input.shape()).infer(values);
  }

  private static float[] train(Layer layer, Input input, float[] values, long seed, long step) {
    return LayerRun.of(layer, input.shape()).train(seed, step, values);
  }
}
