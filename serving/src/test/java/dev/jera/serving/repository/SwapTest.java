package dev.jera.serving.repository;

import static dev.jera.serving.repository.VersionStatus.State.AVAILABLE;
import static dev.jera.serving.repository.VersionStatus.State.END;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.serving.Planning;
import dev.jera.serving.PredictorOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Version n answers n times what it is asked; the versions are 2 and 3. */
@Timeout(300)
class SwapTest {
  private static final int THREADS = 8;
  private static final int SWAPS = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path base;
  private final Watch watch = new Watch();
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final AtomicBoolean enough = new AtomicBoolean();
  private final AtomicLongArray answers = new AtomicLongArray(4);
  private final RepositoryOptions byHand =
      RepositoryOptions.defaults().withPollInterval(Duration.ZERO).withListener(watch);
  private ModelConfig model;

  @BeforeEach
  void writeBoth() {
    Multiples.write(base.resolve("2"), 2);
    Multiples.write(base.resolve("3"), 3);
    // What would be timed under this load tells nothing, and takes its time.
    model =
        ModelConfig.of("m", base)
            .withOptions(
                PredictorOptions.defaults().withPlanning(Planning.NONE).withListener(watch));
  }

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @Test
  void aHundredSwapsUnderLoadFailNoCallAndMixNoAnswer() throws Exception {
    try (ModelRepository repository = ModelRepository.open(List.of(only(2)), byHand)) {
      repository.awaitAvailable("m", PATIENCE);
      watch.until("m", 2, AVAILABLE);
      List<CompletableFuture<Void>> callers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        callers.add(CompletableFuture.runAsync(() -> callUntilEnough(repository), threads));
      }
      long before = 2;
      for (int swap = 0; swap < SWAPS; swap++) {
        long next = 5 - before;
        repository.setModels(List.of(only(next)));
        assertThat(watch.until("m", before, END))
            .containsExactly(
                "m/%s START".formatted(next),
                "m/%s LOADING".formatted(next),
                "m/%s AVAILABLE".formatted(next),
                "m/%s UNLOADING".formatted(before),
                "m/%s END".formatted(before));
        before = next;
      }
      enough.set(true);
      for (CompletableFuture<Void> caller : callers) {
        caller.get(60, SECONDS);
      }
      assertThat(answers.get(2)).as("calls of version 2").isGreaterThan(SWAPS);
      assertThat(answers.get(3)).as("calls of version 3").isGreaterThan(SWAPS);
      assertThat(watch.loads).hasValue(SWAPS + 1);
      assertThat(watch.open).as("predictors that hold memory").hasValue(1);
    }
    assertThat(watch.open).hasValue(0);
  }

  @Test
  void closingUnderLoadFinishesTheCallsUnderWayAndRefusesTheRest() throws Exception {
    ModelRepository repository = ModelRepository.open(List.of(only(3)), byHand);
    repository.awaitAvailable("m", PATIENCE);
    CountDownLatch called = new CountDownLatch(THREADS);
    List<CompletableFuture<Void>> callers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      callers.add(CompletableFuture.runAsync(() -> callUntilClosed(repository, called), threads));
    }
    assertThat(called.await(60, SECONDS)).isTrue();
    repository.close();
    assertThat(watch.open).hasValue(0);
    for (CompletableFuture<Void> caller : callers) {
      caller.get(60, SECONDS);
    }
  }

  @Test
  void closingWaitsForALeaseAndRefusesNewOnesMeanwhile() throws Exception {
    ModelRepository repository = ModelRepository.open(List.of(only(3)), byHand);
    repository.awaitAvailable("m", PATIENCE);
    CompletableFuture<Void> close;
    try (Lease lease = repository.lease(ModelRef.latest("m"))) {
      close = CompletableFuture.runAsync(repository::close, threads);
      watch.until("m", 3, VersionStatus.State.UNLOADING);
      assertThat(lease.predictor().predict(new float[] {2})).containsExactly(6);
      assertThat(close).isNotDone();
    }
    close.get(60, SECONDS);
    assertThat(watch.open).hasValue(0);
  }

  @Test
  void refreshingAndReplacingWhileItClosesHangsNowhereAndLeavesNothingOpen() throws Exception {
    for (int round = 0; round < 10; round++) {
      ModelRepository repository = ModelRepository.open(List.of(), byHand);
      CountDownLatch begun = new CountDownLatch(3);
      List<CompletableFuture<Void>> busy =
          List.of(
              untilClosed(begun, repository::refresh),
              untilClosed(begun, () -> repository.setModels(List.of(only(2)))),
              untilClosed(begun, () -> repository.setModels(List.of(only(3)))));
      assertThat(begun.await(60, SECONDS)).isTrue();
      repository.close();
      assertThat(watch.open).hasValue(0);
      for (CompletableFuture<Void> each : busy) {
        each.get(60, SECONDS);
      }
    }
  }

  @Test
  void pollingFindsANewVersionByItself() throws Exception {
    try (ModelRepository repository =
        ModelRepository.open(List.of(model), byHand.withPollInterval(Duration.ofMillis(5)))) {
      watch.until("m", 3, AVAILABLE);
      Multiples.write(base.resolve("4"), 4);
      watch.until("m", 3, END);
      assertThat(repository.lease(ModelRef.latest("m"))).satisfies(SwapTest::isFourAndCloses);
    }
  }

  private static void isFourAndCloses(Lease lease) {
    try (lease) {
      assertThat(lease.version().version()).isEqualTo(4);
    }
  }

  private CompletableFuture<Void> untilClosed(CountDownLatch begun, Runnable task) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            task.run();
            begun.countDown();
            while (true) {
              task.run();
            }
          } catch (IllegalStateException e) {
            assertThat(e).hasMessage("The model repository is closed");
          }
        },
        threads);
  }

  private void callUntilEnough(ModelRepository repository) {
    for (int x = 1; !enough.get(); x = x % 1000 + 1) {
      call(repository, x);
    }
  }

  private void callUntilClosed(ModelRepository repository, CountDownLatch called) {
    try {
      call(repository, 1);
      called.countDown();
      while (true) {
        call(repository, 1);
      }
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("The model repository is closed");
    }
  }

  private void call(ModelRepository repository, float x) {
    try (Lease lease = repository.lease(ModelRef.latest("m"))) {
      long version = lease.version().version();
      assertThat(lease.predictor().predict(new float[] {x})).containsExactly(version * x);
      answers.incrementAndGet((int) version);
    }
  }

  private ModelConfig only(long version) {
    return model.withPolicy(VersionPolicy.specific(version));
  }
}
