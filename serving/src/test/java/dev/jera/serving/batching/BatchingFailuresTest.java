package dev.jera.serving.batching;

import static dev.jera.serving.batching.Served.failure;
import static dev.jera.serving.batching.Served.y;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.jera.runtime.TensorData;
import dev.jera.serving.PredictionException;
import dev.jera.serving.Predictor;
import dev.jera.serving.PredictorOptions;
import dev.jera.serving.ServingListener;
import java.lang.Thread.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

@Timeout(60)
class BatchingFailuresTest {
  @TempDir private static Path directory;
  private static Path bundle;

  @BeforeAll
  static void write() {
    bundle = BatchingBundle.write(directory.resolve("1"));
  }

  @Test
  void onlyTheGuiltyOfABatchFail() {
    try (Served served = Served.busy(bundle, Batching.of(8))) {
      List<CompletableFuture<Map<String, TensorData>>> answers =
          List.of(
              served.ints("quotient", 1),
              served.ints("quotient", 2, 0),
              served.ints("quotient", 3, 4),
              served.ints("quotient", 0));
      served.release();
      assertThat(y(answers.get(0)).ints()).containsExactly(12);
      assertThat(failure(answers.get(1)))
          .isInstanceOf(PredictionException.class)
          .hasMessageContaining("signature 'quotient' of " + bundle)
          .hasMessageContaining("division by zero");
      assertThat(y(answers.get(2)).ints()).containsExactly(4, 3);
      assertThat(failure(answers.get(3))).isInstanceOf(PredictionException.class);
      assertThat(served.recorder.requests()).containsExactly(1, 4);
      assertThat(served.recorder.runs()).containsExactly(1L, 6L, 1L, 2L, 2L, 1L);
    }
  }

  @Test
  void aRequestThatFailsAloneIsRunOnceAndPredictThrowsItsFailure() {
    try (Served served = Served.free(bundle, Batching.of(8))) {
      assertThatExceptionOfType(PredictionException.class)
          .isThrownBy(
              () -> served.batching.predict("quotient", Map.of("x", TensorData.of(Shape.of(1), 0))))
          .withMessageContaining("division by zero");
      assertThat(served.recorder.calls).hasSize(1);
    }
  }

  @Test
  void theInnocentAreRunAloneInAnAllowedSize() {
    Batching batching = Batching.of(8).withAllowedSizes(List.of(4, 8));
    try (Served served = Served.busy(bundle, batching)) {
      List<CompletableFuture<Map<String, TensorData>>> answers =
          List.of(served.ints("fours", 1), served.ints("fours", 0), served.ints("fours", 2, 3));
      served.release();
      assertThat(y(answers.get(0)).ints()).containsExactly(12);
      assertThat(failure(answers.get(1))).hasMessageContaining("division by zero");
      assertThat(y(answers.get(2)).ints()).containsExactly(6, 4);
      assertThat(served.recorder.runs()).containsExactly(4L, 4L, 4L, 4L, 4L);
    }
  }

  @Test
  void aPartThatFailsFailsItsLargeRequestOnly() {
    try (Served served = Served.busy(bundle, Batching.of(2))) {
      CompletableFuture<Map<String, TensorData>> large = served.ints("quotient", 1, 2, 3, 0, 4);
      CompletableFuture<Map<String, TensorData>> next = served.ints("quotient", 4);
      served.release();
      assertThat(failure(large)).hasMessageContaining("division by zero");
      assertThat(y(next).ints()).containsExactly(3);
      assertThat(served.recorder.runs()).containsExactly(1L, 2L, 2L, 1L);
    }
  }

  @Test
  void anOutputThatDoesNotFollowTheBatchIsFoundOutOnce() {
    try (Served served = Served.busy(bundle, Batching.of(8))) {
      List<CompletableFuture<Map<String, TensorData>>> answers =
          List.of(served.floats("uneven", 1, 2), served.floats("uneven", 5));
      served.release();
      assertThat(answers)
          .extracting(future -> y(future).floats())
          .containsExactly(new float[] {3}, new float[] {5});
      assertThat(served.recorder.runs()).as("together, then each").containsExactly(1L, 3L, 2L, 1L);
    }
  }

  @Test
  void itIsRememberedForRequestsOfAnySize() {
    Batching batching = Batching.of(4).withAllowedSizes(List.of(4)).withThreads(1);
    try (Served served = Served.free(bundle, batching)) {
      assertThat(y(served.floats("uneven", 1, 2)).floats()).containsExactly(3);
      assertThat(served.recorder.runs()).as("padded, then as it is").containsExactly(4L, 2L);
      assertThat(y(served.floats("uneven", 1, 2, 3)).floats()).containsExactly(6);
      assertThat(y(served.floats("uneven", 1, 2, 3, 4, 5)).floats()).containsExactly(15);
      assertThat(served.recorder.runs()).containsExactly(4L, 2L, 3L, 5L);
    }
  }

  @Test
  void aListenerThatFailsNeitherFailsRequestsNorStopsTheThreads() {
    AtomicInteger batches = new AtomicInteger();
    ServingListener broken =
        new ServingListener() {
          @Override
          public void onBatch(Batch batch) {
            if (batches.incrementAndGet() == 1) {
              throw new IllegalStateException("broken batch");
            }
          }

          @Override
          public void onQueue(Path path, int requests) {
            throw new IllegalStateException("broken queue");
          }
        };
    Map<String, TensorData> x = Map.of("x", TensorData.of(Shape.of(1, 1), 1f));
    try (Predictor predictor =
            Predictor.load(bundle, PredictorOptions.defaults().withListener(broken));
        BatchingPredictor batching =
            new BatchingPredictor(predictor, Batching.of(8).withThreads(1))) {
      assertThat(y(batching.submit("line", x)).floats()).containsExactly(5f);
      assertThat(y(batching.submit("line", x)).floats()).containsExactly(5f);
    }
  }

  @Test
  void aPredictorThatIsClosedFirstFailsWhatWaits() {
    try (Served served = Served.busy(bundle, Batching.of(8))) {
      CompletableFuture<?> first = served.line(1);
      CompletableFuture<?> second = served.line(2);
      served.predictor.close();
      served.release();
      for (CompletableFuture<?> future : List.of(first, second)) {
        assertThat(failure(future))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("Predictor of %s is closed", bundle);
      }
    }
  }

  @Test
  void aPredictorThatIsClosedTakesNoRequestOfWhatWasNeverAsked() {
    try (Served served = Served.free(bundle, Batching.of(8))) {
      served.predictor.close();
      assertThatIllegalStateException()
          .isThrownBy(() -> served.ints("quotient", 1))
          .withMessage("Predictor of %s is closed", bundle);
      assertThat(served.recorder.lengths).isEmpty();
    }
  }

  @Test
  void aStageThatFailsOrInterruptsDoesNotStopTheThread() {
    try (Served served = Served.busy(bundle, Batching.of(8))) {
      CompletableFuture<?> interrupted =
          served.line(1).thenRun(() -> Thread.currentThread().interrupt());
      CompletableFuture<?> failed =
          served
              .line(2, 2)
              .thenRun(
                  () -> {
                    throw new IllegalStateException("stage");
                  });
      served.release();
      assertThat(failure(failed)).hasMessage("stage");
      assertThat(interrupted).isCompleted();
      assertThat(y(served.line(3)).floats()).containsExactly(9f);
    }
  }

  @Test
  void whereAThreadCannotStartThoseBeforeItEnd() {
    try (Served served = Served.free(bundle, Batching.of(8))) {
      BatchQueue queue = new BatchQueue(served.predictor, Batching.of(8));
      BatchRunner runner = new BatchRunner(served.predictor, Batching.of(8), new Groups());
      List<Thread> made = new ArrayList<>();
      ThreadFactory two =
          task -> {
            if (made.size() == 2) {
              throw new OutOfMemoryError("unable to create native thread");
            }
            made.add(new Thread(task));
            return made.get(made.size() - 1);
          };
      assertThatExceptionOfType(OutOfMemoryError.class)
          .isThrownBy(() -> BatchThreads.start(two, 3, queue, runner))
          .withMessage("unable to create native thread");
      assertThat(made).hasSize(2).allMatch(thread -> thread.getState() == State.TERMINATED);
    }
  }
}
