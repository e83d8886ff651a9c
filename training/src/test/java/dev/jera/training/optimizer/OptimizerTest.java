package dev.jera.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.runtime.Tensors;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import dev.jera.runtime.gradient.Gradients;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A hundred steps down (w - 3)^2 from w = 1, against the published rule in double precision. */
class OptimizerTest {
  private static final int STEPS = 100;

  static Stream<Arguments> rules() {
    return Stream.of(
        Arguments.of(SGD.of(0.01), sgd(0.01)),
        Arguments.of(SGD.of(0.01).withMomentum(0.9), momentum(0.01, 0.9, false)),
        Arguments.of(SGD.of(0.01).withMomentum(0.9).withNesterov(true), momentum(0.01, 0.9, true)),
        Arguments.of(RMSprop.of(0.05), rmsprop(0.05, 0.9, 0, 1e-7)),
        Arguments.of(
            RMSprop.of(0.01).withRho(0.8).withMomentum(0.5).withEpsilon(1e-3),
            rmsprop(0.01, 0.8, 0.5, 1e-3)),
        Arguments.of(Adam.of(0.1), adam(0.1, 0.9, 0.999, 1e-7)),
        Arguments.of(
            Adam.of(0.1).withBeta1(0.8).withBeta2(0.99).withEpsilon(1e-2),
            adam(0.1, 0.8, 0.99, 1e-2)));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyStepIsThePublishedRules(Optimizer optimizer, DoubleUnaryOperator rule) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variables variables = new Variables(tf);
      Variable<TFloat32> w = variables.create("w", Shape.scalar(), tf.constant(1f), true);
      var step = variables.counter("step");
      Operand<TFloat32> loss = tf.math.square(tf.math.sub(w.value(), tf.constant(3f)));
      Operand<TFloat32> gradient = Gradients.add(loss, List.of(w.value())).get(0);
      Op apply = optimizer.apply(new OptimizerScope(tf, step.value(), variables), w, gradient);
      Op count =
          tf.withControlDependencies(apply).assignAddVariableOp(step.handle(), tf.constant(1L));
      try (Session session = new Session(graph)) {
        variables.initialize(session);
        double expected = 1;
        for (int t = 1; t <= STEPS; t++) {
          session.run(count);
          expected = rule.applyAsDouble(expected);
          try (var result = session.runner().fetch(w.value()).run()) {
            assertThat((double) Tensors.toFloats(result.get(0))[0])
                .as("step %d", t)
                .isCloseTo(expected, within(2e-5));
          }
        }
        assertThat(expected).as("it went downhill").isGreaterThan(1.5);
      }
    }
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Adam.of(0))
        .withMessage("learningRate: 0.0 (expected: > 0, as a float32)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SGD.of(1e39))
        .withMessage("learningRate: 1.0E39 (expected: > 0, as a float32)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Adam.of().withBeta1(1))
        .withMessage("beta1: 1.0 (expected: >= 0 and < 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RMSprop.of().withEpsilon(0))
        .withMessage("epsilon: 0.0 (expected: > 0, as a float32)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SGD.of(0.1).withNesterov(true))
        .withMessage("nesterov: true, momentum: 0.0 (expected: > 0)");
  }

  private static double gradientAt(double w) {
    return 2 * (w - 3);
  }

  private static DoubleUnaryOperator sgd(double rate) {
    return w -> w - rate * gradientAt(w);
  }

  private static DoubleUnaryOperator momentum(double rate, double momentum, boolean nesterov) {
    double[] v = new double[1];
    return w -> {
      double g = gradientAt(w);
      v[0] = momentum * v[0] - rate * g;
      return nesterov ? w + momentum * v[0] - rate * g : w + v[0];
    };
  }

  private static DoubleUnaryOperator rmsprop(
      double rate, double rho, double momentum, double epsilon) {
    double[] s = new double[2];
    return w -> {
      double g = gradientAt(w);
      s[0] = rho * s[0] + (1 - rho) * g * g;
      s[1] = momentum * s[1] + rate * g / Math.sqrt(s[0] + epsilon);
      return w - s[1];
    };
  }

  private static DoubleUnaryOperator adam(double rate, double beta1, double beta2, double epsilon) {
    double[] s = new double[3];
    return w -> {
      double g = gradientAt(w);
      s[0] = beta1 * s[0] + (1 - beta1) * g;
      s[1] = beta2 * s[1] + (1 - beta2) * g * g;
      s[2]++;
      double corrected = rate * Math.sqrt(1 - Math.pow(beta2, s[2])) / (1 - Math.pow(beta1, s[2]));
      return w - corrected * s[0] / (Math.sqrt(s[1]) + epsilon);
    };
  }
}
