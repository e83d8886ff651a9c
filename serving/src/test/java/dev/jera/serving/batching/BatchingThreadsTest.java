package dev.jera.serving.batching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.runtime.TensorData;
import dev.jera.serving.ServingListener.Batch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;

@Timeout(120)
class BatchingThreadsTest {
  private static final int THREADS = 8;
  private static final int REQUESTS = 2000;
  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {0, 200})
  void everyRequestGetsItsOwnAnswer(int timeoutMicros) {
    Batching batching =
        Batching.of(8)
            .withAllowedSizes(List.of(1, 2, 4, 8))
            .withTimeout(Duration.ofNanos(1000L * timeoutMicros));
    try (Served served = Served.free(BatchingBundle.write(directory.resolve("1")), batching)) {
      List<CompletableFuture<Void>> callers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int thread = i;
        callers.add(
            CompletableFuture.runAsync(
                () -> call(served.batching, thread), command -> new Thread(command).start()));
      }
      callers.forEach(CompletableFuture::join);
      assertThat(served.recorder.batches.stream().mapToInt(Batch::requests).sum())
          .isEqualTo(THREADS * REQUESTS);
      assertThat(served.recorder.calls).hasSizeLessThan(THREADS * REQUESTS);
      assertThat(served.recorder.runs()).containsAnyOf(2L, 4L, 8L).isSubsetOf(1L, 2L, 4L, 8L);
      assertThat(served.recorder.lengths).endsWith(0);
    }
  }

  /** Two shapes and one to three rows, so that an answer mixed up with another's is seen. */
  private static void call(BatchingPredictor batching, int thread) {
    for (int i = 0; i < REQUESTS; i++) {
      int rows = 1 + i % 3;
      int columns = 1 + i / 3 % 2;
      float[] x = new float[rows * columns];
      float[] y = new float[rows * columns];
      for (int j = 0; j < x.length; j++) {
        x[j] = thread * 10_000 + i * 4 + j;
        y[j] = 2 * x[j] + 3;
      }
      Shape shape = Shape.of(rows, columns);
      assertThat(batching.predict("line", Map.of("x", TensorData.of(shape, x))))
          .isEqualTo(Map.of("y", TensorData.of(shape, y)));
    }
  }
}
