package dev.jera.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.jera.datasets.Dataset;
import dev.jera.model.Input;
import dev.jera.model.Sequential;
import dev.jera.model.layer.activation.Activations;
import dev.jera.model.layer.core.Dense;
import dev.jera.runtime.Dtype;
import dev.jera.training.loss.Loss;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Metric;
import dev.jera.training.metric.MetricScope;
import dev.jera.training.metric.MetricSums;
import dev.jera.training.optimizer.SGD;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

class RunSettingsTest {
  @TempDir private Path directory;

  /** Has no text of its own. */
  private static final class OwnLoss implements Loss {
    private final Loss loss = SparseCategoricalCrossentropy.of();

    @Override
    public Dtype labelDtype() {
      return loss.labelDtype();
    }

    @Override
    public Shape labelShape(Shape predictions) {
      return loss.labelShape(predictions);
    }

    @Override
    public void checkLabels(NdArray<?> labels, Shape predictions) {
      loss.checkLabels(labels, predictions);
    }

    @Override
    public Operand<TFloat32> build(
        Ops tf, Operand<? extends TNumber> labels, Operand<TFloat32> predictions) {
      return loss.build(tf, labels, predictions);
    }
  }

  /** Has none either. */
  private static final class Examples implements Metric {
    @Override
    public String name() {
      return "examples";
    }

    @Override
    public Map<String, Operand<? extends TNumber>> build(MetricScope scope) {
      return Map.of("weights", scope.tf().reduceSum(scope.weights(), scope.tf().constant(0)));
    }

    @Override
    public double result(MetricSums sums) {
      return sums.scalar("weights");
    }
  }

  @Test
  void aRunOfClassesWithoutATextGoesOn() {
    Fit fit =
        Fit.epochs(2)
            .withBatchSize(2)
            .withCheckpoints(Checkpoints.in(directory))
            .withClassWeights(ImmutableMap.of(0, 1.0, 1, 2.0));
    fit(fit.withEpochs(1));
    Fit inAnotherOrder = fit.withClassWeights(ImmutableMap.of(1, 2.0, 0, 1.0));
    assertThat(fit(inAnotherOrder)).isEqualTo(fit(fit.withCheckpoints(java.util.Optional.empty())));
  }

  private static History fit(Fit fit) {
    Dataset data =
        Dataset.of(
            StdArrays.ndCopyOf(new float[][] {{1}, {2}, {3}, {4}}), NdArrays.vectorOf(0, 1, 0, 1));
    try (Trainer trainer =
        Trainer.compile(
            Sequential.of(Input.of(1), Dense.of(2).withActivation(Activations.SOFTMAX)),
            SGD.of(0.1),
            new OwnLoss(),
            new Examples())) {
      return trainer.fit(data, fit);
    }
  }

  @Test
  void onlyHashesAreLeftOutOfATextAndTheCountsOfLambdas() {
    Object plain = new Object();
    Function<String, String> lambda = String::strip;
    assertThat(RunSettings.describe(List.of(plain, 2, "precision@5")))
        .isEqualTo("[java.lang.Object, 2, precision@5]");
    assertThat(RunSettings.describe(List.of(new OwnLoss())))
        .isEqualTo("[dev.jera.training.RunSettingsTest$OwnLoss]");
    assertThat(RunSettings.describe(lambda)).isEqualTo("dev.jera.training.RunSettingsTest$$Lambda");
    assertThat(RunSettings.describe(SGD.of(0.1))).isEqualTo(SGD.of(0.1).toString());
  }
}
