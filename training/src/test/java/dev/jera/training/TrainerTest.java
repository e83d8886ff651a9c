package dev.jera.training;

import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.SOFTMAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.Dataset;
import dev.jera.datasets.Mnist;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.runtime.CheckpointException;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.SessionOptions;
import dev.jera.training.callback.Callback;
import dev.jera.training.callback.CallbackException;
import dev.jera.training.callback.TrainingRun;
import dev.jera.training.loss.CategoricalCrossentropy;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.Adam;
import dev.jera.training.optimizer.SGD;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

class TrainerTest {
  private static final ArrayDataset DIGITS = Mnist.train().take(500);

  @TempDir private Path directory;

  private static Model cnn() {
    return Sequential.of(
        Input.of(28, 28, 1).withDtype(Dtype.UINT8),
        Rescaling.of(1 / 255.0),
        Conv2D.of(8, 3).withActivation(RELU),
        MaxPooling2D.of(2),
        Flatten.of(),
        Dropout.of(0.3),
        Dense.of(10).withActivation(SOFTMAX));
  }

  private static Trainer digits(long seed) {
    return Trainer.compile(
        cnn(),
        Compilation.of(Adam.of(), SparseCategoricalCrossentropy.of(), Accuracy.of())
            .withSeed(seed));
  }

  /** One weight w, which begins at 0; prediction w * x. */
  private static Trainer line(double learningRate) {
    Model model =
        Sequential.of(
            Input.of(1),
            Dense.of(1)
                .withUseBias(false)
                .withKernelInitializer(dev.jera.model.initializer.Initializer.zeros()));
    return Trainer.compile(model, SGD.of(learningRate), MeanSquaredError.of());
  }

  private static ArrayDataset points(float[] x, float[] y) {
    return Dataset.of(
        NdArrays.vectorOf(x).withShape(Shape.of(x.length, 1)),
        NdArrays.vectorOf(y).withShape(Shape.of(y.length, 1)));
  }

  @Test
  void itLearnsAndSaysWhatItMeasured() {
    try (Trainer trainer = digits(1)) {
      History history = trainer.fit(DIGITS, Fit.epochs(8).withValidation(Mnist.test().take(300)));
      assertThat(history.rows()).hasSize(8);
      assertThat(history.rows().get(0))
          .containsOnlyKeys("loss", "accuracy", "val_loss", "val_accuracy");
      assertThat(history.get("loss").get(0)).isGreaterThan(history.last("loss"));
      assertThat(history.last("val_accuracy")).isGreaterThan(0.75);
      assertThat(trainer.steps()).isEqualTo(8 * 16);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> history.get("mae"))
          .withMessageContaining("No 'mae'");
    }
  }

  /** Batches of 2 and 1: the mean over examples is (1 + 4 + 9) / 3, over batch means 5.75. */
  @Test
  void aShortLastBatchWeighsWhatItHolds() {
    ArrayDataset data = points(new float[] {0, 0, 0}, new float[] {1, 2, 3});
    try (Trainer trainer = line(0.1)) {
      History history =
          trainer.fit(data, Fit.epochs(1).withBatchSize(2).withOrder(Fit.Order.GIVEN));
      assertThat(history.last("loss")).isCloseTo(14 / 3.0, within(1e-6));
      assertThat(trainer.evaluate(data, 2).get("loss")).isCloseTo(14 / 3.0, within(1e-6));
    }
  }

  /** d/dw mean((w x - y)^2) = mean(-2 x y) = -5 at w = 0, so w = 0.5 after one step of 0.1. */
  @Test
  void aStepGoesDownTheMeanGradientOfItsBatch() {
    ArrayDataset data = points(new float[] {1, 2}, new float[] {1, 2});
    try (Trainer trainer = line(0.1)) {
      trainer.fit(data, Fit.epochs(1));
      assertThat(trainer.weights().get("dense/kernel"))
          .isEqualTo(StdArrays.ndCopyOf(new float[][] {{0.5f}}));
      assertThat(trainer.predict(StdArrays.ndCopyOf(new float[][] {{3}})).getFloat(0, 0))
          .isEqualTo(1.5f);
    }
  }

  @Test
  void accuracyIsTheShareOfExamplesThatPredictGetsRight() {
    ArrayDataset test = Mnist.test().take(301);
    try (Trainer trainer = digits(1)) {
      trainer.fit(DIGITS, Fit.epochs(1));
      FloatNdArray probabilities = trainer.predict(test.features());
      assertThat(probabilities.shape()).isEqualTo(Shape.of(301, 10));
      int right = 0;
      double loss = 0;
      for (int i = 0; i < 301; i++) {
        int best = 0;
        for (int c = 1; c < 10; c++) {
          best = probabilities.getFloat(i, c) > probabilities.getFloat(i, best) ? c : best;
        }
        right += best == test.label(i) ? 1 : 0;
        loss -= Math.log(probabilities.getFloat(i, test.label(i)));
      }
      Map<String, Double> measured = trainer.evaluate(test, 7);
      assertThat(measured.get("accuracy")).isEqualTo(right / 301.0);
      assertThat(measured.get("loss")).isCloseTo(loss / 301, within(1e-5));
    }
  }

  @Test
  void oneHotLabelsTrainAsClassNumbersDo() {
    try (Trainer sparse = digits(3);
        Trainer dense =
            Trainer.compile(
                cnn(),
                Compilation.of(Adam.of(), CategoricalCrossentropy.of(), Accuracy.of())
                    .withSeed(3))) {
      double expected = sparse.fit(DIGITS, Fit.epochs(2)).last("loss");
      History history = dense.fit(DIGITS.oneHot(10), Fit.epochs(2));
      assertThat(history.last("loss")).isCloseTo(expected, within(1e-3));
    }
  }

  @Test
  void theSameSeedGivesTheSameWeightsToTheBit() {
    assertThat(weightsOfSeed(5)).isEqualTo(weightsOfSeed(5));
    assertThat(weightsOfSeed(5)).isNotEqualTo(weightsOfSeed(6));
  }

  private static Map<String, ?> weightsOfSeed(long seed) {
    try (Trainer trainer = digits(seed)) {
      trainer.fit(DIGITS, Fit.epochs(2));
      return trainer.weights().values();
    }
  }

  @Test
  void theNumberOfOpsAtOnceChangesNothing() {
    Compilation compilation =
        Compilation.of(Adam.of(), SparseCategoricalCrossentropy.of()).withSeed(5);
    List<Object> weights = new ArrayList<>();
    for (int threads : new int[] {1, 2}) {
      try (Trainer trainer =
          Trainer.compile(
              cnn(),
              compilation.withSession(SessionOptions.defaults().withInterOpThreads(threads)))) {
        trainer.fit(DIGITS, Fit.epochs(1));
        weights.add(trainer.weights().values());
      }
    }
    assertThat(weights.get(0)).isEqualTo(weights.get(1));
  }

  @Test
  void aRunResumedFromACheckpointEqualsTheOneThatWasNeverStopped() {
    Path prefix = directory.resolve("checkpoint");
    Map<String, ?> uninterrupted;
    try (Trainer trainer = digits(1)) {
      trainer.fit(DIGITS, Fit.epochs(1));
      trainer.save(prefix);
      trainer.fit(DIGITS, Fit.epochs(2));
      uninterrupted = trainer.weights().values();
    }
    try (Trainer trainer = digits(1)) {
      trainer.restore(prefix);
      assertThat(trainer.steps()).isEqualTo(16);
      trainer.fit(DIGITS, Fit.epochs(2));
      assertThat(trainer.weights().values()).isEqualTo(uninterrupted);
    }
  }

  @Test
  void aSplitTakesTheLastExamplesForValidation() {
    ArrayDataset data = points(new float[] {0, 0, 0, 0}, new float[] {1, 1, 1, 5});
    try (Trainer trainer = line(0.1)) {
      History history = trainer.fit(data, Fit.epochs(1).withValidationSplit(0.25));
      assertThat(history.last("loss")).isEqualTo(1);
      assertThat(history.last("val_loss")).isEqualTo(25);
    }
  }

  @Test
  void aLossThatIsNotFiniteStopsTheRunAndKeepsTheLastCheckpoint() {
    float[] x = {1, 1, 1, Float.NaN};
    float[] y = new float[4];
    Path prefix = directory.resolve("last");
    try (Trainer trainer = line(0.1)) {
      trainer.fit(points(x, y).take(3), Fit.epochs(1));
      trainer.save(prefix);
      assertThatExceptionOfType(NonFiniteLossException.class)
          .isThrownBy(
              () ->
                  trainer.fit(
                      points(x, y), Fit.epochs(3).withBatchSize(1).withOrder(Fit.Order.GIVEN)))
          .withMessageContaining("NaN at step 5 (epoch 1, batch 4)");
      trainer.restore(prefix);
      assertThat(trainer.steps()).isEqualTo(1);
      assertThat(trainer.weights().get("dense/kernel"))
          .isEqualTo(StdArrays.ndCopyOf(new float[][] {{0}}));
    }
  }

  /** The loss of 2^100 is finite; the weight after it is not. */
  @Test
  void weightsThatAreNotFiniteStopTheRunBeforeACheckpointIsWritten() {
    Path checkpoints = directory.resolve("last");
    try (Trainer trainer = line(0.1)) {
      assertThatExceptionOfType(NonFiniteLossException.class)
          .isThrownBy(
              () ->
                  trainer.fit(
                      points(new float[] {0x1p100f}, new float[] {0x1p50f}),
                      Fit.epochs(1).withCheckpoints(Checkpoints.in(checkpoints))))
          .withMessageContaining("A weight is NaN or infinite at step 1");
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> trainer.restore(checkpoints))
          .withMessageContaining("none that is whole");
    }
  }

  @Test
  void aBatchMayBeLargerThanTheData() {
    ArrayDataset data = points(new float[] {0, 0, 0}, new float[] {1, 2, 3});
    try (Trainer trainer = line(0.1)) {
      History history = trainer.fit(data, Fit.epochs(2).withBatchSize(Integer.MAX_VALUE));
      assertThat(trainer.steps()).isEqualTo(2);
      assertThat(history.last("loss"))
          .isEqualTo(trainer.evaluate(data, Integer.MAX_VALUE).get("loss"));
      assertThat(trainer.predict(data.features(), Integer.MAX_VALUE).shape())
          .isEqualTo(Shape.of(3, 1));
    }
  }

  @Test
  void aCallbackMayEvaluateButNotFit() {
    ArrayDataset data = points(new float[] {0, 0}, new float[] {1, 3});
    ArrayDataset other = points(new float[] {0}, new float[] {100});
    try (Trainer trainer = line(0.1)) {
      Callback evaluates =
          new Callback() {
            @Override
            public void onBatchEnd(TrainingRun run) {
              assertThat(trainer.evaluate(other).get("loss")).isEqualTo(10_000);
            }
          };
      History history = trainer.fit(data, Fit.epochs(1).withBatchSize(1).withCallbacks(evaluates));
      assertThat(history.last("loss")).as("(1 + 9) / 2").isEqualTo(5);
      Callback fits =
          new Callback() {
            @Override
            public void onBatchEnd(TrainingRun run) {
              trainer.fit(data, Fit.epochs(1));
            }
          };
      assertThatExceptionOfType(CallbackException.class)
          .isThrownBy(() -> trainer.fit(data, Fit.epochs(1).withCallbacks(fits)))
          .withMessageContaining("in the middle of fit");
    }
  }

  @Test
  void metricsOfOneNameAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Compilation.of(SGD.of(0.1), MeanSquaredError.of(), Accuracy.of(), Accuracy.of()))
        .withMessageContaining("names that differ");
  }

  @Test
  void dataThatDoesNotFitTheModelIsRefusedBeforeTraining() {
    try (Trainer trainer = digits(1)) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  trainer.fit(
                      Dataset.of(
                          NdArrays.ofBytes(Shape.of(2, 28, 28)), NdArrays.ofBytes(Shape.of(2))),
                      Fit.epochs(1)))
          .withMessage(
              "data: features [2, 28, 28] (expected: [?, 28, 28, 1], the input of model 'sequential')");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  trainer.fit(
                      Dataset.of(
                          NdArrays.ofFloats(Shape.of(2, 28, 28, 1)), NdArrays.ofBytes(Shape.of(2))),
                      Fit.epochs(1)))
          .withMessage("data: features: float32 (expected: uint8)");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  trainer.fit(
                      DIGITS,
                      Fit.epochs(1)
                          .withValidation(
                              Dataset.of(
                                  NdArrays.ofFloats(Shape.of(2, 28, 28, 1)),
                                  NdArrays.ofBytes(Shape.of(2))))))
          .withMessage("validation data: features: float32 (expected: uint8)");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.fit(DIGITS.oneHot(10), Fit.epochs(1)))
          .withMessageContaining("labels [10] each");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.fit(DIGITS.take(0), Fit.epochs(1)))
          .withMessageContaining("no examples");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.predict(NdArrays.ofBytes(Shape.of(1, 28, 27, 1))))
          .withMessageContaining("[1, 28, 27, 1]");
      assertThat(trainer.steps()).isZero();
    }
  }

  @Test
  void unsignedBytesAreFedToAFloatInputAsTheyCount() {
    try (Trainer trainer =
        Trainer.compile(
            Sequential.of(Input.of(2), Dense.of(1)), SGD.of(0.1), MeanSquaredError.of())) {
      FloatNdArray bytes = trainer.predict(StdArrays.ndCopyOf(new byte[][] {{(byte) 200, 3}}));
      assertThat(bytes).isEqualTo(trainer.predict(StdArrays.ndCopyOf(new float[][] {{200, 3}})));
    }
  }

  @Test
  void aClosedTrainerSaysSo() {
    Trainer trainer = digits(1);
    trainer.close();
    trainer.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> trainer.evaluate(DIGITS))
        .withMessage("Trainer of model 'sequential' is closed (expected: calls before close)");
  }

  @Test
  void aSecondThreadIsTurnedAway() {
    CountDownLatch training = new CountDownLatch(1);
    CountDownLatch refused = new CountDownLatch(1);
    Callback waits =
        new Callback() {
          @Override
          public void onBatchEnd(TrainingRun run) {
            training.countDown();
            try {
              refused.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    try (Trainer trainer = digits(1)) {
      CompletableFuture<History> fit =
          CompletableFuture.supplyAsync(
              () -> trainer.fit(DIGITS.take(32), Fit.epochs(1).withCallbacks(waits)));
      training.await();
      assertThatIllegalStateException()
          .isThrownBy(() -> trainer.predict(DIGITS.features()))
          .withMessageContaining("in use by another thread");
      assertThatIllegalStateException().isThrownBy(trainer::close);
      refused.countDown();
      assertThat(fit.join().rows()).hasSize(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatACallbackThrowsReachesTheCaller() {
    List<String> seen = new ArrayList<>();
    Callback throwsOnce =
        new Callback() {
          @Override
          public void onBatchEnd(TrainingRun run) {
            throw new IllegalStateException("stop at " + run.batch());
          }

          @Override
          public void onTrainEnd(TrainingRun run) {
            seen.add("end");
          }
        };
    try (Trainer trainer = digits(1)) {
      assertThatExceptionOfType(CallbackException.class)
          .isThrownBy(() -> trainer.fit(DIGITS, Fit.epochs(1).withCallbacks(throwsOnce)))
          .withMessageContaining("threw in onBatchEnd: java.lang.IllegalStateException: stop at 1")
          .withMessageContaining("Nothing was saved");
      assertThat(seen).containsExactly("end");
      assertThat(trainer.evaluate(DIGITS)).containsKey("accuracy");
    }
  }

  @Test
  void anotherModelsCheckpointIsRefused() {
    Path prefix = directory.resolve("line");
    try (Trainer line = line(0.1);
        Trainer digits = digits(1)) {
      line.save(prefix);
      assertThatExceptionOfType(CheckpointException.class)
          .isThrownBy(() -> digits.restore(prefix))
          .withMessageContaining("conv2d");
    }
  }

  @Test
  void rangesOfFitAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fit.epochs(0))
        .withMessage("epochs: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fit.epochs(1).withBatchSize(0))
        .withMessage("batchSize: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Fit.epochs(1).withValidation(DIGITS).withValidationSplit(0.1))
        .withMessageContaining("one of them");
  }
}
