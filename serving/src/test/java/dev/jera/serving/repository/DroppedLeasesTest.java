package dev.jera.serving.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.jera.serving.LeakDetector;
import dev.jera.serving.Logged;
import dev.jera.serving.PredictorOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A lease that nobody closes and nobody refers to. */
@Timeout(120)
class DroppedLeasesTest {
  private static final String MESSAGE =
      "A lease on version 1 of model 'm' was dropped without being closed (expected: close() or try-with-resources); it is closed now";

  @TempDir private Path base;
  private final Watch watch = new Watch();
  private ModelRepository repository;

  @BeforeEach
  void open() throws InterruptedException {
    Multiples.write(base.resolve("1"), 1);
    ModelConfig model =
        ModelConfig.of("m", base).withOptions(PredictorOptions.defaults().withListener(watch));
    repository =
        ModelRepository.open(
            List.of(model), RepositoryOptions.defaults().withPollInterval(Duration.ZERO));
    repository.awaitAvailable("m", Duration.ofSeconds(60));
  }

  @AfterEach
  void reset() {
    System.clearProperty(LeakDetector.PROPERTY);
    repository.close();
  }

  @Test
  void itDoesNotKeepTheRepositoryFromClosing() throws Exception {
    drop();
    untilDone(CompletableFuture.runAsync(repository::close));
    assertThat(watch.open).hasValue(0);
  }

  @Test
  void atTheParanoidLevelItIsToldWithItsPlace() throws Exception {
    System.setProperty(LeakDetector.PROPERTY, "paranoid");
    try (Logged logged = new Logged()) {
      drop();
      CompletableFuture<Void> close = CompletableFuture.runAsync(repository::close);
      untilDone(close);
      assertThat(watch.open).hasValue(0);
      ILoggingEvent told = logged.events(Level.ERROR).get(0);
      assertThat(told.getFormattedMessage()).isEqualTo(MESSAGE);
      assertThat(Stream.of(told.getThrowableProxy().getStackTraceElementProxyArray()))
          .anySatisfy(
              line -> assertThat(line.getStackTraceElement().getMethodName()).isEqualTo("drop"));
    }
  }

  @Test
  void oneThatCannotBeMadeHoldsNothing() throws Exception {
    System.setProperty(LeakDetector.PROPERTY, "sometimes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> repository.lease(ModelRef.latest("m")))
        .withMessageStartingWith("-Ddev.jera.leakDetection=sometimes (expected: ");
    System.clearProperty(LeakDetector.PROPERTY);
    untilDone(CompletableFuture.runAsync(repository::close));
    assertThat(watch.open).hasValue(0);
  }

  /** In a method of its own, so that nothing refers to the lease afterwards. */
  private void drop() {
    assertThat(repository.lease(ModelRef.latest("m")).version().version()).isEqualTo(1);
  }

  private static void untilDone(CompletableFuture<Void> close) throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    while (!close.isDone() && Instant.now().isBefore(end)) {
      System.gc();
      Thread.onSpinWait();
    }
    close.get(1, TimeUnit.SECONDS);
  }
}
