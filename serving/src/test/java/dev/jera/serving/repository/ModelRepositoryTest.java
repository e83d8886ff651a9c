package dev.jera.serving.repository;

import static dev.jera.serving.repository.VersionStatus.State.AVAILABLE;
import static dev.jera.serving.repository.VersionStatus.State.END;
import static dev.jera.serving.repository.VersionStatus.State.UNLOADING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.jera.serving.Predictor;
import dev.jera.serving.PredictorOptions;
import dev.jera.serving.repository.ModelRepositoryException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Version n of each model answers n times what it is asked. */
@Timeout(120)
class ModelRepositoryTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path made;

  private final Watch watch = new Watch();
  private final RepositoryOptions byHand =
      RepositoryOptions.defaults()
          .withPollInterval(Duration.ZERO)
          .withLoadRetries(0)
          .withListener(watch);
  private ModelRepository repository;
  private ModelConfig model;
  private Path base;

  @BeforeAll
  static void makeBundles() {
    for (int factor = 1; factor <= 4; factor++) {
      Multiples.write(made.resolve(Integer.toString(factor)), factor);
    }
  }

  @BeforeEach
  void openEmpty(@TempDir Path directory) throws IOException {
    base = Files.createDirectory(directory.resolve("m"));
    model = ModelConfig.of("m", base).withOptions(PredictorOptions.defaults().withListener(watch));
    repository = ModelRepository.open(List.of(), byHand);
  }

  @AfterEach
  void closeAll() {
    repository.close();
    assertThat(watch.open).as("predictors that were not closed").hasValue(0);
  }

  @Test
  void theLatestVersionIsServedUnderItsNumberAndUnderNone() throws Exception {
    put("00000001", 1);
    put("00000003", 3);
    serve(model);
    assertThat(ask(ModelRef.latest("m"))).isEqualTo(3);
    assertThat(ask(ModelRef.version("m", 3))).isEqualTo(3);
    assertThat(watch.until("m", 3, AVAILABLE))
        .containsExactly("m/3 START", "m/3 LOADING", "m/3 AVAILABLE");
    assertThat(repository.status("m"))
        .containsExactly(new VersionStatus(new ModelVersion("m", 3), AVAILABLE, Optional.empty()));
    assertThat(repository.models()).containsExactly(model);
    refused(
        () -> ask(ModelRef.version("m", 1)),
        Reason.UNKNOWN_VERSION,
        "No version 1 of model 'm': it has [3]");
    refused(
        () -> ask(ModelRef.latest("n")),
        Reason.UNKNOWN_MODEL,
        "No model 'n': the repository has [m]");
  }

  @Test
  void aNewVersionIsLoadedBeforeTheOldOneIsUnloaded() throws Exception {
    put("1", 1);
    serve(model);
    watch.until("m", 1, AVAILABLE);
    put("2", 2);
    repository.refresh();
    assertThat(watch.until("m", 1, END))
        .containsExactly("m/2 START", "m/2 LOADING", "m/2 AVAILABLE", "m/1 UNLOADING", "m/1 END");
    assertThat(ask(ModelRef.latest("m"))).isEqualTo(2);
    refused(
        () -> ask(ModelRef.version("m", 1)), Reason.NOT_AVAILABLE, "version 1 of model 'm' is END");
    assertThat(repository.status("m"))
        .extracting(VersionStatus::toString)
        .containsExactly("version 2 of model 'm' is AVAILABLE", "version 1 of model 'm' is END");
  }

  @Test
  void severalVersionsAreServedAsThePolicySays() throws Exception {
    put("1", 1);
    put("2", 2);
    put("3", 3);
    put("4", 4);
    serve(model.withPolicy(VersionPolicy.specific(1, 3, 7)));
    untilAvailable(1, 3);
    assertThat(ask(ModelRef.latest("m"))).isEqualTo(3);
    assertThat(ask(ModelRef.version("m", 1))).isEqualTo(1);
    repository.setModels(List.of(model.withPolicy(VersionPolicy.latest(2))));
    watch.until("m", 4, AVAILABLE);
    watch.until("m", 1, END);
    assertThat(ask(ModelRef.latest("m"))).isEqualTo(4);
    assertThat(ask(ModelRef.version("m", 3))).isEqualTo(3);
    repository.setModels(List.of(model.withPolicy(VersionPolicy.all())));
    untilAvailable(1, 2);
    assertThat(watch.open).hasValue(4);
    assertThat(watch.loads).as("3 and 4 went on").hasValue(5);
  }

  @Test
  void whatIsNotAVersionIsIgnoredAndAHalfCopiedOneIsTakenWhenItIsWhole() throws Exception {
    put("1", 1);
    put("v2", 2);
    put("-3", 3);
    put("99999999999999999999", 4);
    Files.createDirectories(base.resolve("5/variables"));
    Files.createFile(base.resolve("6"));
    serve(model.withPolicy(VersionPolicy.all()));
    assertThat(repository.status("m")).hasSize(1);
    Files.copy(made.resolve("2/variables/variables.index"), base.resolve("5/variables.index"));
    repository.refresh();
    assertThat(repository.status("m")).hasSize(1);
    Multiples.delete(base.resolve("5"));
    put("5", 2);
    repository.refresh();
    watch.until("m", 5, AVAILABLE);
    assertThat(ask(ModelRef.latest("m"))).isEqualTo(2);
  }

  @Test
  void aBasePathIsToHoldVersionsAndEachNameIsThereOnce() {
    ModelConfig bundle = ModelConfig.of("m", made.resolve("1"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> repository.setModels(List.of(bundle)))
        .withMessageStartingWith("basePath of model 'm': " + made.resolve("1"))
        .withMessageContaining("is itself a bundle (expected: a directory of numbered versions");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> repository.setModels(List.of(model, model)))
        .withMessage("models: 'm' twice (expected: each name once)");
    assertThat(repository.models()).isEmpty();
  }

  @Test
  void anEmptyBasePathUnloadsAndAMissingOneDoesNot() throws Exception {
    put("1", 1);
    serve(model);
    Path hidden = base.resolveSibling("hidden");
    Files.move(base, hidden);
    repository.refresh();
    assertThat(ask(ModelRef.latest("m"))).isEqualTo(1);
    Files.createDirectory(base);
    repository.refresh();
    watch.until("m", 1, END);
    refused(
        () -> ask(ModelRef.latest("m")),
        Reason.NOT_AVAILABLE,
        "No version of model 'm' is available: version 1 of model 'm' is END");
    Files.delete(base);
    Files.move(hidden, base);
    repository.refresh();
    watch.until("m", 1, AVAILABLE);
    assertThat(ask(ModelRef.latest("m"))).isEqualTo(1);
  }

  @Test
  void aModelMayComeLater() throws Exception {
    Files.delete(base);
    repository.setModels(List.of(model));
    refused(
        () -> ask(ModelRef.latest("m")),
        Reason.NOT_AVAILABLE,
        "No version of model 'm' is available: there are no versions in " + base);
    refused(
        () -> repository.awaitAvailable("m", Duration.ofMillis(1)),
        Reason.NOT_AVAILABLE,
        "No version of model 'm' is available: there are no versions in " + base);
    assertThat(repository.status("m")).isEmpty();
    Files.createDirectory(base);
    put("1", 1);
    repository.refresh();
    repository.awaitAvailable("m", PATIENCE);
    assertThat(ask(ModelRef.latest("m"))).isEqualTo(1);
  }

  @Test
  void aVersionDeletedWhileItIsCalledFinishesTheCall() throws Exception {
    put("1", 1);
    put("2", 2);
    serve(model);
    try (Lease lease = repository.lease(ModelRef.latest("m"))) {
      Multiples.delete(base.resolve("2"));
      repository.refresh();
      assertThat(watch.until("m", 2, UNLOADING)).contains("m/1 AVAILABLE");
      assertThat(ask(ModelRef.latest("m"))).as("new calls").isEqualTo(1);
      refused(
          () -> ask(ModelRef.version("m", 2)),
          Reason.NOT_AVAILABLE,
          "version 2 of model 'm' is UNLOADING");
      assertThat(lease.version()).isEqualTo(new ModelVersion("m", 2));
      assertThat(ask(lease.predictor())).isEqualTo(2);
      assertThat(watch.open).hasValue(2);
      assertThat(watch.isQuiet()).as("version 2 waits").isTrue();
      lease.close();
      lease.close();
      assertThatIllegalStateException()
          .isThrownBy(lease::predictor)
          .withMessage("The lease on version 2 of model 'm' is closed");
    }
    assertThat(watch.until("m", 2, END)).containsExactly("m/2 END");
    assertThat(watch.open).hasValue(1);
  }

  @Test
  void twoModelsMayShareABasePath() throws Exception {
    put("1", 1);
    put("2", 2);
    ModelConfig other = model.withName("n").withPolicy(VersionPolicy.specific(1));
    serve(model, other);
    assertThat(ask(ModelRef.latest("m"))).isEqualTo(2);
    assertThat(ask(ModelRef.latest("n"))).isEqualTo(1);
    repository.setModels(List.of(other));
    watch.until("m", 2, END);
    refused(
        () -> ask(ModelRef.latest("m")),
        Reason.UNKNOWN_MODEL,
        "No model 'm': the repository has [n]");
    assertThat(ask(ModelRef.latest("n"))).isEqualTo(1);
  }

  @Test
  void anotherBasePathOrOtherOptionsSwapAVersionOfTheSameNumber() throws Exception {
    put("1", 1);
    serve(model);
    watch.until("m", 1, AVAILABLE);
    Path elsewhere = base.resolveSibling("elsewhere");
    Multiples.copy(made.resolve("4"), elsewhere.resolve("1"));
    repository.setModels(List.of(model.withBasePath(elsewhere)));
    assertThat(watch.until("m", 1, END))
        .containsExactly("m/1 START", "m/1 LOADING", "m/1 AVAILABLE", "m/1 UNLOADING", "m/1 END");
    assertThat(ask(ModelRef.latest("m"))).isEqualTo(4);
    assertThat(ask(ModelRef.version("m", 1))).isEqualTo(4);
    assertThat(repository.status("m")).hasSize(1);
    repository.setModels(
        List.of(model.withBasePath(elsewhere).withOptions(model.options().withWarmUp(false))));
    watch.until("m", 1, END);
    assertThat(watch.loads).hasValue(3);
    assertThat(ask(ModelRef.latest("m"))).isEqualTo(4);
  }

  @Test
  void labelsLeadToVersionsAndMoveOnlyToThoseThatAreAvailable() throws Exception {
    put("1", 1);
    put("2", 2);
    ModelConfig all = model.withPolicy(VersionPolicy.all());
    ModelConfig labelled = all.withLabels(Map.of("stable", 1L));
    repository.setModels(List.of(labelled));
    untilAvailable(1, 2);
    assertThat(ask(ModelRef.label("m", "stable"))).isEqualTo(1);
    refused(
        () -> ask(ModelRef.label("m", "canary")),
        Reason.UNKNOWN_LABEL,
        "No label 'canary' of model 'm': it has [stable]");
    repository.setModels(List.of(all.withLabels(Map.of("stable", 2L, "old", 1L))));
    assertThat(ask(ModelRef.label("m", "stable"))).isEqualTo(2);
    assertThat(ask(ModelRef.label("m", "old"))).isEqualTo(1);
    put("3", 3);
    for (Map<String, Long> labels : List.of(Map.of("stable", 3L), Map.of("new", 3L))) {
      String label = labels.keySet().iterator().next();
      refused(
          () -> repository.setModels(List.of(all.withLabels(labels))),
          Reason.LABEL_REFUSED,
          "Label '%s' of model 'm': version 3 is not available (expected: one that is; load it first, then move the label)"
              .formatted(label));
    }
    assertThat(ask(ModelRef.label("m", "stable"))).as("nothing was changed").isEqualTo(2);
    assertThat(repository.status("m")).as("nor loaded").hasSize(2);
  }

  @Test
  void aLabelThatIsNewMayNameAVersionToComeWhereThatIsAllowed() throws Exception {
    put("1", 1);
    try (ModelRepository lenient =
        ModelRepository.open(List.of(model), byHand.withAllowUnavailableLabels(true))) {
      lenient.awaitAvailable("m", PATIENCE);
      lenient.setModels(List.of(model.withLabels(Map.of("next", 2L, "now", 1L))));
      refused(
          () -> lenient.lease(ModelRef.label("m", "next")),
          Reason.UNKNOWN_VERSION,
          "No version 2 of model 'm': it has [1]");
      refused(
          () -> lenient.setModels(List.of(model.withLabels(Map.of("now", 2L)))),
          Reason.LABEL_REFUSED,
          "Label 'now' of model 'm': version 2 is not available (expected: one that is; load it first, then move the label)");
      put("2", 2);
      lenient.refresh();
      watch.until("m", 2, AVAILABLE);
      float answer = lenient.call(ModelRef.label("m", "next"), predictor -> ask(predictor));
      assertThat(answer).isEqualTo(2);
    }
  }

  @Test
  void whatIsClosedRefusesAndClosesTwice() throws Exception {
    put("1", 1);
    serve(model);
    repository.close();
    repository.close();
    assertThat(watch.open).hasValue(0);
    watch.until("m", 1, END);
    List<ThrowingCallable> calls =
        List.of(
            () -> ask(ModelRef.latest("m")),
            () -> repository.refresh(),
            () -> repository.setModels(List.of()),
            () -> repository.status("m"),
            () -> repository.models(),
            () -> repository.awaitAvailable("m", PATIENCE));
    for (ThrowingCallable call : calls) {
      assertThatIllegalStateException()
          .isThrownBy(call)
          .withMessage("The model repository is closed");
    }
  }

  private void put(String version, int factor) {
    Path whole = base.resolveSibling("whole");
    Multiples.copy(made.resolve(Integer.toString(factor)), whole);
    try {
      Files.move(whole, base.resolve(version));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void serve(ModelConfig... models) throws InterruptedException {
    repository.setModels(Arrays.asList(models));
    for (ModelConfig each : models) {
      repository.awaitAvailable(each.name(), PATIENCE);
    }
  }

  /** Whatever the order in which they are loaded. */
  private void untilAvailable(long... versions) {
    Set<String> left = new HashSet<>();
    for (long version : versions) {
      left.add("m/%s AVAILABLE".formatted(version));
    }
    while (!left.isEmpty()) {
      left.remove(watch.next());
    }
  }

  private float ask(ModelRef ref) {
    return repository.call(ref, ModelRepositoryTest::ask);
  }

  /** What it makes of 1. */
  private static float ask(Predictor predictor) {
    return predictor.predict(new float[] {1})[0];
  }

  private static void refused(ThrowingCallable call, Reason reason, String message) {
    assertThatExceptionOfType(ModelRepositoryException.class)
        .isThrownBy(call)
        .withMessage(message)
        .extracting(ModelRepositoryException::reason)
        .isEqualTo(reason);
  }
}
