package dev.jera.training;

import static java.util.Objects.requireNonNull;

import dev.jera.runtime.CheckpointException;
import dev.jera.training.callback.CallbackException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checkpoints of a run, if it has any. */
final class RunCheckpoints implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunCheckpoints.class);

  private final Engine engine;
  private final Optional<Checkpoints> settings;
  private @Nullable CheckpointStore store;
  private @Nullable RunState saved;
  private long firstStep;

  RunCheckpoints(Engine engine, Optional<Checkpoints> settings) {
    this.engine = engine;
    this.settings = settings;
  }

  /**
   * Opens the directory, and goes back to its newest whole checkpoint.
   *
   * @param configuration what must be the same for a run to go on
   * @return where the run was; empty where it begins
   * @throws CheckpointException if the checkpoint is another run's, or there is none where there
   *     must be, or one where there must be none
   */
  Optional<RunState> open(Map<String, String> configuration) {
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    Checkpoints wanted = settings.get();
    firstStep = engine.graph().steps();
    CheckpointStore opened = CheckpointStore.open(wanted.directory(), wanted.keep());
    store = opened;
    Optional<Path> newest = opened.newestWhole();
    switch (wanted.start()) {
      case RESUME ->
          check(
              newest.isPresent() || opened.isEmpty(),
              "none of its checkpoints is whole (expected: one to go on from; repair one, or give another directory)");
      case REQUIRE ->
          check(newest.isPresent(), "no whole checkpoint (expected: one to go on from)");
      case FRESH ->
          check(
              newest.isEmpty(),
              "there is the checkpoint of another run, %s (expected: none; resume it, or give another directory)"
                  .formatted(newest.map(Path::getFileName).orElse(null)));
    }
    return newest.map(
        checkpoint -> {
          RunState state = engine.restore(checkpoint);
          RunSettings.check(checkpoint, state.configuration(), configuration);
          saved = state;
          LOG.info("Going on from {}", checkpoint);
          return state;
        });
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new CheckpointException(
          "Checkpoints %s: %s".formatted(settings.orElseThrow().directory(), otherwise), null);
    }
  }

  /** How many steps, at least 1, there are to the next one that is due after a step. */
  long stepsUntilDue(long step) {
    int every = settings.map(Checkpoints::everySteps).orElse(0);
    return every == 0 ? Long.MAX_VALUE : every - step % every;
  }

  boolean isDueAfterStep(long step) {
    return settings
        .map(wanted -> wanted.everySteps() > 0 && step % wanted.everySteps() == 0)
        .orElse(false);
  }

  boolean isDueAfterEpoch(int epoch) {
    return settings
        .map(wanted -> wanted.everyEpochs() > 0 && epoch % wanted.everyEpochs() == 0)
        .orElse(false);
  }

  /**
   * Saves; a failure ends the run or is logged, as the settings say. An interrupt ends it in any
   * case: the thread is wanted to end, and could save nothing from there on.
   */
  void save(RunState state) {
    if (settings.orElseThrow().onFailure() == Checkpoints.OnFailure.STOP) {
      write(state);
      return;
    }
    try {
      write(state);
    } catch (CheckpointException e) {
      if (CheckpointDirectory.isInterruption(e)) {
        throw e;
      }
      LOG.warn("{} Training goes on.", e.getMessage());
    }
  }

  /** Saves what was not saved yet when a run ends. */
  void saveLast(RunState state) {
    if (settings.isPresent() && isNew(state)) {
      save(state);
    }
  }

  /** What never made a step has nothing to save; its checkpoint would pass for a trained one's. */
  private boolean isNew(RunState state) {
    return saved == null ? state.step() > firstStep : !state.isAt(saved);
  }

  /** Saves after a failure, without a failure of its own; says what was saved. */
  String saveAfterFailure(Supplier<RunState> now) {
    if (store == null) {
      return "Nothing was saved, because there are no checkpoints in this run.";
    }
    try {
      RunState state = now.get();
      if (isNew(state)) {
        write(state);
      } else if (saved == null) {
        return Watchers.NO_STEP;
      }
      return "The state is saved in %s.".formatted(store.at(state.step()));
    } catch (CheckpointException | CallbackException e) {
      return "The state could not be saved: " + e.getMessage();
    }
  }

  private void write(RunState state) {
    CheckpointStore open = requireNonNull(store);
    engine.save(open.at(state.step()), state);
    saved = state;
    open.prune(state.step());
  }

  @Override
  public void close() {
    if (store != null) {
      store.close();
    }
  }
}
