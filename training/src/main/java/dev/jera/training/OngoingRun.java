package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableMap;
import com.google.common.math.LongMath;
import dev.jera.datasets.BatchedDataset;
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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.proto.GraphDef;

/** Where a run is and what it measured, as its loop writes it down and callbacks see it. */
final class OngoingRun implements TrainingRun {
  private static final String LEARNING_RATE = "learning_rate";

  private final Engine engine;
  private final TrainingGraph graph;
  private final BatchedDataset data;
  private final Fit fit;
  private final Consumer<Path> saver;

  private final List<Map<String, Double>> rows = new ArrayList<>();
  private int epoch = 1;
  private long batch;
  private long step;
  private int batchSize;
  private float loss = Float.NaN;
  private Map<String, NdArray<?>> fetched = ImmutableMap.of();
  private boolean isRateSet;
  private @Nullable String stopReason;

  /**
   * @param data what is trained on
   * @param saver saves a checkpoint of the run
   */
  OngoingRun(Engine engine, BatchedDataset data, Fit fit, Consumer<Path> saver) {
    this.engine = engine;
    this.graph = engine.graph();
    this.data = data;
    this.fit = fit;
    this.saver = saver;
    this.step = graph.steps();
  }

  /** Goes to where a stopped run was. */
  void resume(RunState saved) {
    step = saved.step();
    epoch = saved.epoch();
    batch = saved.batch();
    rows.addAll(saved.history());
  }

  /** A step is over. */
  void endStep(int size, StepResult result) {
    step++;
    batch++;
    batchSize = size;
    loss = result.loss();
    fetched = result.outputs();
  }

  /**
   * The results of an epoch are there.
   *
   * @return they, with the learning rate where it is told
   */
  Map<String, Double> addRow(Map<String, Double> results) {
    Map<String, Double> row = new LinkedHashMap<>(results);
    if (isRateTold()) {
      row.put(LEARNING_RATE, learningRate());
    }
    Map<String, Double> whole = ImmutableMap.copyOf(row);
    rows.add(whole);
    return whole;
  }

  /** Whether the rate changes, or was ever set, be it to what it is. */
  private boolean isRateTold() {
    return isRateSet
        || !graph.rate().isInitial()
        || rows.stream().anyMatch(row -> row.containsKey(LEARNING_RATE));
  }

  void beginNextEpoch() {
    epoch++;
    batch = 0;
  }

  /** About how many steps there are to come; as many as there were where nobody knows. */
  long stepsLeft() {
    OptionalLong batches = batches();
    return batches.isPresent()
        ? LongMath.saturatedMultiply(batches.getAsLong(), fit.epochs() - epoch + 1L) - batch
        : step;
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
    return graph.rate().next();
  }

  @Override
  public void setLearningRate(double rate) {
    checkState(
        graph.rate().isConstant(),
        "The learning rate is a schedule, %s (expected: LearningRate.constant, which may be set)",
        engine.compilation().optimizer().learningRate());
    checkArgument(rate > 0 && Double.isFinite(rate), "rate: %s (expected: > 0 and finite)", rate);
    graph.rate().set(rate);
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
    return graph.values().weights();
  }

  @Override
  public void assign(Weights weights) {
    graph.values().assign(weights);
  }

  @Override
  public void save(Path checkpoint) {
    saver.accept(checkpoint);
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
