package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Large batches, cut, of many callers at once. */
@Timeout(60)
class PlannedThreadsTest {
  private static final int THREADS = 8;

  @TempDir private Path directory;

  @Test
  void everyThreadGetsItsOwnRows() {
    try (Predictor predictor = load()) {
      join(
          inThreads(
              thread -> {
                for (int i = 0; i < 50; i++) {
                  assertAnswer(predictor, thread, 40 + 37 * i);
                }
              }));
    }
  }

  @RepeatedTest(5)
  void closeUnderLoadLetsCallsFinishAndRefusesLaterOnes() throws InterruptedException {
    Predictor predictor = load();
    CountDownLatch load = new CountDownLatch(THREADS * 5);
    List<CompletableFuture<Void>> callers =
        inThreads(
            thread ->
                assertThatIllegalStateException()
                    .isThrownBy(
                        () -> {
                          while (true) {
                            assertAnswer(predictor, thread, 2_000);
                            load.countDown();
                          }
                        })
                    .withMessage("Predictor of %s is closed", predictor.path()));
    load.await();
    predictor.close();
    join(callers);
  }

  private Predictor load() {
    return Predictor.load(
        Bundles.affine(directory.resolve("1")),
        PredictorOptions.defaults().withPlanning(Planning.ALWAYS));
  }

  private static void assertAnswer(Predictor predictor, int thread, int rows) {
    float[] x = new float[3 * rows];
    float[] y = new float[2 * rows];
    for (int i = 0; i < rows; i++) {
      x[3 * i] = thread;
      x[3 * i + 1] = i;
      y[2 * i] = thread + 3f * i + 0.5f;
      y[2 * i + 1] = 2f * thread + 4f * i - 0.5f;
    }
    assertThat(predictor.predict(x)).isEqualTo(y);
  }

  private static List<CompletableFuture<Void>> inThreads(IntConsumer caller) {
    return IntStream.range(0, THREADS)
        .mapToObj(
            thread ->
                CompletableFuture.runAsync(
                    () -> caller.accept(thread), command -> new Thread(command).start()))
        .toList();
  }

  private static void join(List<CompletableFuture<Void>> callers) {
    callers.forEach(CompletableFuture::join);
  }
}
