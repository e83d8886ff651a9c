package dev.jera.serving.repository;

import static dev.jera.serving.repository.VersionStatus.State.AVAILABLE;
import static dev.jera.serving.repository.VersionStatus.State.END;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import dev.jera.serving.Logged;
import dev.jera.serving.PredictorOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that hangs, or fails, when the test says so. */
@Timeout(120)
class SlowDisksTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private final Watch watch = new Watch();
  private final Disk disk = new Disk();
  private final RepositoryOptions byHand =
      RepositoryOptions.defaults()
          .withPollInterval(Duration.ZERO)
          .withLoadRetries(0)
          .withListener(watch);
  private Path base;
  private ModelConfig model;

  @BeforeEach
  void writeTheFirst() {
    base = directory.resolve("m");
    Multiples.write(base.resolve("1"), 1);
    model = ModelConfig.of("m", base).withOptions(PredictorOptions.defaults().withListener(watch));
  }

  @Test
  void nothingElseWaitsForALookThatHangs() throws Exception {
    ModelRepository repository = ModelRepository.open(List.of(model), byHand, disk);
    repository.awaitAvailable("m", PATIENCE);
    CompletableFuture<Void> look = disk.hang(repository);

    assertThat(ask(repository)).isEqualTo(1);
    repository.awaitAvailable("m", PATIENCE);
    Path elsewhere = directory.resolve("elsewhere");
    Multiples.write(elsewhere.resolve("1"), 4);
    repository.setModels(List.of(model.withBasePath(elsewhere)));
    watch.until("m", 1, END);
    assertThat(ask(repository)).as("of the new base path").isEqualTo(4);

    disk.release.countDown();
    look.get(60, SECONDS);
    assertThat(ask(repository)).as("a look at the old base path comes too late").isEqualTo(4);
    repository.close();
    assertThat(watch.open).hasValue(0);
  }

  @Test
  void closingDoesNotWaitForALookThatHangs() throws Exception {
    ModelRepository repository = ModelRepository.open(List.of(model), byHand, disk);
    repository.awaitAvailable("m", PATIENCE);
    CompletableFuture<Void> look = disk.hang(repository);

    repository.close();

    assertThat(watch.open).hasValue(0);
    disk.release.countDown();
    assertThatExceptionOfType(ExecutionException.class)
        .isThrownBy(() -> look.get(60, SECONDS))
        .withRootCauseInstanceOf(IllegalStateException.class)
        .withMessageContaining("The model repository is closed");
  }

  @Test
  void aLookThatComesLateDoesNotUndoALaterOne() throws Exception {
    try (ModelRepository repository = ModelRepository.open(List.of(model), byHand, disk)) {
      repository.awaitAvailable("m", PATIENCE);
      CompletableFuture<Void> look = disk.hang(repository);
      Multiples.write(base.resolve("2"), 2);
      repository.refresh();
      watch.until("m", 2, AVAILABLE);
      watch.until("m", 1, END);

      disk.release.countDown();
      look.get(60, SECONDS);

      assertThat(repository.status("m"))
          .extracting(VersionStatus::state)
          .as("of 2 and of 1")
          .containsExactly(AVAILABLE, END);
      assertThat(ask(repository)).isEqualTo(2);
    }
  }

  @Test
  void aThreadThatFailsBeforeItLoadsEndsTheVersionAndNotTheRepository() throws Exception {
    try (ModelRepository repository = ModelRepository.open(List.of(), byHand, disk)) {
      disk.broken = true;
      repository.setModels(List.of(model));
      assertThatExceptionOfType(ModelRepositoryException.class)
          .isThrownBy(() -> repository.awaitAvailable("m", PATIENCE))
          .withMessageEndingWith("version 1 of model 'm' is END: no such disk");
      disk.broken = false;
      repository.refresh();
      repository.awaitAvailable("m", PATIENCE);
      assertThat(ask(repository)).isEqualTo(1);
    }
    assertThat(watch.open).hasValue(0);
  }

  @Test
  void aBasePathThatCannotBeListedIsToldOnceForEachChange() throws Exception {
    try (Logged logged = new Logged();
        ModelRepository repository = ModelRepository.open(List.of(model), byHand)) {
      repository.awaitAvailable("m", PATIENCE);
      Path hidden = directory.resolve("hidden");
      Files.move(base, hidden);
      refresh(repository, 3);
      Files.createDirectory(base);
      Files.createFile(base.resolve("saved_model.pb"));
      refresh(repository, 3);
      Files.delete(base.resolve("saved_model.pb"));
      Files.delete(base);
      Files.move(hidden, base);
      refresh(repository, 3);

      String end = " (expected: a directory of numbered versions); what is loaded stays";
      assertThat(logged.messages(Level.WARN))
          .containsExactly(
              "Model 'm': " + base + " is not there" + end,
              "Model 'm': " + base + " is itself a bundle" + end);
      assertThat(logged.messages(Level.INFO))
          .containsOnlyOnce("Model 'm': " + base + " can be listed again");
      assertThat(ask(repository)).isEqualTo(1);
    }
  }

  private static void refresh(ModelRepository repository, int times) {
    for (int i = 0; i < times; i++) {
      repository.refresh();
    }
  }

  private static float ask(ModelRepository repository) {
    return repository.call(
        ModelRef.latest("m"), predictor -> predictor.predict(new float[] {1})[0]);
  }

  private static final class Disk implements Directories {
    final CountDownLatch release = new CountDownLatch(1);
    private final Directories real = new VersionDirectories();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private volatile boolean hangs;
    volatile boolean broken;

    /** Looks on another thread, which hangs after it has seen all until it is released. */
    CompletableFuture<Void> hang(ModelRepository repository) throws InterruptedException {
      hangs = true;
      CompletableFuture<Void> look = CompletableFuture.runAsync(repository::refresh);
      assertThat(hanging.await(60, SECONDS)).isTrue();
      return look;
    }

    @Override
    public Listing list(Path basePath) {
      Listing listing = real.list(basePath);
      if (hangs) {
        hangs = false;
        hanging.countDown();
        try {
          assertThat(release.await(60, SECONDS)).isTrue();
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      return listing;
    }

    @Override
    public Set<String> fingerprint(Path path) {
      if (broken) {
        throw new IllegalArgumentException("no such disk");
      }
      return real.fingerprint(path);
    }
  }
}
