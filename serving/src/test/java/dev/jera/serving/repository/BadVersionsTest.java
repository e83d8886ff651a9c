package dev.jera.serving.repository;

import static dev.jera.serving.repository.VersionStatus.State.AVAILABLE;
import static dev.jera.serving.repository.VersionStatus.State.END;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jera.runtime.savedmodel.SavedModelException;
import dev.jera.serving.PredictorOptions;
import dev.jera.serving.repository.ModelRepositoryException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Version 1 is good, version 2 is not. */
@Timeout(120)
class BadVersionsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path base;
  private final Watch watch = new Watch();
  private final RepositoryOptions byHand =
      RepositoryOptions.defaults()
          .withPollInterval(Duration.ZERO)
          .withLoadRetries(0)
          .withListener(watch);
  private ModelConfig model;

  @BeforeEach
  void writeTheGoodOne() {
    Multiples.write(base.resolve("1"), 1);
    model = ModelConfig.of("m", base).withOptions(PredictorOptions.defaults().withListener(watch));
  }

  @Test
  void aCorruptOneEndsWithItsErrorAndTheOldOneGoesOn() throws Exception {
    try (ModelRepository repository = ModelRepository.open(List.of(model), byHand)) {
      repository.awaitAvailable("m", PATIENCE);
      watch.until("m", 1, AVAILABLE);
      Multiples.writeCorrupt(base.resolve("2"));
      repository.refresh();
      assertThat(watch.until("m", 2, END)).containsExactly("m/2 START", "m/2 LOADING", "m/2 END");
      List<VersionStatus> statuses = repository.status("m");
      assertThat(statuses)
          .extracting(VersionStatus::state)
          .as("of 2 and of 1")
          .containsExactly(END, AVAILABLE);
      assertThat(statuses.get(0).error().orElseThrow())
          .isInstanceOf(SavedModelException.class)
          .hasMessageContaining("saved_model.pb is damaged");
      assertThat(ask(repository)).isEqualTo(1);
      assertThatExceptionOfType(ModelRepositoryException.class)
          .isThrownBy(() -> repository.lease(ModelRef.version("m", 2)))
          .withMessageContaining("version 2 of model 'm' is END: SavedModel ")
          .withCauseInstanceOf(SavedModelException.class);
      repository.refresh();
      assertThat(watch.isQuiet()).as("what has not changed is not loaded again").isTrue();
    }
  }

  @Test
  void anOldOneStaysForEachThatFails() throws Exception {
    Multiples.write(base.resolve("2"), 2);
    try (ModelRepository repository =
        ModelRepository.open(
            List.of(model.withPolicy(VersionPolicy.latest(2))), byHand.withLoadThreads(1))) {
      assertThat(watch.until("m", 1, AVAILABLE)).as("the newest first").contains("m/2 AVAILABLE");
      Multiples.writeCorrupt(base.resolve("3"));
      repository.refresh();
      watch.until("m", 3, END);
      assertThat(ask(repository)).isEqualTo(2);
      try (Lease lease = repository.lease(ModelRef.version("m", 1))) {
        assertThat(lease.predictor().predict(new float[] {1})).containsExactly(1);
      }
      Multiples.delete(base.resolve("3"));
      Multiples.write(base.resolve("3"), 3);
      repository.refresh();
      assertThat(watch.until("m", 1, END))
          .containsExactly("m/3 LOADING", "m/3 AVAILABLE", "m/1 UNLOADING", "m/1 END");
    }
  }

  @Test
  void oneWithTruncatedVariablesIsLoadedWhenItsFilesAreWhole() throws Exception {
    try (ModelRepository repository = ModelRepository.open(List.of(model), byHand)) {
      repository.awaitAvailable("m", PATIENCE);
      Path second = Multiples.write(base.resolve("2"), 2);
      Multiples.truncateVariables(second);
      repository.refresh();
      watch.until("m", 2, END);
      assertThat(repository.status("m").get(0).error().orElseThrow())
          .isInstanceOf(SavedModelException.class);
      assertThat(ask(repository)).isEqualTo(1);
      Multiples.delete(second.resolve("variables"));
      Path whole = Multiples.write(base.resolveSibling(base.getFileName() + "-whole"), 2);
      Multiples.copy(whole.resolve("variables"), second.resolve("variables"));
      Multiples.delete(whole);
      repository.refresh();
      assertThat(watch.until("m", 1, END))
          .containsExactly("m/2 LOADING", "m/2 AVAILABLE", "m/1 UNLOADING", "m/1 END");
      assertThat(ask(repository)).isEqualTo(2);
      assertThat(watch.open).as("failed loads left nothing open").hasValue(1);
    }
  }

  @Test
  void oneThatFailsIsTriedAgainAsOftenAsAsked() {
    Multiples.delete(base.resolve("1"));
    Multiples.writeCorrupt(base.resolve("2"));
    RepositoryOptions twice = byHand.withLoadRetries(2).withLoadRetryInterval(Duration.ofMillis(1));
    try (ModelRepository repository = ModelRepository.open(List.of(model), twice)) {
      assertThatExceptionOfType(ModelRepositoryException.class)
          .isThrownBy(() -> repository.awaitAvailable("m", PATIENCE))
          .withMessageStartingWith(
              "No version of model 'm' is available: version 2 of model 'm' is END: ")
          .withCauseInstanceOf(SavedModelException.class)
          .extracting(ModelRepositoryException::reason)
          .isEqualTo(Reason.NOT_AVAILABLE);
      assertThat(watch.until("m", 2, END)).containsExactly("m/2 START", "m/2 LOADING", "m/2 END");
      assertThat(watch.until("m", 2, END)).containsExactly("m/2 LOADING", "m/2 END");
      assertThat(watch.until("m", 2, END)).containsExactly("m/2 LOADING", "m/2 END");
      repository.refresh();
      assertThat(watch.isQuiet()).isTrue();
    }
  }

  @Test
  void aRetrySucceedsOnceTheBundleIsWhole() throws Exception {
    Multiples.writeCorrupt(base.resolve("2"));
    RepositoryOptions often =
        byHand.withLoadRetries(Integer.MAX_VALUE).withLoadRetryInterval(Duration.ofMillis(1));
    try (ModelRepository repository = ModelRepository.open(List.of(model), often)) {
      watch.until("m", 2, END);
      Path whole = Multiples.write(base.resolveSibling(base.getFileName() + "-whole"), 2);
      Multiples.delete(base.resolve("2"));
      Files.move(whole, base.resolve("2"));
      watch.until("m", 2, AVAILABLE);
      assertThat(ask(repository)).isEqualTo(2);
    }
  }

  @Test
  void aListenerThatThrowsHarmsNobody() throws Exception {
    RepositoryListener throwing =
        status -> {
          watch.onChange(status);
          throw new IllegalStateException("on purpose");
        };
    try (ModelRepository repository =
        ModelRepository.open(List.of(model), byHand.withListener(throwing))) {
      repository.awaitAvailable("m", PATIENCE);
      assertThat(watch.until("m", 1, AVAILABLE)).hasSize(3);
      assertThat(ask(repository)).isEqualTo(1);
    }
    assertThat(watch.until("m", 1, END)).containsExactly("m/1 UNLOADING", "m/1 END");
  }

  private static float ask(ModelRepository repository) {
    return repository.call(
        ModelRef.latest("m"), predictor -> predictor.predict(new float[] {1})[0]);
  }
}
