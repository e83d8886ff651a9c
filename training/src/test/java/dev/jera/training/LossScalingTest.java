package dev.jera.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.Dataset;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.Weights;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.normalization.BatchNormalization;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.optimizer.Adam;
import dev.jera.training.optimizer.Clipping;
import dev.jera.training.optimizer.Nadam;
import dev.jera.training.optimizer.Optimizer;
import dev.jera.training.optimizer.SGD;
import dev.jera.training.optimizer.schedule.ExponentialDecay;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.StdArrays;

/** By Keras' rules: halved where a gradient is not finite, doubled after some that are. */
class LossScalingTest {
  /** The loss is (w - 1)^2 with w = 0 at first: its slope is -2, at scale 2^15 no float16. */
  private static final Model LINE =
      Sequential.of(
          Input.of(1), Dense.of(1).withUseBias(false).withKernelInitializer(Initializer.zeros()));

  private static final ArrayDataset ONE =
      Dataset.of(StdArrays.ndCopyOf(new float[][] {{1}}), StdArrays.ndCopyOf(new float[][] {{1}}));

  private static Trainer trainer(Model model, Optimizer optimizer, double initial, long growth) {
    return Trainer.compile(
        model,
        Compilation.of(optimizer, MeanSquaredError.of())
            .withDtypePolicy(
                DtypePolicy.mixedFloat16().withLossScale(new LossScale(initial, growth))));
  }

  private static float weight(Trainer trainer) {
    return TensorData.of(trainer.weights().get("dense/kernel")).floats()[0];
  }

  @Test
  void beginsAtTwoToTheFifteenthAndDoublesAfterTwoThousandSteps() {
    assertThat(DtypePolicy.mixedFloat16().lossScale()).isEqualTo(new LossScale(32768, 2000));
    assertThat(DtypePolicy.mixedBfloat16().lossScale()).isEqualTo(LossScale.none());
    try (Trainer trainer =
        Trainer.compile(LINE, Compilation.of(SGD.of(0.1), MeanSquaredError.of()))) {
      assertThat(trainer.lossScale()).isEqualTo(1);
    }
  }

  @Test
  void anOverflowHalvesTheScaleAndLeavesTheWeights() {
    try (Trainer trainer = trainer(LINE, SGD.of(0.1), 32768, 2000)) {
      assertThat(trainer.lossScale()).isEqualTo(32768);
      trainer.trainOnBatch(ONE);
      assertThat(weight(trainer)).isZero();
      assertThat(trainer.lossScale()).isEqualTo(16384);
      assertThat(trainer.steps()).isEqualTo(1);
      // -2 * 16384 is a float16: 0 + 0.1 * 2.
      trainer.trainOnBatch(ONE);
      assertThat(weight(trainer)).isEqualTo(0.2f);
      assertThat(trainer.lossScale()).isEqualTo(16384);
      // In float16 0.2 is 0.19995117, and 16384 * 2 * (0.19995117 - 1) = -26216 is -26208, a
      // multiple of 16: the slope is -26208 / 16384 = -1.5996094.
      trainer.trainOnBatch(ONE);
      assertThat(weight(trainer)).isCloseTo(0.35996094f, within(1e-7f));
    }
  }

  @Test
  void theScaleDoublesAfterSoManyFiniteStepsInARow() {
    try (Trainer trainer = trainer(LINE, SGD.of(0.001), 4, 3)) {
      List<Double> scales = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        trainer.trainOnBatch(ONE);
        scales.add(trainer.lossScale());
      }
      assertThat(scales).containsExactly(4.0, 4.0, 8.0, 8.0, 8.0, 16.0, 16.0);
    }
  }

  @Test
  void anOverflowBeginsTheRowAnew() {
    // Slopes of nearly -2, too much for scale 2^15: every second finite step doubles 2^14.
    try (Trainer trainer = trainer(LINE, SGD.of(1e-6), 16384, 2)) {
      List<Double> scales = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        trainer.trainOnBatch(ONE);
        scales.add(trainer.lossScale());
      }
      assertThat(scales).containsExactly(16384.0, 32768.0, 16384.0, 16384.0, 32768.0, 16384.0);
    }
  }

  @Test
  void theScaleStaysAtOneAtLeast() {
    // A slope of -2 * 10^5 is no float16, at any scale.
    ArrayDataset far =
        Dataset.of(
            StdArrays.ndCopyOf(new float[][] {{1}}), StdArrays.ndCopyOf(new float[][] {{1e5f}}));
    try (Trainer trainer = trainer(LINE, SGD.of(0.1), 2, 2000)) {
      trainer.trainOnBatch(far);
      assertThat(trainer.lossScale()).isEqualTo(1);
      trainer.trainOnBatch(far);
      assertThat(trainer.lossScale()).isEqualTo(1);
      assertThat(weight(trainer)).isZero();
    }
  }

  static Stream<Optimizer> optimizers() {
    return Stream.of(
        Adam.of(0.1).withClipping(Clipping.globalNorm(1)),
        Adam.of(0.1).withWeightDecay(0.1),
        Nadam.of(0.1),
        SGD.of(0.1).withMomentum(0.9).withMovingAverage(0.5),
        SGD.of(ExponentialDecay.of(0.1, 1, 0.5)),
        SGD.of(0.1).withAccumulation(2));
  }

  /** With moving averages of its own, which a skipped step leaves alone, too. */
  private static final Model NORMALIZED =
      Sequential.of(
          Input.of(2),
          BatchNormalization.of(),
          Dense.of(1).withKernelInitializer(Initializer.zeros()));

  private static final ArrayDataset FOUR =
      Dataset.of(
          StdArrays.ndCopyOf(new float[][] {{1, 0}, {2, 5}, {3, 1}, {7, 2}}),
          StdArrays.ndCopyOf(new float[][] {{1}, {1}, {1}, {1}}));

  @ParameterizedTest
  @MethodSource("optimizers")
  void aSkippedStepIsAsIfItHadNeverBeen(Optimizer optimizer) {
    // The bias' slope is -2 at first: 2^15 overflows, 2^14 does not.
    try (Trainer skips = trainer(NORMALIZED, optimizer, 32768, 2000);
        Trainer never = trainer(NORMALIZED, optimizer, 16384, 2000)) {
      Weights before = skips.weights();
      skips.trainOnBatch(FOUR);
      assertThat(skips.lossScale()).isEqualTo(16384);
      assertThat(skips.weights()).isEqualTo(before);
      for (int i = 0; i < 4; i++) {
        skips.trainOnBatch(FOUR);
        never.trainOnBatch(FOUR);
        assertThat(skips.weights()).isEqualTo(never.weights());
      }
      assertThat(skips.weights()).isNotEqualTo(before);
      assertThat(skips.learningRate()).isEqualTo(never.learningRate());
      assertThat(skips.steps()).isEqualTo(5);
    }
  }

  @Test
  void gradientsAreThoseOfTheLossAndMayBeApplied() {
    try (Trainer trainer = trainer(LINE, SGD.of(0.1), 1024, 2)) {
      Weights gradients = trainer.gradients(ONE);
      assertThat(TensorData.of(gradients.get("dense/kernel")).floats()).containsExactly(-2f);
      trainer.apply(gradients);
      assertThat(weight(trainer)).isEqualTo(0.2f);
      trainer.apply(gradients);
      assertThat(trainer.lossScale()).isEqualTo(2048);
    }
  }

  @Test
  void aLossThatIsNotFiniteEndsTheRunAndLeavesTheWeights() {
    ArrayDataset large =
        Dataset.of(
            StdArrays.ndCopyOf(new float[][] {{1e5f}}), StdArrays.ndCopyOf(new float[][] {{1}}));
    try (Trainer trainer = trainer(LINE, SGD.of(0.1), 32768, 2000)) {
      assertThatExceptionOfType(NonFiniteLossException.class)
          .isThrownBy(() -> trainer.trainOnBatch(large));
      assertThat(weight(trainer)).isZero();
      assertThat(trainer.lossScale()).isEqualTo(16384);
    }
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LossScale(0.5, 2000))
        .withMessage("initial: 0.5 (expected: >= 1 and finite)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LossScale(2, 0))
        .withMessage("initial: 2.0 without growthSteps (expected: 1, as nothing is scaled)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LossScale(2, -1))
        .withMessage("growthSteps: -1 (expected: >= 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DtypePolicy(Dtype.INT32, LossScale.none()))
        .withMessage("compute: int32 (expected: float32, float16 or bfloat16)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DtypePolicy.mixedBfloat16().withLossScale(LossScale.dynamic()))
        .withMessageStartingWith("lossScale: LossScale[")
        .withMessageContaining("for bfloat16 (expected: none");
  }
}
