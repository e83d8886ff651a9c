package dev.jera.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.Weights;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.merging.Concatenate;
import dev.jera.training.Trainer;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.optimizer.Rules.Rule;
import dev.jera.training.optimizer.schedule.ExponentialDecay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

/** Fifty steps of given gradients through a trainer, against the rule in double precision. */
class OptimizerTest {
  private static final int STEPS = 50;
  private static final double RELATIVE = 1e-5;
  private static final List<String> NAMES = List.of("dense/kernel", "dense_1/kernel");

  /**
   * Most gradients lead away from 0: a weight that crosses it is a difference of two that nearly
   * cancel, of which float32 state keeps too few digits. From -100, Ftrl's last weight comes to 0
   * so far that rounding its slots alone, with exact arithmetic, makes an error of 1.007e-5.
   */
  private static final float[] FIRST = {
    -1, -0.75f, 0.5f, -2, -1.5f, -3, 0, 0, -4, -0.25f, 1e-3f, -3
  };

  static Stream<Arguments> rules() {
    return Stream.of(
        rule(SGD.of(), Rules.sgd(0.01)),
        rule(SGD.of(0.5).withMomentum(0.9), Rules.momentum(0.5, 0.9, false)),
        rule(SGD.of(0.5).withMomentum(0.8).withNesterov(true), Rules.momentum(0.5, 0.8, true)),
        rule(SGD.of(0.1).withWeightDecay(0.5), Rules.decayed(Rules.sgd(0.1), 0.1, 0.5)),
        rule(
            SGD.of(0.1).withMomentum(0.9).withWeightDecay(0.5),
            Rules.decayed(Rules.momentum(0.1, 0.9, false), 0.1, 0.5)),
        rule(RMSprop.of(), Rules.rmsprop(0.001, 0.9, 0, 1e-7, false)),
        rule(RMSprop.of(0.2), Rules.rmsprop(0.2, 0.9, 0, 1e-7, false)),
        rule(
            RMSprop.of(0.1).withRho(0.8).withMomentum(0.5).withEpsilon(1e-3),
            Rules.rmsprop(0.1, 0.8, 0.5, 1e-3, false)),
        rule(RMSprop.of(0.2).withCentered(true), Rules.rmsprop(0.2, 0.9, 0, 1e-7, true)),
        rule(
            RMSprop.of(0.1).withCentered(true).withMomentum(0.5).withEpsilon(1e-2),
            Rules.rmsprop(0.1, 0.9, 0.5, 1e-2, true)),
        rule(Adam.of(), Rules.adam(0.001, 0.9, 0.999, 1e-7, false, 0)),
        rule(Adam.of(0.1), Rules.adam(0.1, 0.9, 0.999, 1e-7, false, 0)),
        rule(
            Adam.of(0.5).withBeta1(0.8).withBeta2(0.99).withEpsilon(1e-2),
            Rules.adam(0.5, 0.8, 0.99, 1e-2, false, 0)),
        rule(
            Adam.of(0.1).withBeta2(0.9).withAmsgrad(true),
            Rules.adam(0.1, 0.9, 0.9, 1e-7, true, 0)),
        rule(Adam.of(0.1).withWeightDecay(0.2), Rules.adam(0.1, 0.9, 0.999, 1e-7, false, 0.2)),
        rule(AdamW.of(), Rules.adam(0.001, 0.9, 0.999, 1e-7, false, 0.004)),
        rule(AdamW.of(0.5), Rules.adam(0.5, 0.9, 0.999, 1e-7, false, 0.004)),
        rule(
            AdamW.of(0.1).withWeightDecay(0.3).withAmsgrad(true),
            Rules.adam(0.1, 0.9, 0.999, 1e-7, true, 0.3)),
        rule(Adamax.of(), Rules.adamax(0.001, 0.9, 0.999, 1e-7)),
        rule(
            Adamax.of(0.5).withBeta1(0.7).withBeta2(0.9).withEpsilon(1e-3),
            Rules.adamax(0.5, 0.7, 0.9, 1e-3)),
        rule(Nadam.of(), Rules.nadam(0.001, 0.9, 0.999, 1e-7)),
        rule(
            Nadam.of(0.5).withBeta1(0.8).withBeta2(0.99).withEpsilon(1e-3),
            Rules.nadam(0.5, 0.8, 0.99, 1e-3)),
        rule(Adagrad.of(), Rules.adagrad(0.001, 0.1, 1e-7)),
        rule(
            Adagrad.of(0.5).withInitialAccumulator(0).withEpsilon(1e-3),
            Rules.adagrad(0.5, 0, 1e-3)),
        rule(Adadelta.of(), Rules.adadelta(0.001, 0.95, 1e-7)),
        rule(Adadelta.of(1).withRho(0.8).withEpsilon(1e-3), Rules.adadelta(1, 0.8, 1e-3)),
        rule(Ftrl.of(), Rules.ftrl(0.001, -0.5, 0.1, 0, 0, 0, 0)),
        rule(
            Ftrl.of(0.5).withL1(0.1).withL2(0.2).withBeta(0.3),
            Rules.ftrl(0.5, -0.5, 0.1, 0.1, 0.2, 0, 0.3)),
        rule(
            Ftrl.of(0.5).withLearningRatePower(-0.7).withInitialAccumulator(1).withL2Shrinkage(0.1),
            Rules.ftrl(0.5, -0.7, 1, 0, 0, 0.1, 0)),
        rule(
            Ftrl.of(0.5).withInitialAccumulator(0).withL2(0.1),
            Rules.ftrl(0.5, -0.5, 0, 0, 0.1, 0, 0)),
        rule(
            Ftrl.of(0.5).withL2(0.1).withWeightDecay(0.2),
            Rules.decayed(Rules.ftrl(0.5, -0.5, 0.1, 0, 0.1, 0, 0), 0.5, 0.2)),
        rule(Lion.of(), Rules.lion(0.001, 0.9, 0.99)),
        rule(Lion.of(0.5).withBeta1(0.6).withBeta2(0.8), Rules.lion(0.5, 0.6, 0.8)));
  }

  private static Arguments rule(Optimizer optimizer, Supplier<Rule> rule) {
    return Arguments.of(optimizer, rule);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyStepIsThePublishedRules(Optimizer optimizer, Supplier<Rule> rule) {
    List<Rule> rules = Stream.generate(rule).limit(FIRST.length).toList();
    double[] expected = new double[FIRST.length];
    for (int i = 0; i < FIRST.length; i++) {
      expected[i] = FIRST[i];
    }
    try (Trainer trainer = Trainer.compile(model(), optimizer, MeanSquaredError.of())) {
      trainer.assign(weights(FIRST));
      for (int t = 1; t <= STEPS; t++) {
        float[] gradients = gradients(t);
        trainer.apply(weights(gradients));
        List<Float> actual = numbers(trainer.weights());
        for (int i = 0; i < FIRST.length; i++) {
          expected[i] = rules.get(i).next(expected[i], gradients[i], t);
          assertThat((double) actual.get(i))
              .as("number %d after step %d", i, t)
              .isCloseTo(expected[i], within(Math.abs(expected[i]) * RELATIVE));
        }
      }
    }
  }

  /** Constant, changing, none, tiny, large, rare; falling, growing, turning, of all sizes, late. */
  private static float[] gradients(int t) {
    return new float[] {
      1,
      (float) (1 + Math.sin(t)),
      0,
      (float) (1e-12 * (2 + Math.cos(t))),
      (float) (1e12 * (2 + Math.sin(3 * t))),
      t % 7 == 0 ? 2 : 0,
      1f / t,
      (float) Math.pow(1.2, t),
      t <= 25 ? 0.3f : -0.1f,
      (float) Math.pow(10, t % 9 - 4),
      -3e-5f,
      t <= 10 ? 0 : 1
    };
  }

  private static Model model() {
    SymbolicTensor x = Input.of(3).tensor();
    return Model.of(
        x,
        Concatenate.of()
            .on(Dense.of(2).withUseBias(false).on(x), Dense.of(2).withUseBias(false).on(x)));
  }

  private static Weights weights(float[] numbers) {
    Map<String, NdArray<?>> weights = new LinkedHashMap<>();
    for (int i = 0; i < NAMES.size(); i++) {
      float[] part = Arrays.copyOfRange(numbers, 6 * i, 6 * i + 6);
      weights.put(NAMES.get(i), StdArrays.ndCopyOf(part).withShape(Shape.of(3, 2)));
    }
    return new Weights(weights);
  }

  private static List<Float> numbers(Weights weights) {
    List<Float> numbers = new ArrayList<>();
    NAMES.forEach(
        name -> weights.get(name).scalars().forEach(x -> numbers.add((Float) x.getObject())));
    return numbers;
  }

  static Stream<Arguments> wrongNumbers() {
    return Stream.of(
        wrong(() -> Adam.of(0), "learningRate: 0.0 (expected: > 0, as a float32)"),
        wrong(() -> SGD.of(1e39), "learningRate: 1.0E39 (expected: > 0, as a float32)"),
        wrong(() -> Adam.of().withBeta1(1), "beta1: 1.0 (expected: >= 0 and < 1, as a float32)"),
        wrong(
            () -> AdamW.of().withBeta2(0.999999999),
            "beta2: 0.999999999 (expected: >= 0 and < 1, as a float32)"),
        wrong(
            () -> Adamax.of().withBeta1(Double.NaN),
            "beta1: NaN (expected: >= 0 and < 1, as a float32)"),
        wrong(
            () -> Nadam.of().withBeta2(-0.1), "beta2: -0.1 (expected: >= 0 and < 1, as a float32)"),
        wrong(() -> RMSprop.of().withEpsilon(0), "epsilon: 0.0 (expected: > 0, as a float32)"),
        wrong(
            () -> Adadelta.of().withEpsilon(1e-40),
            "epsilon: 1.0E-40 (expected: > 0, as a float32)"),
        wrong(
            () -> Adagrad.of().withInitialAccumulator(-1),
            "initialAccumulator: -1.0 (expected: >= 0, as a float32)"),
        wrong(() -> Ftrl.of().withL1(-1), "l1: -1.0 (expected: >= 0, as a float32)"),
        wrong(
            () -> Ftrl.of().withLearningRatePower(0.5),
            "learningRatePower: 0.5 (expected: <= 0, as a float32)"),
        wrong(() -> Lion.of().withBeta1(0), "beta1: 0.0 (expected: > 0 and <= 1)"),
        wrong(() -> SGD.of().withNesterov(true), "nesterov: true, momentum: 0.0 (expected: > 0)"));
  }

  private static Arguments wrong(ThrowingCallable call, String message) {
    return Arguments.of(call, message);
  }

  @ParameterizedTest
  @MethodSource("wrongNumbers")
  void numbersOutOfRangeAreRefused(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }

  /** 1 - 0.1 - 0.05 - 0.025: the rate halves with every update. */
  @Test
  void aScheduleIsTheRateOfEachStep() {
    Optimizer optimizer = SGD.of(ExponentialDecay.of(0.1, 1, 0.5));
    float[] ones = new float[12];
    Arrays.fill(ones, 1);
    try (Trainer trainer = Trainer.compile(model(), optimizer, MeanSquaredError.of())) {
      trainer.assign(weights(ones));
      for (double rate : new double[] {0.1, 0.05, 0.025}) {
        assertThat(trainer.learningRate()).isCloseTo(rate, within(1e-8));
        trainer.apply(weights(ones));
      }
      assertThat(numbers(trainer.weights()))
          .allSatisfy(w -> assertThat(w).isCloseTo(0.825f, within(1e-6f)));
    }
  }
}
