package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.jera.datasets.BatchedDataset;
import dev.jera.datasets.Dataset;
import dev.jera.model.Model;
import dev.jera.model.Weights;
import dev.jera.training.callback.TrainingRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.proto.GraphDef;

/** One run of fit, from its first step, or from the checkpoint of an earlier one, to its end. */
final class TrainingLoop implements TrainingRun {
  private static final String LEARNING_RATE = "learning_rate";

  private final Engine engine;
  private final TrainingGraph graph;
  private final BatchedDataset data;
  private final boolean checked;
  private final Optional<Dataset> validation;
  private final Fit fit;
  private final Watchers watchers;
  private final RunCheckpoints checkpoints;

  private final List<Map<String, Double>> rows = new ArrayList<>();
  private int epoch = 1;
  private boolean epochIsOver;
  private long batch;
  private long pass;
  private long batchInPass;
  private long step;
  private @Nullable BatchReader reader;

  private int batchSize;
  private float loss = Float.NaN;
  private Map<String, NdArray<?>> fetched = ImmutableMap.of();
  private boolean isSpoilt;
  private boolean isRateSet;
  private @Nullable String stopReason;

  /**
   * @param data what is trained on, checked
   * @param checked whether all its labels were looked at
   * @param validation what is evaluated on, checked
   */
  TrainingLoop(
      Engine engine, BatchedDataset data, boolean checked, Optional<Dataset> validation, Fit fit) {
    this.engine = engine;
    this.graph = engine.graph();
    this.data = data;
    this.checked = checked;
    this.validation = validation;
    this.fit = fit;
    this.checkpoints = new RunCheckpoints(engine, fit.checkpoints());
    this.watchers = new Watchers(fit.callbacks(), this, this::saveAfterFailure);
    this.step = graph.steps();
    this.pass = graph.epochs();
  }

  History run() {
    try (checkpoints) {
      checkpoints.open(configuration()).ifPresent(this::resume);
      try (watchers) {
        watchers.each("onTrainBegin", callback -> callback.onTrainBegin(this));
        while (epoch <= fit.epochs() && stopReason == null) {
          runEpoch();
        }
        saveIfFinite(checkpoints::saveLast);
      } finally {
        closeReader();
      }
      return history();
    }
  }

  private void resume(RunState saved) {
    step = saved.step();
    epoch = saved.epoch();
    batch = saved.batch();
    pass = saved.pass();
    batchInPass = saved.batchInPass();
    rows.addAll(saved.history());
    watchers.restore(saved.callbacks());
  }

  private RunState state() {
    return new RunState(
        step,
        epochIsOver ? epoch + 1 : epoch,
        epochIsOver ? 0 : batch,
        pass,
        batchInPass,
        rows,
        configuration(),
        watchers.states());
  }

  private ImmutableMap<String, String> configuration() {
    return ImmutableMap.<String, String>builder()
        .putAll(engine.configuration())
        .put("examples", examples())
        .put("batchSize", Integer.toString(data.batchSize()))
        .put("remainder", data.remainder().toString())
        .put("validationSplit", Double.toString(fit.validationSplit()))
        .put("order", fit.order().toString())
        .put("stepsPerEpoch", fit.stepsPerEpoch().map(String::valueOf).orElse("one pass"))
        .put("classWeights", fit.classWeights().toString())
        .buildOrThrow();
  }

  private String examples() {
    OptionalLong count = data.examples().count();
    return count.isPresent() ? Long.toString(count.getAsLong()) : "not known";
  }

  private void runEpoch() {
    if (batch == 0) {
      graph.resetTrainMeans();
    }
    watchers.each("onEpochBegin", callback -> callback.onEpochBegin(this));
    boolean whole = false;
    while (stopReason == null && !whole) {
      whole = isFull() || !runStep();
    }
    if (whole && stopReason == null) {
      endEpoch();
    }
  }

  private boolean isFull() {
    return fit.stepsPerEpoch().isPresent() && batch >= fit.stepsPerEpoch().get();
  }

  /** Runs a step, unless the epoch is over. */
  private boolean runStep() {
    Optional<Batch> next = nextBatch();
    if (next.isEmpty()) {
      return false;
    }
    try (Batch examples = next.get()) {
      StepResult result = graph.train(examples, step, fetches());
      step++;
      batch++;
      batchInPass++;
      batchSize = examples.size();
      loss = result.loss();
      fetched = result.outputs();
    }
    if (!Float.isFinite(loss)) {
      endByNonFinite(NonFiniteLossException.ofLoss(loss, step, epoch, batch));
      return true;
    }
    watchers.each("onBatchEnd", callback -> callback.onBatchEnd(this));
    if (checkpoints.isDueAfterStep(step)) {
      saveIfFinite(checkpoints::save);
    }
    return true;
  }

  /** What all callbacks want of layers. */
  private Set<String> fetches() {
    ImmutableSet.Builder<String> layers = ImmutableSet.builder();
    watchers.each(
        "fetches",
        callback -> {
          Set<String> wanted = callback.fetches(this);
          graph.checkLayers(wanted);
          layers.addAll(wanted);
        });
    return layers.build();
  }

  /** The next batch of the epoch, over the ends of passes where its steps are counted. */
  private Optional<Batch> nextBatch() {
    try {
      BatchReader open = reader;
      if (open == null) {
        open = engine.read(data, checked, pass, batchInPass);
        reader = open;
      }
      if (open.hasNext()) {
        return Optional.of(open.next());
      }
      checkArgument(
          batchInPass > 0,
          "data: no batches in pass %s (expected: at least one, of %s examples)",
          pass,
          data.batchSize());
      closeReader();
      if (fit.stepsPerEpoch().isEmpty()) {
        return Optional.empty();
      }
      beginNextPass();
      return nextBatch();
    } catch (RuntimeException e) {
      saveAfterFailure();
      throw e;
    }
  }

  private void beginNextPass() {
    pass++;
    batchInPass = 0;
  }

  private void endEpoch() {
    if (!graph.weightsAreFinite()) {
      endByNonFinite(NonFiniteLossException.ofWeights(step, epoch));
      return;
    }
    Map<String, Double> row = new LinkedHashMap<>(graph.trainMeans());
    validate().forEach((name, value) -> row.put("val_" + name, value));
    graph.endEpoch();
    if (fit.stepsPerEpoch().isEmpty()) {
      beginNextPass();
    }
    if (isRateToldBy(rows)) {
      row.put(LEARNING_RATE, learningRate());
    }
    Map<String, Double> results = ImmutableMap.copyOf(row);
    rows.add(results);
    epochIsOver = true;
    watchers.each("onEpochEnd", callback -> callback.onEpochEnd(this, results));
    if (checkpoints.isDueAfterEpoch(epoch)) {
      checkpoints.save(state());
    }
    epochIsOver = false;
    epoch++;
    batch = 0;
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

  /** Whether the rate changes, or was ever set, be it to what it is. */
  private boolean isRateToldBy(List<Map<String, Double>> rows) {
    return isRateSet
        || !graph.hasInitialRate()
        || rows.stream().anyMatch(row -> row.containsKey(LEARNING_RATE));
  }

  private void endByNonFinite(NonFiniteLossException e) {
    isSpoilt = true;
    if (!watchers.any("onNonFinite", callback -> callback.onNonFinite(this))) {
      throw e;
    }
    stop(e.toString());
  }

  private void saveIfFinite(Consumer<RunState> save) {
    if (isSpoilt) {
      return;
    }
    if (graph.weightsAreFinite()) {
      save.accept(state());
    } else {
      endByNonFinite(NonFiniteLossException.ofWeights(step, epoch));
    }
  }

  private String saveAfterFailure() {
    return isSpoilt || !graph.weightsAreFinite()
        ? "Nothing was saved, because a weight is NaN or infinite."
        : checkpoints.saveAfterFailure(this::state);
  }

  private void closeReader() {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }

  @Override
  public Model model() {
    return engine.model();
  }

  @Override
  public int epoch() {
    return epoch;
  }

  @Override
  public int epochs() {
    return fit.epochs();
  }

  @Override
  public OptionalLong batches() {
    return fit.stepsPerEpoch().map(OptionalLong::of).orElseGet(data::count);
  }

  @Override
  public long batch() {
    return batch;
  }

  @Override
  public long step() {
    return step;
  }

  @Override
  public int batchSize() {
    return batchSize;
  }

  @Override
  public float loss() {
    return loss;
  }

  @Override
  public Map<String, Double> running() {
    return graph.trainMeans();
  }

  @Override
  public History history() {
    return new History(rows);
  }

  @Override
  public double learningRate() {
    return graph.learningRate();
  }

  @Override
  public void setLearningRate(double rate) {
    checkState(
        graph.hasConstantRate(),
        "The learning rate is a schedule, %s (expected: LearningRate.constant, which may be set)",
        engine.compilation().optimizer().learningRate());
    checkArgument(rate > 0 && Double.isFinite(rate), "rate: %s (expected: > 0 and finite)", rate);
    graph.setLearningRate(rate);
    isRateSet = true;
  }

  @Override
  public void stop(String reason) {
    if (stopReason == null) {
      stopReason = reason;
    }
  }

  @Override
  public Optional<String> stopReason() {
    return Optional.ofNullable(stopReason);
  }

  @Override
  public Weights weights() {
    return graph.readWeights();
  }

  @Override
  public void assign(Weights weights) {
    graph.assign(weights);
  }

  @Override
  public void save(Path checkpoint) {
    engine.save(checkpoint, state());
  }

  @Override
  public NdArray<?> fetched(String layer) {
    NdArray<?> output = fetched.get(layer);
    checkArgument(
        output != null,
        "Layer '%s' was not fetched with this step: %s were (expected: Callback.fetches names it)",
        layer,
        fetched.keySet());
    return output;
  }

  @Override
  public GraphDef graph() {
    return graph.definition();
  }
}
