package dev.jera.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.datasets.Dataset;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.Weights;
import dev.jera.model.layer.core.Dense;
import dev.jera.training.Fit;
import dev.jera.training.Trainer;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.optimizer.schedule.ExponentialDecay;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

class TunedOptimizerTest {
  private static final Model LINE = Sequential.of(Input.of(2), Dense.of(1));

  /** A rate of 1 from weights of 0: the weights are what is left of the gradients, negated. */
  static Stream<Arguments> clippings() {
    float[] given = {3, -4, 12};
    return Stream.of(
        Arguments.of(Clipping.none(), given, new float[] {3, -4, 12}),
        Arguments.of(Clipping.value(3.5), given, new float[] {3, -3.5f, 3.5f}),
        Arguments.of(Clipping.norm(6), given, new float[] {3, -4, 6}),
        Arguments.of(Clipping.norm(1), given, new float[] {0.6f, -0.8f, 1}),
        Arguments.of(Clipping.globalNorm(6.5), given, new float[] {1.5f, -2, 6}),
        Arguments.of(Clipping.globalNorm(13), given, new float[] {3, -4, 12}),
        Arguments.of(Clipping.globalNorm(1), new float[] {0, 0, 0}, new float[] {0, 0, 0}),
        Arguments.of(
            Clipping.globalNorm(13), new float[] {3e30f, -4e30f, 12e30f}, new float[] {3, -4, 12}),
        Arguments.of(
            Clipping.globalNorm(1.3e-30),
            new float[] {3e-20f, -4e-20f, 12e-20f},
            new float[] {3e-31f, -4e-31f, 12e-31f}));
  }

  @ParameterizedTest
  @MethodSource("clippings")
  void gradientsAreClipped(Clipping clipping, float[] gradients, float[] steps) {
    try (Trainer trainer = line(SGD.of(1).withClipping(clipping))) {
      trainer.assign(weights(0, 0, 0));
      trainer.apply(weights(gradients));
      float[] after = numbers(trainer.weights());
      for (int i = 0; i < steps.length; i++) {
        assertThat(-after[i]).isCloseTo(steps[i], within(Math.abs(steps[i]) * 1e-6f));
      }
    }
  }

  @Test
  void whatIsExcludedDoesNotDecay() {
    WeightDecay decay = WeightDecay.of(0.5).excluding("gamma", "/bias$");
    try (Trainer trainer = line(SGD.of(0.1).withWeightDecay(decay))) {
      trainer.assign(weights(2, -4, 8));
      trainer.apply(weights(0, 0, 0));
      assertThat(numbers(trainer.weights()))
          .containsExactly(new float[] {1.9f, -3.8f, 8}, within(1e-6f));
    }
    assertThat(decay.covers("norm/gamma")).isFalse();
    assertThat(decay.covers("bias_net/kernel")).isTrue();
  }

  /** Weights 1, 2, 3; averages 1, 0.5 * 1 + 0.5 * 2, 0.5 * 1.5 + 0.5 * 3. */
  @Test
  void theMovingAverageCopiesFirstAndThenFollows(@TempDir Path directory) {
    Optimizer optimizer = SGD.of(1).withMovingAverage(0.5);
    try (Trainer trainer = line(optimizer)) {
      trainer.assign(weights(0, 0, 0));
      assertThat(numbers(trainer.averagedWeights())).containsOnly(0);
      for (float expected : new float[] {1, 1.5f, 2.25f}) {
        trainer.apply(weights(-1, -1, -1));
        assertThat(numbers(trainer.averagedWeights())).containsOnly(expected);
      }
      assertThat(numbers(trainer.weights())).containsOnly(3);
      trainer.save(directory.resolve("saved"));
    }
    try (Trainer trainer = line(optimizer)) {
      trainer.restore(directory.resolve("saved"));
      assertThat(numbers(trainer.averagedWeights())).containsOnly(2.25f);
      trainer.apply(weights(-1, -1, -1));
      assertThat(numbers(trainer.averagedWeights())).containsOnly(3.125f);
    }
  }

  @Test
  void averagesAreOfTrainedWeightsAndOfUpdatesAlone() {
    Model model = Sequential.of(Input.of(2), Dense.of(2), Dense.of(1)).freeze("dense");
    Optimizer optimizer = SGD.of(1).withMovingAverage(0.5).withAccumulation(2);
    try (Trainer trainer = Trainer.compile(model, optimizer, MeanSquaredError.of())) {
      Weights gradients = trainer.weights().layer("dense_1");
      Weights first = trainer.weights();
      trainer.apply(gradients);
      assertThat(trainer.averagedWeights()).isEqualTo(first);
      trainer.apply(gradients);
      assertThat(trainer.averagedWeights()).isEqualTo(trainer.weights()).isNotEqualTo(first);
      trainer.apply(gradients);
      trainer.apply(gradients);
      assertThat(trainer.averagedWeights().layer("dense")).isEqualTo(first.layer("dense"));
      assertThat(trainer.averagedWeights()).isNotEqualTo(trainer.weights());
    }
  }

  @Test
  void withoutMovingAveragesThereIsNothingToRead() {
    try (Trainer trainer = line(SGD.of(1).withClipping(Clipping.value(1)))) {
      assertThatIllegalStateException()
          .isThrownBy(trainer::averagedWeights)
          .withMessageContaining("keeps no moving averages (expected: an optimizer with");
    }
  }

  static Stream<Optimizer> accumulated() {
    Clipping clipping = Clipping.globalNorm(0.5);
    return Stream.of(
        SGD.of(0.1).withMomentum(0.9),
        Adam.of(0.1),
        Nadam.of(0.1),
        SGD.of(0.1).withClipping(clipping).withWeightDecay(0.1),
        RMSprop.of(ExponentialDecay.of(0.1, 2, 0.5)));
  }

  @ParameterizedTest
  @MethodSource("accumulated")
  void fourStepsOf16AreOneOf64(Optimizer optimizer) {
    FloatNdArray x = NdArrays.ofFloats(Shape.of(64, 2));
    FloatNdArray y = NdArrays.ofFloats(Shape.of(64, 1));
    for (int i = 0; i < 64; i++) {
      float a = (float) Math.sin(i);
      float b = (float) Math.cos(3 * i);
      x.setFloat(a, i, 0);
      x.setFloat(b, i, 1);
      y.setFloat(2 * a - b + 0.5f, i, 0);
    }
    Dataset data = Dataset.of(x, y);
    try (Trainer one = line(optimizer);
        Trainer four = line(optimizer.withAccumulation(4))) {
      one.assign(weights(0.1f, 0.2f, 0.3f));
      four.assign(weights(0.1f, 0.2f, 0.3f));
      Fit fit = Fit.epochs(6).withOrder(Fit.Order.GIVEN);
      one.fit(data, fit.withBatchSize(64));
      four.fit(data, fit.withBatchSize(16));
      assertThat(one.steps()).isEqualTo(6);
      assertThat(four.steps()).isEqualTo(24);
      assertThat(numbers(four.weights()))
          .containsExactly(numbers(one.weights()), within(2e-6f))
          .doesNotContain(0.1f, 0.2f, 0.3f);
      assertThat(four.learningRate()).isEqualTo(one.learningRate());
    }
  }

  @Test
  void aScheduleCountsUpdates() {
    Optimizer optimizer = SGD.of(ExponentialDecay.of(0.5, 1, 0.5)).withAccumulation(2);
    try (Trainer trainer = line(optimizer)) {
      for (double rate : new double[] {0.5, 0.5, 0.25, 0.25, 0.125}) {
        assertThat(trainer.learningRate()).isEqualTo(rate);
        trainer.apply(weights(1, 1, 1));
      }
    }
  }

  @Test
  void theOrderOfAChainDoesNotMatter() {
    Clipping clipping = Clipping.norm(1);
    assertThat(SGD.of().withClipping(clipping).withMovingAverage(0.9).withAccumulation(4))
        .isEqualTo(SGD.of().withAccumulation(4).withMovingAverage(0.9).withClipping(clipping))
        .isEqualTo(new TunedOptimizer(SGD.of(), clipping, WeightDecay.none(), 0.9, 4));
    WeightDecay decay = WeightDecay.of(0.1).excluding("bias");
    assertThat((Optimizer) AdamW.of().withClipping(clipping).withWeightDecay(decay))
        .isEqualTo(AdamW.of().withWeightDecay(decay).withClipping(clipping));
  }

  @Test
  void nothingIsSilentlyLost() {
    TunedOptimizer tuned =
        SGD.of(0.1).withClipping(Clipping.value(1)).withMovingAverage(0.9).withAccumulation(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tuned.withClipping(Clipping.norm(2)))
        .withMessage(
            "clipping: Clipping[kind=NORM, limit=2.0] after Clipping[kind=VALUE, limit=1.0] (expected: set once)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tuned.withMovingAverage(0.5))
        .withMessage("movingAverage: 0.5 after 0.9 (expected: set once)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tuned.withAccumulation(3))
        .withMessage("accumulation: 3 after 2 (expected: set once)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tuned.withWeightDecay(0.1).withWeightDecay(0.2))
        .withMessageStartingWith("weightDecay: WeightDecay[rate=0.2, excluded=[]] after");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TunedOptimizer.of(tuned))
        .withMessageContaining("(expected: one that is not tuned yet");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new TunedOptimizer(AdamW.of(), Clipping.none(), WeightDecay.of(0.1), 0, 1))
        .withMessageContaining("(expected: AdamW.withWeightDecay)");
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Clipping.norm(0))
        .withMessage("limit: 0.0 (expected: > 0, as a float32)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WeightDecay.of(-1))
        .withMessage("rate: -1.0 (expected: >= 0, as a float32)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WeightDecay.of(1).excluding("bias["))
        .withMessageStartingWith("excluded: 'bias[', Unclosed character class at 4 (expected:");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SGD.of().withMovingAverage(0))
        .withMessage("momentum: 0.0 (expected: > 0, as a float32)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SGD.of().withMovingAverage(1))
        .withMessage("movingAverage: 1.0 (expected: >= 0 and < 1, as a float32)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SGD.of().withAccumulation(0))
        .withMessage("accumulation: 0 (expected: >= 1)");
  }

  private static Trainer line(Optimizer optimizer) {
    return Trainer.compile(LINE, optimizer, MeanSquaredError.of());
  }

  private static Weights weights(float... numbers) {
    return new Weights(
        Map.of(
            "dense/kernel",
            NdArrays.vectorOf(numbers[0], numbers[1]).withShape(Shape.of(2, 1)),
            "dense/bias",
            NdArrays.vectorOf(numbers[2])));
  }

  private static float[] numbers(Weights weights) {
    FloatNdArray kernel = (FloatNdArray) weights.get("dense/kernel");
    FloatNdArray bias = (FloatNdArray) weights.get("dense/bias");
    return new float[] {kernel.getFloat(0, 0), kernel.getFloat(1, 0), bias.getFloat(0)};
  }
}
