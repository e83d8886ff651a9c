package dev.jera.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.core.Dense;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.optimizer.Nadam;
import dev.jera.training.optimizer.Optimizer;
import dev.jera.training.optimizer.SGD;
import dev.jera.training.optimizer.schedule.CosineDecay;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What optimizers keep in checkpoints. */
class OptimizerVariablesTest {
  private static final Model MODEL = Sequential.of(Input.of(2), Dense.of(3).withUseBias(false));

  @Test
  void aConstantRateAndTheSlotsAreVariables() {
    assertThat(variables(Nadam.of().withMovingAverage(0.99)))
        .contains(
            entry("optimizer/learning_rate", "float32 []"),
            entry("optimizer/dense/kernel/m", "float32 [2, 3]"),
            entry("optimizer/dense/kernel/v", "float32 [2, 3]"),
            entry("optimizer/dense/kernel/u_product", "float32 []"),
            entry("optimizer/dense/kernel/average", "float32 [2, 3]"));
  }

  @Test
  void aScheduleIsNone() {
    assertThat(variables(SGD.of(CosineDecay.of(0.1, 10))))
        .doesNotContainKey("optimizer/learning_rate");
  }

  private static Map<String, String> variables(Optimizer optimizer) {
    try (TrainingGraph graph =
        TrainingGraph.build(MODEL, Compilation.of(optimizer, MeanSquaredError.of()))) {
      return graph.values().describe();
    }
  }
}
