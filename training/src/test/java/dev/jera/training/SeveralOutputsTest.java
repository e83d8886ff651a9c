package dev.jera.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.datasets.ArrayDataset;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.merging.Add;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.loss.Reduction;
import dev.jera.training.metric.MeanMetric;
import dev.jera.training.metric.Metric;
import dev.jera.training.metric.MetricScope;
import dev.jera.training.optimizer.SGD;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;

/** A model of two inputs, a and b, and two outputs: p = u (a + b) and q = v b, from u = v = 0. */
class SeveralOutputsTest {
  /** Targets p: 2, 4 and q: 1, 3 for a: 1, 2 and b: 1, 1. */
  private static final ArrayDataset DATA =
      ArrayDataset.of(
          Map.of("a", column(1, 2), "b", column(1, 1)),
          Map.of("q", column(1, 3), "p", column(2, 4)));

  @Test
  void theLossIsTheWeightedSumOfTheOutputs() {
    try (Trainer trainer = trainer(Reduction.MEAN)) {
      Map<String, Double> measured = trainer.evaluate(DATA);
      // mean(2^2, 4^2) = 10 and mean(1^2, 3^2) = 5
      assertThat(measured)
          .containsExactly(
              Map.entry("loss", 10 + 0.5 * 5),
              Map.entry("p_loss", 10.0),
              Map.entry("q_loss", 5.0),
              Map.entry("q_mean", 0.0));
    }
  }

  @Test
  void everyOutputTrainsTheWeightsBehindIt() {
    try (Trainer trainer = trainer(Reduction.MEAN)) {
      trainer.fit(DATA, Fit.epochs(1));
      // du = mean(-2 * (a + b) * 2, ...) = -(8 + 24) / 2 = -16; dv = 0.5 * mean(-2, -6) = -2
      assertThat(((FloatNdArray) trainer.weights().get("p/kernel")).getFloat(0, 0))
          .isCloseTo(0.01f * 16, within(1e-6f));
      assertThat(((FloatNdArray) trainer.weights().get("q/kernel")).getFloat(0, 0))
          .isCloseTo(0.01f * 2, within(1e-6f));
      Map<String, FloatNdArray> predicted = trainer.predict(DATA.allFeatures(), 1);
      assertThat(predicted).containsOnlyKeys("p", "q");
      assertThat(predicted.get("p").getFloat(1, 0)).isCloseTo(0.48f, within(1e-6f));
    }
  }

  @Test
  void exampleWeightsCountInEveryReduction() {
    ArrayDataset weighted = DATA.withWeights(3, 0);
    Map<Reduction, Double> expected =
        Map.of(
            // 3 * 4 / 2, 3 * 4 / 3, 3 * 4
            Reduction.MEAN, 6.0, Reduction.WEIGHTED_MEAN, 4.0, Reduction.SUM, 12.0);
    expected.forEach(
        (reduction, loss) -> {
          try (Trainer trainer = trainer(reduction)) {
            assertThat(trainer.evaluate(weighted).get("p_loss")).isEqualTo(loss);
            // What is made small is what is measured.
            assertThat(trainer.trainOnBatch(weighted)).isEqualTo((float) (loss + 0.5 * 3 / 2));
          }
        });
  }

  @Test
  void whatDoesNotBelongTogetherIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trainer.compile(model(), SGD.of(0.01), MeanSquaredError.of()))
        .withMessageContaining("objective for output '' (expected: one of its outputs, [p, q])");
    try (Trainer trainer = trainer(Reduction.MEAN)) {
      ArrayDataset wrong = ArrayDataset.of(DATA.allFeatures(), Map.of("p", column(2, 4)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.evaluate(wrong))
          .withMessage("data: labels [p] (expected: [p, q])");
    }
  }

  private static Trainer trainer(Reduction reduction) {
    Metric mean = new Mean();
    return Trainer.compile(
        model(),
        Compilation.of(
            SGD.of(0.01),
            Objective.of("p", MeanSquaredError.of()).withReduction(reduction),
            Objective.of("q", MeanSquaredError.of(), mean).withWeight(0.5)));
  }

  private static Model model() {
    SymbolicTensor a = Input.of(1).tensor("a");
    SymbolicTensor b = Input.of(1).tensor("b");
    Dense line = Dense.of(1).withUseBias(false).withKernelInitializer(Initializer.zeros());
    return Model.of(
        List.of(a, b), List.of(line.named("p").on(Add.of().on(a, b)), line.named("q").on(b)));
  }

  /** The mean of the predictions. */
  private record Mean() implements MeanMetric {
    @Override
    public String name() {
      return "mean";
    }

    @Override
    public Operand<TFloat32> values(MetricScope scope) {
      return scope.tf().reduceSum(scope.predictions(), scope.tf().constant(1));
    }
  }

  private static NdArray<?> column(float... values) {
    float[][] rows = new float[values.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new float[] {values[i]};
    }
    return StdArrays.ndCopyOf(rows);
  }
}
