package dev.jera.training;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.jera.datasets.BatchedDataset;
import dev.jera.datasets.Dataset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** One run of fit, from its first step, or from the checkpoint of an earlier one, to its end. */
final class TrainingLoop {
  private final Engine engine;
  private final TrainingGraph graph;
  private final BatchedDataset data;
  private final Optional<Dataset> validation;
  private final Fit fit;
  private final BatchSource batches;
  private final OngoingRun run;
  private final Watchers watchers;
  private final RunCheckpoints checkpoints;
  private final Executions executions;
  private boolean epochIsOver;
  private boolean isSpoilt;

  /**
   * @param data what is trained on, checked
   * @param checked whether all its labels were looked at
   * @param validation what is evaluated on, checked
   */
  TrainingLoop(
      Engine engine, BatchedDataset data, boolean checked, Optional<Dataset> validation, Fit fit) {
    this.engine = engine;
    this.graph = engine.graph();
    this.executions = engine.executions();
    this.data = data;
    this.validation = validation;
    this.fit = fit;
    this.batches = new BatchSource(engine, data, checked, fit.stepsPerEpoch().isPresent());
    this.run = new OngoingRun(engine, data, fit, checkpoint -> engine.save(checkpoint, state()));
    this.checkpoints = new RunCheckpoints(engine, fit.checkpoints());
    this.watchers = new Watchers(fit.callbacks(), run, this::saveAfterFailure);
  }

  History run() {
    try (checkpoints) {
      checkpoints.open(RunSettings.of(engine, data, fit)).ifPresent(this::resume);
      try (watchers) {
        watchers.begin();
        while (run.epoch() <= fit.epochs() && goesOn()) {
          runEpoch();
        }
        saveIfFinite(checkpoints::saveLast);
      } finally {
        batches.close();
      }
      return run.history();
    }
  }

  private boolean goesOn() {
    return run.stopReason().isEmpty();
  }

  private void resume(RunState saved) {
    run.resume(saved);
    batches.seek(saved.pass(), saved.batchInPass());
    watchers.restore(saved.callbacks());
  }

  private RunState state() {
    return new RunState(
        run.step(),
        epochIsOver ? run.epoch() + 1 : run.epoch(),
        epochIsOver ? 0 : run.batch(),
        batches.pass(),
        batches.batchInPass(),
        run.history().rows(),
        RunSettings.of(engine, data, fit),
        watchers.states());
  }

  private void runEpoch() {
    if (run.batch() == 0) {
      graph.resetTrainMeans();
    }
    watchers.each("onEpochBegin", callback -> callback.onEpochBegin(run));
    boolean whole = false;
    while (goesOn() && !whole) {
      whole = isFull() || !runSteps();
    }
    if (whole && goesOn()) {
      endEpoch();
    }
  }

  private boolean isFull() {
    return fit.stepsPerEpoch().isPresent() && run.batch() >= fit.stepsPerEpoch().get();
  }

  /** Runs a step, or several at once, unless the epoch is over. */
  private boolean runSteps() {
    List<Batch> next = nextBatches();
    if (next.isEmpty()) {
      return false;
    }
    int size = next.get(0).size();
    for (StepResult result : train(next)) {
      run.endStep(size, result);
      batches.countDone();
      if (!Float.isFinite(run.loss())) {
        endByNonFinite(
            NonFiniteLossException.ofLoss(run.loss(), run.step(), run.epoch(), run.batch()));
        return true;
      }
    }
    watchers.each("onBatchEnd", callback -> callback.onBatchEnd(run));
    if (checkpoints.isDueAfterStep(run.step())) {
      saveIfFinite(checkpoints::save);
    }
    return true;
  }

  private List<StepResult> train(List<Batch> next) {
    try {
      Set<String> layers = next.size() == 1 ? fetches() : ImmutableSet.of();
      return executions.train(next, data.batchSize(), run.step(), layers);
    } finally {
      next.forEach(Batch::close);
    }
  }

  /** What all callbacks want of layers. */
  private Set<String> fetches() {
    ImmutableSet.Builder<String> layers = ImmutableSet.builder();
    watchers.each(
        "fetches",
        callback -> {
          Set<String> wanted = callback.fetches(run);
          graph.checkLayers(wanted);
          layers.addAll(wanted);
        });
    return layers.build();
  }

  private List<Batch> nextBatches() {
    int wanted = executions.wanted(data.batchSize(), run.stepsLeft(), stepsTogether());
    List<Batch> next = new ArrayList<>();
    try {
      int number = wanted == 1 ? 1 : executions.possible(batches.alike(wanted));
      batches.next().ifPresent(next::add);
      while (!next.isEmpty() && next.size() < number) {
        next.add(batches.next().orElseThrow());
      }
      return next;
    } catch (RuntimeException e) {
      saveAfterFailure();
      throw e;
    }
  }

  /** How many steps there may be before anybody looks or acts. */
  private long stepsTogether() {
    long[] most = {checkpoints.stepsUntilDue(run.step())};
    fit.stepsPerEpoch().ifPresent(steps -> most[0] = Math.min(most[0], steps - run.batch()));
    watchers.each(
        "stepsTogether", callback -> most[0] = Math.min(most[0], callback.stepsTogether(run)));
    return Math.max(1, most[0]);
  }

  private void endEpoch() {
    if (!graph.weightsAreFinite()) {
      endByNonFinite(NonFiniteLossException.ofWeights(run.step(), run.epoch()));
      return;
    }
    Map<String, Double> measured = new LinkedHashMap<>(graph.trainMeans());
    validate().forEach((name, value) -> measured.put("val_" + name, value));
    graph.endEpoch();
    batches.endEpoch();
    Map<String, Double> results = run.addRow(measured);
    epochIsOver = true;
    watchers.each("onEpochEnd", callback -> callback.onEpochEnd(run, results));
    if (checkpoints.isDueAfterEpoch(run.epoch())) {
      checkpoints.save(state());
    }
    epochIsOver = false;
    run.beginNextEpoch();
  }

  private Map<String, Double> validate() {
    try {
      return validation
          .map(part -> engine.measure(part.batch(data.batchSize())))
          .orElse(ImmutableMap.of());
    } catch (RuntimeException e) {
      saveAfterFailure();
      throw e;
    }
  }

  private void endByNonFinite(NonFiniteLossException e) {
    isSpoilt = true;
    if (!watchers.any("onNonFinite", callback -> callback.onNonFinite(run))) {
      throw e;
    }
    run.stop(e.toString());
  }

  private void saveIfFinite(Consumer<RunState> save) {
    if (isSpoilt) {
      return;
    }
    if (graph.weightsAreFinite()) {
      save.accept(state());
    } else {
      endByNonFinite(NonFiniteLossException.ofWeights(run.step(), run.epoch()));
    }
  }

  private String saveAfterFailure() {
    return isSpoilt || !graph.weightsAreFinite()
        ? "Nothing was saved, because a weight is NaN or infinite."
        : checkpoints.saveAfterFailure(this::state);
  }
}
