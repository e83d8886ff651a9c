package dev.jera.serving.repository;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.serving.Predictor;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoadedVersionTest {
  private static final int ROUNDS = 2000;

  private static Predictor predictor;

  @BeforeAll
  static void load(@TempDir Path directory) {
    predictor = Predictor.load(Multiples.write(directory.resolve("1"), 1));
  }

  @AfterAll
  static void close() {
    predictor.close();
  }

  @Test
  void oneThatDrainsIsRefusedAndIsDrainedWhenTheLastLetsGo() {
    LoadedVersion version = version();
    assertThat(version.acquire()).isTrue();
    assertThat(version.acquire()).isTrue();
    version.release();
    CompletableFuture<Void> drained = version.drain();
    assertThat(version.acquire()).isFalse();
    assertThat(drained).isNotDone();
    version.release();
    assertThat(drained).isDone();
    assertThat(version.acquire()).isFalse();
  }

  @Test
  void oneThatNobodyHoldsIsDrainedAtOnce() {
    assertThat(version().drain()).isDone();
  }

  @Test
  void nobodyHoldsOneThatIsDrainedHoweverTheThreadsMeet() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      LoadedVersion version = version();
      AtomicBoolean gone = new AtomicBoolean();
      CyclicBarrier start = new CyclicBarrier(2);
      CompletableFuture<Void> holder =
          CompletableFuture.runAsync(
              () -> {
                await(start);
                while (version.acquire()) {
                  assertThat(gone).as("drained while it is held").isFalse();
                  version.release();
                }
              });
      await(start);
      CompletableFuture<Void> drained = version.drain().thenRun(() -> gone.set(true));
      holder.get(30, SECONDS);
      drained.get(30, SECONDS);
    }
  }

  private static LoadedVersion version() {
    return new LoadedVersion(new ModelVersion("m", 1), predictor, Optional.empty());
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
