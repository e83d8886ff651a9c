package dev.jera.model;

import static dev.jera.model.layer.Activation.RELU;
import static dev.jera.model.layer.Activation.SOFTMAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.AveragePooling2D;
import dev.jera.model.layer.Conv2D;
import dev.jera.model.layer.Dense;
import dev.jera.model.layer.Dropout;
import dev.jera.model.layer.MaxPooling2D;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Rescaling;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

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
    return run(layer, input, values, Optional.empty());
  }

  private static float[] train(Layer layer, Input input, float[] values, long seed, long step) {
    return run(layer, input, values, Optional.of(new long[] {seed, step}));
  }

  private static float[] run(
      Layer layer, Input input, float[] values, Optional<long[]> seedAndStep) {
    Model model = Sequential.of(input, layer);
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variables variables = new Variables(tf);
      List<Variable<TFloat32>> weights = model.createVariables(tf, variables, 1);
      var x = input.placeholder(tf);
      Operand<TFloat32> y =
          model.build(
              tf,
              weights,
              x,
              seedAndStep.map(pair -> new Randomness(pair[0], tf.constant(pair[1]))));
      try (Session session = new Session(graph);
          TFloat32 fed = Tensors.of(values, Shape.of(1).append(input.shape()))) {
        variables.initialize(session);
        try (var result = session.runner().feed(x, fed).fetch(y).run()) {
          return Tensors.toFloats(result.get(0));
        }
      }
    }
  }
}
