package dev.jera.training.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.datasets.ArrayDataset;
import dev.jera.model.Layer;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.merging.Concatenate;
import dev.jera.runtime.CheckpointException;
import dev.jera.training.Objective;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.optimizer.SGD;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.StdArrays;

class ModelFunctionTest {
  private static final NdArray<?> A = StdArrays.ndCopyOf(new float[][] {{1, 2}, {3, 4}});
  private static final NdArray<?> B = StdArrays.ndCopyOf(new float[][] {{5}, {6}});

  @TempDir private Path directory;

  private Estimator estimator(ModelFunction function) {
    return Estimator.of(function, directory);
  }

  private static ArrayInput data(Map<String, NdArray<?>> labels) {
    return ArrayInput.of(ArrayDataset.of(Map.of("a", A, "b", B), labels)).endless();
  }

  private static EstimatorSpec sum(Features features, Labels labels, Mode mode) {
    SymbolicTensor both = Concatenate.of().on(features.get("a"), features.get("b"));
    SymbolicTensor y = Dense.of(1).on(both);
    return switch (mode) {
      case TRAIN -> EstimatorSpec.train(SGD.of(0.01), labels.objective(y, MeanSquaredError.of()));
      case EVAL -> EstimatorSpec.evaluate(labels.objective(y, MeanSquaredError.of()));
      case PREDICT -> EstimatorSpec.predict(Map.of("y", y));
    };
  }

  @Test
  void featuresAreFoundByName() {
    Estimator estimator = estimator(ModelFunctionTest::sum);
    estimator.train(data(Map.of("y", B)), 20);
    assertThat(estimator.predict(ArrayInput.of(Map.of("b", B, "a", A)))).hasSize(2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> estimator.train(ArrayInput.of(ArrayDataset.of(A, B)), 1))
        .withMessage("No feature 'a': there are [features]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                estimator((features, labels, mode) -> ModelFunctionTest.onlyOne(features, labels))
                    .train(data(Map.of("y", B)), 1))
        .withMessageContaining("features: [")
        .withMessageContaining("(expected: one; get(name) gives one of several)");
  }

  private static EstimatorSpec onlyOne(Features features, Labels labels) {
    return EstimatorSpec.train(
        SGD.of(0.01), labels.objective(Dense.of(1).on(features.only()), MeanSquaredError.of()));
  }

  /** Heads of two labels: each is named as its label is. */
  private static EstimatorSpec heads(
      Layer first, Layer second, Features features, Labels labels, Mode mode) {
    SymbolicTensor both = Concatenate.of().on(features.get("a"), features.get("b"));
    SymbolicTensor y = first.on(both);
    SymbolicTensor z = second.on(both);
    if (mode == Mode.PREDICT) {
      return EstimatorSpec.predict(Map.of("z", z));
    }
    OutputObjective[] objectives = {
      labels.objective(y, Objective.of("y", MeanSquaredError.of()).withWeight(0.5)),
      labels.objective(z, Objective.of("z", MeanSquaredError.of()))
    };
    return mode == Mode.TRAIN
        ? EstimatorSpec.train(SGD.of(0.001), objectives)
        : EstimatorSpec.evaluate(objectives);
  }

  @Test
  void severalLabelsHaveAnOutputEach() {
    Estimator estimator =
        estimator(
            (features, labels, mode) ->
                heads(Dense.of(1).named("y"), Dense.of(1).named("z"), features, labels, mode));
    ArrayInput data = data(Map.of("y", B, "z", B));
    estimator.train(data, 3);
    List<Map<String, FloatNdArray>> predicted = estimator.predict(data.withEpochs(1));
    double squares = 0;
    for (int i = 0; i < 2; i++) {
      squares += Math.pow(predicted.get(i).get("z").getFloat(0) - (5 + i), 2);
    }
    Map<String, Double> measured = estimator.evaluate(data.withEpochs(1));
    assertThat(measured.get("z_loss")).isCloseTo(squares / 2, within(1e-4));
    assertThat(measured.get("loss"))
        .isCloseTo(0.5 * measured.get("y_loss") + measured.get("z_loss"), within(1e-6));
  }

  /** In PREDICT the hidden layer of z would be called dense, as that of y is in TRAIN. */
  @Test
  void aLayerThatMayBeAnotherOneInPredictIsRefused() {
    ModelFunction hidden =
        (features, labels, mode) -> {
          SymbolicTensor both = Concatenate.of().on(features.get("a"), features.get("b"));
          SymbolicTensor y = Dense.of(1).named("y").on(Dense.of(2).on(both));
          SymbolicTensor z = Dense.of(1).named("z").on(Dense.of(2).on(both));
          return mode == Mode.PREDICT
              ? EstimatorSpec.predict(Map.of("z", z))
              : EstimatorSpec.train(
                  SGD.of(0.001),
                  labels.objective(y, Objective.of("y", MeanSquaredError.of())),
                  labels.objective(z, Objective.of("z", MeanSquaredError.of())));
        };
    Estimator estimator = estimator(hidden);
    ArrayInput data = data(Map.of("y", B, "z", B));
    estimator.train(data, 1);
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> estimator.predict(data.withEpochs(1)))
        .withMessageContaining(
            "layer 'dense_1', which this model lacks; [dense] may be other layers there")
        .withMessageContaining("named(\"logits\")");
  }

  @Test
  void aWeightThatTheCheckpointLacksIsNamed() {
    ModelFunction more =
        (features, labels, mode) -> {
          EstimatorSpec spec = sum(features, labels, mode);
          return mode == Mode.PREDICT
              ? EstimatorSpec.predict(Map.of("y", Dense.of(3).on(spec.predictions().get("y"))))
              : spec;
        };
    Estimator estimator = estimator(more);
    ArrayInput data = data(Map.of("y", B));
    estimator.train(data, 1);
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> estimator.predict(data.withEpochs(1)))
        .withMessageContaining("that it lacks: {")
        .withMessageContaining("dense_1/kernel=float32 [1, 3]");
  }

  @Test
  void aSpecOfAnotherModeIsRefused() {
    ModelFunction predicts = (features, labels, mode) -> sum(features, labels, Mode.PREDICT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> estimator(predicts).train(data(Map.of("y", B)), 1))
        .withMessage(
            "Model function: in mode TRAIN it gave a spec of mode PREDICT (expected: EstimatorSpec.train)");
  }

  @Test
  void labelsAreThereWhereTheyAreUsed() {
    estimator(ModelFunctionTest::sum).train(data(Map.of("y", B)), 1);
    ModelFunction greedy = (features, labels, mode) -> sum(features, labels, Mode.EVAL);
    assertThatIllegalStateException()
        .isThrownBy(() -> estimator(greedy).predict(data(Map.of("y", B))))
        .withMessage(
            "labels: used in mode PREDICT, which has none (expected: the function returns EstimatorSpec.predict before it uses them)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> estimator(ModelFunctionTest::sum).evaluate(ArrayInput.of(Map.of("a", A, "b", B))))
        .withMessage(
            "labels: the input function's examples have none (expected: at least one in mode EVAL)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> estimator(ModelFunctionTest::sum).train(data(Map.of("y", B, "z", B)), 1))
        .withMessageContaining("label '': there are [")
        .withMessageContaining("(expected: Objective.of(name, loss) with one of these)");
  }

  @Test
  void anOutputOfSeveralIsNamedAsItsLabel() {
    ModelFunction unnamed =
        (features, labels, mode) ->
            heads(Dense.of(1), Dense.of(1).named("z"), features, labels, mode);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> estimator(unnamed).train(data(Map.of("y", B, "z", B)), 1))
        .withMessage(
            "Label 'y': its output is that of the layer 'dense' (expected: where there are several, the label's name for the layer, by named(\"y\"))");
  }

  @Test
  void aSpecHasWhatItsModeNeeds() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EstimatorSpec.evaluate())
        .withMessage(
            "objectives: 0 of them in mode EVAL (expected: at least one in TRAIN and EVAL alone)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EstimatorSpec.predict(Map.of()))
        .withMessage("predictions: none in mode PREDICT (expected: at least one)");
  }

  @Test
  void rangesAreChecked() {
    ArrayInput input = data(Map.of("y", B));
    Estimator estimator = estimator(ModelFunctionTest::sum);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> estimator.train(input, 0))
        .withMessage("steps: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> estimator.trainUpTo(input, -1))
        .withMessage("maxSteps: -1 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> input.withBatchSize(0))
        .withMessage("batchSize: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> input.withEpochs(OptionalLong.of(0)))
        .withMessage("epochs: 0 (expected: >= 1, or endless())");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunConfig.defaults().withSaveCheckpointsSteps(0))
        .withMessage("saveCheckpointsSteps: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunConfig.defaults().withKeepCheckpointMax(0))
        .withMessage("keepCheckpointMax: 0 (expected: >= 1)");
  }

  @Test
  void dataWithoutExamplesIsRefused() {
    ArrayDataset none = ArrayDataset.of(A, B).take(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> estimator(ModelFunctionTest::sum).train(ArrayInput.of(none)))
        .withMessage("input function: no examples (expected: at least one)");
  }
}
