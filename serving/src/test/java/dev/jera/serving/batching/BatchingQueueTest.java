package dev.jera.serving.batching;

import static dev.jera.serving.batching.Served.failure;
import static dev.jera.serving.batching.Served.y;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.jera.runtime.TensorData;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

@Timeout(60)
class BatchingQueueTest {
  private static final Map<String, TensorData> ONE = Map.of("x", TensorData.of(Shape.of(1, 1), 1f));
  @TempDir private static Path directory;
  private static Path bundle;

  @BeforeAll
  static void write() {
    bundle = BatchingBundle.write(directory.resolve("1"));
  }

  @Test
  void aFullQueueRefusesAtOnceAndACancelledRequestGivesItsRoomBack() {
    try (Served served = Served.busy(bundle, Batching.of(2).withQueueBound(2))) {
      CompletableFuture<?> first = served.line(1);
      CompletableFuture<?> pair = served.ints("quotient", 1, 2);
      CompletableFuture<?> last = served.line(2, 2);
      assertThatExceptionOfType(QueueFullException.class)
          .isThrownBy(() -> served.line(3))
          .withMessage(
              "Batching of Predictor of %s: 4 examples are waiting, there is no room for 1 more (at most: 4, which is queueBound 2 x maxBatchSize 2); try again later",
              bundle);
      assertThat(pair.cancel(true)).isTrue();
      CompletableFuture<Map<String, TensorData>> next = served.ints("quotient", 3, 4);
      assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> served.line(4));
      served.release();
      assertThat(y(next).ints()).containsExactly(4, 3);
      CompletableFuture.allOf(first, last).join();
      assertThat(served.recorder.runs()).as("the cancelled one is not run").hasSize(4);
      assertThat(served.recorder.lengths)
          .startsWith(1, 0, 1, 2, 3, 2, 3)
          .endsWith(0)
          .doesNotContain(4);
    }
  }

  @Test
  void aRequestOfMoreThanTheQueueWaitsAlone() {
    try (Served served = Served.busy(bundle, Batching.of(1).withQueueBound(2))) {
      CompletableFuture<Map<String, TensorData>> large = served.ints("quotient", 1, 2, 3);
      assertThatExceptionOfType(QueueFullException.class)
          .isThrownBy(() -> served.ints("quotient", 1));
      served.release();
      assertThat(y(large).ints()).containsExactly(12, 6, 4);
      CompletableFuture<Map<String, TensorData>> next = served.ints("quotient", 4);
      assertThat(y(next).ints()).containsExactly(3);
    }
  }

  @Test
  void whatIsCancelledAfterItWasTakenDoesNotHurtItsNeighbours() {
    try (Served served = new Served(bundle, Batching.of(2).withTimeout(Duration.ofHours(1)), 1)) {
      CompletableFuture<?> cancelled = served.line(1);
      CompletableFuture<Map<String, TensorData>> neighbour = served.line(2);
      served.recorder.awaitHeld();
      assertThat(cancelled.cancel(false)).isTrue();
      served.release();
      assertThat(y(neighbour).floats()).containsExactly(7f);
      assertThat(cancelled).isCancelled();
    }
  }

  @Test
  void aRequestPastItsDeadlineFailsInTimeAndIsNotRun() {
    PredictionRequest request = PredictionRequest.of("line", ONE);
    try (Served served = Served.busy(bundle, Batching.of(8))) {
      CompletableFuture<?> late =
          served.batching.submit(request.withDeadline(Duration.ofMillis(20)));
      CompletableFuture<?> never = served.batching.submit(request.withDeadline(Duration.ZERO));
      CompletableFuture<Map<String, TensorData>> neighbour =
          served.batching.submit(request.withDeadline(Duration.ofHours(1)));
      assertThat(failure(late))
          .as("while the only thread is busy")
          .isInstanceOf(DeadlineException.class)
          .hasMessage("Signature 'line': no answer within PT0.02S, the request's deadline");
      assertThat(failure(never)).isInstanceOf(DeadlineException.class);
      served.release();
      assertThat(y(neighbour).floats()).containsExactly(5f);
      assertThat(served.recorder.requests()).containsExactly(1, 1);
      assertThatExceptionOfType(DeadlineException.class)
          .isThrownBy(() -> served.batching.predict(request.withDeadline(Duration.ZERO)));
    }
  }

  @Test
  void aDeadlineThatPassesDuringTheRunFailsInTimeToo() {
    PredictionRequest request = PredictionRequest.of("line", ONE);
    Batching batching = Batching.of(2).withTimeout(Duration.ofHours(1));
    try (Served served = new Served(bundle, batching, 1)) {
      CompletableFuture<Map<String, TensorData>> neighbour = served.batching.submit(request);
      CompletableFuture<?> late =
          served.batching.submit(request.withDeadline(Duration.ofSeconds(1)));
      served.recorder.awaitHeld();
      assertThat(failure(late)).isInstanceOf(DeadlineException.class);
      assertThat(neighbour).isNotDone();
      served.release();
      assertThat(y(neighbour).floats()).containsExactly(5f);
    }
  }

  @Test
  void anInterruptedCallerCancelsItsRequest() throws InterruptedException {
    try (Served served = Served.busy(bundle, Batching.of(8))) {
      AtomicBoolean stillInterrupted = new AtomicBoolean();
      Thread caller =
          new Thread(
              () -> {
                assertThatExceptionOfType(CancellationException.class)
                    .isThrownBy(() -> served.batching.predict("line", ONE))
                    .withMessage("Signature 'line': interrupted while waiting for the answer");
                stillInterrupted.set(Thread.currentThread().isInterrupted());
              });
      caller.start();
      caller.interrupt();
      caller.join();
      assertThat(stillInterrupted).isTrue();
      assertThat(served.recorder.lengths).as("blocker, then it").containsExactly(1, 0, 1, 0);
    }
  }

  @Test
  void closeAnswersWhatWaitsAndRefusesTheRest() {
    Batching batching = Batching.of(8).withTimeout(Duration.ofHours(1)).withThreads(3);
    try (Served served = Served.free(bundle, batching)) {
      List<CompletableFuture<Map<String, TensorData>>> answers =
          List.of(served.line(1), served.line(2), served.line(3, 3));
      assertThat(threads()).hasSize(3).allMatch(Thread::isDaemon);
      served.batching.close();
      served.batching.close();
      assertThat(answers)
          .allMatch(CompletableFuture::isDone)
          .extracting(future -> y(future).floats()[0])
          .containsExactly(5f, 7f, 9f);
      assertThat(threads()).isEmpty();
      assertThatIllegalStateException()
          .isThrownBy(() -> served.line(4))
          .withMessage("Batching of Predictor of %s is closed", bundle);
      assertThat(served.predictor.predict("line", ONE).get("y").floats())
          .as("the predictor is its loader's to close")
          .containsExactly(5f);
    }
  }

  @Test
  void asManyBatchesRunAtOnceAsThereAreThreads() {
    try (Served served = new Served(bundle, Batching.of(8).withThreads(2), 2)) {
      CompletableFuture<?> first = served.line(1);
      CompletableFuture<?> second = served.line(1, 2);
      served.recorder.awaitHeld();
      assertThat(served.recorder.requests()).containsExactly(1, 1);
      served.release();
      CompletableFuture.allOf(first, second).join();
    }
  }

  @Test
  void threadsThatWaitForTheTimeoutUseNoTime() {
    Batching batching = Batching.of(8).withTimeout(Duration.ofMillis(400)).withThreads(2);
    try (Served served = Served.free(bundle, batching)) {
      assertThat(y(served.line(1)).floats()).as("warm").containsExactly(5f);
      long before = cpuNanos();
      assertThat(y(served.line(2)).floats()).containsExactly(7f);
      assertThat(Duration.ofNanos(cpuNanos() - before)).isLessThan(Duration.ofMillis(100));
    }
  }

  private static long cpuNanos() {
    return threads().stream()
        .mapToLong(thread -> ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.getId()))
        .sum();
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("jera-batching-\\d+"))
        .toList();
  }
}
