package dev.jera.training.estimator;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.Mnist;
import dev.jera.model.Input;
import dev.jera.runtime.CheckpointException;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.LoadOptions;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.training.callback.Callback;
import dev.jera.training.callback.CallbackException;
import dev.jera.training.callback.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;

class EstimatorTest {
  private static final ArrayDataset TRAIN = Mnist.train().take(300);
  private static final ArrayDataset TEST = Mnist.test().take(101);

  /** 19 batches a pass, the last of them of 12 examples before the next pass fills it. */
  private static final InputFunction ENDLESS =
      ArrayInput.of(TRAIN).withBatchSize(16).withShuffleSeed(7).endless();

  @TempDir private Path directory;

  private Estimator small(String name) {
    return Estimator.of(ModelFunctions::small, directory.resolve(name));
  }

  private static ArrayDataset named(ArrayDataset data) {
    return ArrayDataset.of(Map.of("x", data.features()), Map.of("y", data.labels()));
  }

  /** The tutorial from its first line to its last, with few steps. */
  @Test
  void theTutorialRuns() {
    Estimator classifier = Estimator.of(ModelFunctions::tutorial, directory);
    List<Float> losses = new ArrayList<>();
    List<NdArray<?>> probabilities = new ArrayList<>();
    Callback hook =
        new Callback() {
          @Override
          public Set<String> fetches(TrainingRun run) {
            return run.step() == 4 ? Set.of("softmax_tensor") : Set.of();
          }

          @Override
          public void onBatchEnd(TrainingRun run) {
            losses.add(run.loss());
            if (run.step() == 5) {
              probabilities.add(run.fetched("softmax_tensor"));
            }
          }
        };
    InputFunction input =
        ArrayInput.of(named(TRAIN)).withBatchSize(20).withShuffleSeed(1).endless();
    assertThat(classifier.train(input, 25, hook)).isEqualTo(25);
    assertThat(losses).hasSize(25);
    assertThat(mean(losses.subList(20, 25))).isLessThan(mean(losses.subList(0, 5)) - 0.1);
    assertThat(probabilities).hasSize(1);
    assertThat(sum(probabilities.get(0))).isCloseTo(20, within(1e-4));
    Map<String, Double> results = classifier.evaluate(ArrayInput.of(named(TEST)));
    assertThat(results).containsOnlyKeys("loss", "accuracy", "global_step");
    assertThat(results.get("global_step")).isEqualTo(25);
    assertThat(results.get("accuracy")).isGreaterThan(0.2);
  }

  private static double mean(List<Float> values) {
    return values.stream().mapToDouble(Float::doubleValue).average().orElseThrow();
  }

  private static double sum(NdArray<?> values) {
    double sum = 0;
    for (NdArray<?> value : values.scalars()) {
      sum += (Float) value.getObject();
    }
    return sum;
  }

  @Test
  void twoRunsAreOneRunOfAsManySteps() {
    Estimator twice = small("twice");
    Estimator once = small("once");
    assertThat(twice.train(ENDLESS, 25)).isEqualTo(25);
    assertThat(twice.train(ENDLESS, 25)).isEqualTo(50);
    assertThat(once.train(ENDLESS, 50)).isEqualTo(50);
    assertSame(twice, once);
    assertThat(once.evaluate(ArrayInput.of(TEST)).get("accuracy")).isGreaterThan(0.5);
  }

  @Test
  void aRunThatAHookStoppedGoesOn() {
    Estimator stopped = small("stopped");
    Estimator straight = small("straight");
    assertThat(stopped.trainUpTo(ENDLESS, 40, stopAt(13))).isEqualTo(13);
    assertThat(stopped.trainUpTo(ENDLESS, 40)).isEqualTo(40);
    assertThat(stopped.trainUpTo(ENDLESS, 40)).isEqualTo(40);
    straight.train(ENDLESS, 40);
    assertSame(stopped, straight);
  }

  private static Callback stopAt(long step) {
    return new Callback() {
      @Override
      public void onBatchEnd(TrainingRun run) {
        if (run.step() == step) {
          run.stop("enough");
        }
      }
    };
  }

  /** What a killed process leaves: the checkpoint of step 10, and nothing of the steps behind. */
  @Test
  void aRunThatWasKilledGoesOnFromItsLastCheckpoint() throws IOException {
    Estimator killed =
        small("killed").withConfig(RunConfig.defaults().withSaveCheckpointsSteps(10));
    Estimator straight = small("straight");
    Callback dies =
        new Callback() {
          @Override
          public void onBatchEnd(TrainingRun run) {
            if (run.step() == 17) {
              throw new IllegalStateException("killed");
            }
          }
        };
    assertThatExceptionOfType(CallbackException.class)
        .isThrownBy(() -> killed.trainUpTo(ENDLESS, 30, dies));
    deleteCheckpoint(killed.modelDirectory().resolve("checkpoint-17"));
    assertThat(killed.evaluate(ArrayInput.of(TEST)).get("global_step")).isEqualTo(10);
    killed.trainUpTo(ENDLESS, 30);
    straight.train(ENDLESS, 30);
    assertSame(killed, straight);
  }

  private static void deleteCheckpoint(Path checkpoint) throws IOException {
    try (Stream<Path> files = Files.list(checkpoint)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(checkpoint);
  }

  private static void assertSame(Estimator one, Estimator other) {
    InputFunction test = ArrayInput.of(TEST);
    assertThat(one.evaluate(test)).isEqualTo(other.evaluate(test));
    assertThat(one.predict(test)).isEqualTo(other.predict(test));
  }

  @Test
  void trainingEndsWithTheDataAndTheNextRunBeginsTheNextPass() {
    Estimator estimator = small("model");
    InputFunction input = ArrayInput.of(TRAIN).withBatchSize(64).withEpochs(2);
    assertThat(estimator.train(input)).isEqualTo(10);
    assertThat(estimator.train(input, 100)).isEqualTo(20);
    assertThat(estimator.train(input, 10)).isEqualTo(30);
    assertThat(estimator.train(input, 3)).isEqualTo(33);
    assertThat(estimator.train(input)).isEqualTo(40);
  }

  @Test
  void onlyTheNewestCheckpointsAreKept() throws IOException {
    Estimator estimator =
        small("model")
            .withConfig(RunConfig.defaults().withSaveCheckpointsSteps(2).withKeepCheckpointMax(2));
    estimator.train(ENDLESS, 7);
    try (Stream<Path> files = Files.list(estimator.modelDirectory())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(".lock", "checkpoint-6", "checkpoint-7");
    }
  }

  @Test
  void accuracyAndLossAreThoseOfWhatPredictGives() {
    Estimator estimator = small("model");
    estimator.train(ENDLESS, 20);
    List<Map<String, FloatNdArray>> predictions =
        estimator.predict(ArrayInput.of(Map.of("image", TEST.features())).withBatchSize(10));
    assertThat(predictions).hasSize(101);
    double right = 0;
    double loss = 0;
    for (int i = 0; i < 101; i++) {
      FloatNdArray probabilities = predictions.get(i).get("probabilities");
      int best = 0;
      for (int c = 1; c < 10; c++) {
        best = probabilities.getFloat(c) > probabilities.getFloat(best) ? c : best;
      }
      assertThat(predictions.get(i).get("classes").getFloat()).isEqualTo(best);
      right += best == TEST.label(i) ? 1 : 0;
      loss -= Math.log(probabilities.getFloat(TEST.label(i)));
    }
    Map<String, Double> measured = estimator.evaluate(ArrayInput.of(TEST).withBatchSize(32));
    assertThat(measured.get("accuracy")).isCloseTo(right / 101, within(1e-9));
    assertThat(measured.get("loss")).isCloseTo(loss / 101, within(1e-5));
  }

  @Test
  void anExportAnswersAsPredictDoes() {
    Estimator estimator = small("model");
    estimator.train(ENDLESS, 5);
    Path bundle =
        estimator.exportSavedModel(
            directory.resolve("export"),
            Map.of("image", Input.of(28, 28, 1).withDtype(Dtype.UINT8)));
    assertThat(bundle).isEqualTo(directory.resolve("export/1"));
    List<Map<String, FloatNdArray>> expected = estimator.predict(ArrayInput.of(TEST));
    SavedModel description = SavedModel.read(bundle);
    try (LoadedSavedModel loaded = LoadedSavedModel.load(description, LoadOptions.defaults())) {
      Signature signature = requireNonNull(description.signatures().get(Signature.DEFAULT));
      assertThat(signature.outputs()).containsOnlyKeys("classes", "probabilities");
      List<TensorData> answer =
          loaded
              .prepare(signature, List.of("classes", "probabilities"))
              .run(List.of(TensorData.of(TEST.features()).as(Dtype.UINT8)));
      FloatNdArray classes = (FloatNdArray) answer.get(0).toNdArray();
      FloatNdArray probabilities = (FloatNdArray) answer.get(1).toNdArray();
      for (int i = 0; i < 101; i++) {
        assertThat(classes.getFloat(i)).isEqualTo(expected.get(i).get("classes").getFloat());
        assertThat(probabilities.getFloat(i, 3))
            .isCloseTo(expected.get(i).get("probabilities").getFloat(3), within(1e-6f));
      }
    }
  }

  @Test
  void withoutACheckpointThereIsNothingToAsk() {
    Estimator estimator = small("model");
    InputFunction test = ArrayInput.of(TEST);
    String message =
        "Model directory %s: no whole checkpoint (expected: one; call train first)"
            .formatted(directory.resolve("model"));
    assertThatIllegalStateException()
        .isThrownBy(() -> estimator.evaluate(test))
        .withMessage(message);
    assertThatIllegalStateException()
        .isThrownBy(() -> estimator.predict(test))
        .withMessage(message);
    assertThatIllegalStateException()
        .isThrownBy(() -> estimator.exportSavedModel(directory, Map.of("x", Input.of(28, 28, 1))))
        .withMessage(message);
  }

  @Test
  void theDirectoryOfAnotherModelFunctionIsRefused() {
    small("model").train(ENDLESS, 1);
    Estimator other =
        small("model")
            .withModelFunction(
                (features, labels, mode) -> ModelFunctions.small(16, features, labels, mode));
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> other.train(ENDLESS, 1))
        .withMessageContaining("is another model's or optimizer's")
        .withMessageContaining("dense/bias: it has float32 [32], the model float32 [16]");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> other.evaluate(ArrayInput.of(TEST)))
        .withMessageContaining("is of another model")
        .withMessageContaining("dense/bias=(float32 [32], float32 [16])");
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> small("model").train(ArrayInput.of(TRAIN).withBatchSize(8), 1))
        .withMessageContaining("batchSize=(16, 8)");
  }
}
