package dev.jera.serving.repository;

import static dev.jera.serving.repository.VersionStatus.State.AVAILABLE;
import static dev.jera.serving.repository.VersionStatus.State.END;
import static dev.jera.serving.repository.VersionStatus.State.LOADING;
import static dev.jera.serving.repository.VersionStatus.State.START;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.jera.serving.PredictorOptions;
import dev.jera.serving.ServingListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One thread loads, and the load of version 2 takes until the test lets it end. */
@Timeout(120)
class SlowLoadsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path base;
  private final Watch watch = new Watch();
  private final CountDownLatch release = new CountDownLatch(1);
  private final RepositoryOptions oneByOne =
      RepositoryOptions.defaults()
          .withPollInterval(Duration.ZERO)
          .withLoadThreads(1)
          .withListener(watch);
  private ModelConfig model;

  @BeforeEach
  void writeTheFirst() {
    Multiples.write(base.resolve("1"), 1);
    model = ModelConfig.of("m", base).withOptions(PredictorOptions.defaults().withListener(slow()));
  }

  @Test
  void versionsThatComeFasterThanTheyLoadAreStillServedInTheirTurn() throws Exception {
    try (ModelRepository repository = ModelRepository.open(List.of(model), oneByOne)) {
      repository.awaitAvailable("m", PATIENCE);
      Multiples.write(base.resolve("2"), 2);
      repository.refresh();
      watch.until("m", 2, LOADING);
      Multiples.write(base.resolve("3"), 3);
      repository.refresh();
      watch.until("m", 3, START);
      assertThat(ask(repository)).as("while both load").isEqualTo(1);
      release.countDown();
      assertThat(watch.until("m", 1, END))
          .startsWith("m/2 AVAILABLE", "m/1 UNLOADING")
          .doesNotContain("m/2 END");
      watch.until("m", 2, END);
      assertThat(ask(repository)).isEqualTo(3);
    }
    assertThat(watch.open).hasValue(0);
  }

  @Test
  void oneMayWaitForEveryVersion() throws Exception {
    Multiples.write(base.resolve("2"), 2);
    ModelConfig all = model.withPolicy(VersionPolicy.all());
    RepositoryOptions sideBySide = oneByOne.withLoadThreads(2);
    try (ModelRepository repository = ModelRepository.open(List.of(all), sideBySide)) {
      repository.awaitAvailable("m", PATIENCE);
      assertThat(ask(repository)).as("while version 2 loads").isEqualTo(1);
      assertThatExceptionOfType(ModelRepositoryException.class)
          .isThrownBy(() -> repository.awaitLoaded("m", Duration.ofMillis(1)))
          .withMessage(
              "Not every version of model 'm' is loaded: version 2 of model 'm' is LOADING");
      release.countDown();
      repository.awaitLoaded("m", PATIENCE);
      assertThat(ask(repository)).isEqualTo(2);
    }
  }

  @Test
  void whatIsNotWantedAnyMoreIsNotLoadedOrNotKept() throws Exception {
    try (ModelRepository repository = ModelRepository.open(List.of(model), oneByOne)) {
      repository.awaitAvailable("m", PATIENCE);
      ModelConfig all = model.withPolicy(VersionPolicy.all());
      Multiples.write(base.resolve("2"), 2);
      repository.setModels(List.of(all));
      watch.until("m", 2, LOADING);
      Multiples.write(base.resolve("3"), 3);
      repository.refresh();
      watch.until("m", 3, START);
      repository.setModels(List.of(all.withPolicy(VersionPolicy.specific(1))));
      release.countDown();
      watch.until("m", 3, END);
      assertThat(watch.loads).as("of 1 and 2").hasValue(2);
      assertThat(ask(repository)).isEqualTo(1);
    }
    assertThat(watch.open).hasValue(0);
  }

  @Test
  void closingWaitsForALoadAndFreesWhatItLoaded() throws Exception {
    Multiples.write(base.resolve("2"), 2);
    ModelConfig quick = model.withName("n").withPolicy(VersionPolicy.specific(1));
    ModelRepository repository = ModelRepository.open(List.of(quick, model), oneByOne);
    watch.until("m", 2, LOADING);
    CompletableFuture<Void> close = CompletableFuture.runAsync(repository::close);
    watch.until("n", 1, END);
    assertThat(close).as("while version 2 loads").isNotDone();
    release.countDown();
    close.get(60, SECONDS);
    assertThat(watch.loads).hasValue(2);
    assertThat(watch.open).hasValue(0);
  }

  @Test
  void aListenerMayAskAndCloseTheRepository() throws Exception {
    CompletableFuture<ModelRepository> opened = new CompletableFuture<>();
    CompletableFuture<Float> answer = new CompletableFuture<>();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    RepositoryListener asking =
        status -> {
          if (status.state() == AVAILABLE) {
            ModelRepository repository = opened.join();
            answer.complete(ask(repository));
            repository.close();
            closed.complete(null);
          }
        };
    opened.complete(ModelRepository.open(List.of(model), oneByOne.withListener(asking)));
    closed.get(60, SECONDS);
    assertThat(answer).isCompletedWithValue(1f);
    assertThatIllegalStateException().isThrownBy(opened.join()::refresh);
    assertThat(watch.open).hasValue(0);
  }

  private ServingListener slow() {
    return new ServingListener() {
      @Override
      public void onLoad(Path bundle, Duration took) {
        watch.onLoad(bundle, took);
        if (bundle.endsWith("2")) {
          try {
            assertThat(release.await(60, SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        }
      }

      @Override
      public void onClose(Path bundle) {
        watch.onClose(bundle);
      }
    };
  }

  private static float ask(ModelRepository repository) {
    return repository.call(
        ModelRef.latest("m"), predictor -> predictor.predict(new float[] {1})[0]);
  }
}
