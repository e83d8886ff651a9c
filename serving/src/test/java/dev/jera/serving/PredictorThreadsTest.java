package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PredictorThreadsTest {
  private static final int THREADS = 8;
  @TempDir private static Path directory;

  @Test
  void everyThreadGetsItsOwnAnswer() {
    try (Predictor predictor = Predictor.load(affine())) {
      inThreads(
              thread -> {
                for (int i = 0; i < 500; i++) {
                  assertAnswer(predictor, thread, i);
                }
              })
          .forEach(CompletableFuture::join);
    }
  }

  @RepeatedTest(10)
  void closeUnderLoadLetsCallsFinishAndRefusesLaterOnes() throws InterruptedException {
    Predictor predictor = Predictor.load(affine());
    CountDownLatch load = new CountDownLatch(THREADS * 20);
    List<CompletableFuture<Void>> callers =
        inThreads(
            thread ->
                assertThatIllegalStateException()
                    .isThrownBy(
                        () -> {
                          for (int i = 0; true; i++) {
                            assertAnswer(predictor, thread, i);
                            load.countDown();
                          }
                        })
                    .withMessage("Predictor of %s is closed", predictor.path()));
    load.await();
    predictor.close();
    callers.forEach(CompletableFuture::join);
  }

  @Test
  void aClosedPredictorStillSaysWhatItWas() {
    Predictor predictor = Predictor.load(affine());
    predictor.close();
    predictor.close();
    assertThat(predictor.signatures()).containsKey("classify");
    assertThat(predictor.labels()).containsExactly("a", "b");
    assertThatIllegalStateException()
        .isThrownBy(() -> predictor.predict(new float[3]))
        .withMessage("Predictor of %s is closed", predictor.path());
  }

  private static synchronized Path affine() {
    Path bundle = directory.resolve("1");
    return bundle.toFile().exists() ? bundle : Bundles.affine(bundle);
  }

  /** One row a thread and call, so that an answer mixed up with another's is seen. */
  private static void assertAnswer(Predictor predictor, int thread, int i) {
    assertThat(predictor.predict(new float[] {thread, i, 0}))
        .containsExactly(thread + 3f * i + 0.5f, 2f * thread + 4f * i - 0.5f);
  }

  private interface Caller {
    void call(int thread);
  }

  private static List<CompletableFuture<Void>> inThreads(Caller caller) {
    List<CompletableFuture<Void>> futures = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      futures.add(
          CompletableFuture.runAsync(
              () -> caller.call(thread), command -> new Thread(command).start()));
    }
    return futures;
  }
}
