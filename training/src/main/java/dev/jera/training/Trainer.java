package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.BatchedDataset;
import dev.jera.datasets.BatchedDataset.Remainder;
import dev.jera.datasets.Dataset;
import dev.jera.datasets.Example;
import dev.jera.datasets.IndexedDataset;
import dev.jera.datasets.Pass;
import dev.jera.model.ExportOptions;
import dev.jera.model.Model;
import dev.jera.model.ModelExporter;
import dev.jera.model.Weights;
import dev.jera.training.loss.Loss;
import dev.jera.training.metric.Metric;
import dev.jera.training.optimizer.Optimizer;
import dev.jera.training.optimizer.TunedOptimizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;

/**
 * A model that is being trained. It owns native memory; whoever compiled it closes it.
 *
 * <p>It serves one thread at a time: a call while another thread is in one is an {@link
 * IllegalStateException}, and so is any call after {@link #close}.
 */
public final class Trainer implements AutoCloseable {
  private static final int DEFAULT_BATCH_SIZE = 256;

  private final Engine engine;
  private final Turn turn;
  private final GoldenExamples golden = new GoldenExamples();

  private Trainer(Engine engine) {
    this.engine = engine;
    this.turn = new Turn("Trainer of model '%s'".formatted(engine.model().name()));
  }

  /**
   * Makes a model ready to be trained, its weights as their initializers give them.
   *
   * @throws IllegalArgumentException if an objective is for an output that the model lacks, or its
   *     loss or a metric cannot judge what that output gives
   * @throws dev.jera.runtime.gradient.GradientException if a layer has no right gradient
   */
  public static Trainer compile(Model model, Compilation compilation) {
    return new Trainer(Engine.compile(model, compilation));
  }

  /** Makes a model ready to be trained with the default seed. */
  public static Trainer compile(Model model, Optimizer optimizer, Loss loss, Metric... metrics) {
    return compile(model, Compilation.of(optimizer, loss, metrics));
  }

  /**
   * Trains.
   *
   * @return what was measured, a row an epoch; of a run that was resumed, those before the stop
   *     included
   * @throws IllegalArgumentException if the data does not fit the model or the loss; where the data
   *     is in memory nothing is trained then
   * @throws NonFiniteLossException if the loss or a weight becomes NaN or infinite; the weights are
   *     spoilt then, until {@link #restore}
   * @throws dev.jera.training.callback.CallbackException if a callback throws
   * @throws dev.jera.runtime.CheckpointException if a checkpoint cannot be written, or is another
   *     run's
   */
  public History fit(Dataset data, Fit fit) {
    return turn.takeAlone(
        () -> runFit(new BatchedDataset(data, fit.batchSize(), Remainder.KEEP), fit));
  }

  /**
   * As {@link #fit(Dataset, Fit)}, in the batches and the order that the data gives: its own batch
   * size holds, and {@link Fit.Order#GIVEN}.
   */
  public History fit(BatchedDataset data, Fit fit) {
    return turn.takeAlone(() -> runFit(data, fit.withOrder(Fit.Order.GIVEN)));
  }

  private History runFit(BatchedDataset data, Fit fit) {
    Dataset all = data.examples();
    Dataset training = all;
    Optional<Dataset> validation = fit.validation();
    if (fit.validationSplit() > 0) {
      long count =
          all.count()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "validationSplit: %s of data whose size is not known (expected: validation data of its own)"
                              .formatted(fit.validationSplit())));
      long kept = (long) Math.floor(count * (1 - fit.validationSplit()));
      training = all.take(kept);
      validation = Optional.of(all.skip(kept));
    }
    Example first = engine.binding().check("data", training);
    validation.ifPresent(part -> engine.binding().check("validation data", part));
    golden.keep(engine, training, first);
    Dataset weighted =
        fit.classWeights().isEmpty() ? training : training.weighByClass(fit.classWeights());
    Dataset ordered = fit.order() == Fit.Order.SHUFFLED ? shuffled(weighted) : weighted;
    BatchedDataset batches = new BatchedDataset(ordered, data.batchSize(), data.remainder());
    return new TrainingLoop(engine, batches, Engine.isChecked(training), validation, fit).run();
  }

  private Dataset shuffled(Dataset data) {
    if (data instanceof IndexedDataset indexed) {
      return indexed.shuffle(engine.compilation().seed());
    }
    throw new IllegalArgumentException(
        "order: SHUFFLED, of data that can only be read one after the other (expected: withOrder(GIVEN), and data.shuffle(...) where another order is wanted)");
  }

  /** Measures the loss and the metrics on data, in batches of 256. */
  public Map<String, Double> evaluate(Dataset data) {
    return evaluate(data, DEFAULT_BATCH_SIZE);
  }

  /**
   * Measures the loss and the metrics on data.
   *
   * @return {@code loss}, that of each output where there are several, and the metrics, by name,
   *     over all examples
   * @throws IllegalArgumentException if the data does not fit the model or the loss
   */
  public Map<String, Double> evaluate(Dataset data, int batchSize) {
    return turn.take(
        () -> {
          engine.binding().check("data", data);
          return engine.measure(new BatchedDataset(data, batchSize, Remainder.KEEP));
        });
  }

  /** Predicts, in batches of 256. */
  public FloatNdArray predict(NdArray<?> features) {
    return predict(features, DEFAULT_BATCH_SIZE);
  }

  /**
   * Predicts with a model of one input and one output.
   *
   * @param features [examples, ...], each of the input's shape
   * @return [examples, ...], each of the output's shape
   * @throws IllegalArgumentException if the features do not fit the input
   */
  public FloatNdArray predict(NdArray<?> features, int batchSize) {
    engine.model().outputShape();
    return requireNonNull(
        predict(ImmutableMap.of(Example.FEATURES, features), batchSize)
            .get(engine.model().outputName()));
  }

  /**
   * Predicts with any model.
   *
   * @param features [examples, ...] each, by input name
   * @return [examples, ...] each, by output name
   * @throws IllegalArgumentException if the features do not fit the inputs
   */
  public Map<String, FloatNdArray> predict(Map<String, NdArray<?>> features, int batchSize) {
    return turn.take(
        () -> {
          checkArgument(batchSize > 0, "batchSize: %s (expected: >= 1)", batchSize);
          return new Prediction(engine, features).run(batchSize);
        });
  }

  /**
   * Runs one step of training.
   *
   * @param batch its examples
   * @return its mean loss, before the step
   * @throws IllegalArgumentException if the data does not fit the model or the loss; nothing is
   *     trained then
   * @throws NonFiniteLossException if the loss is NaN or infinite
   */
  public float trainOnBatch(ArrayDataset batch) {
    return turn.takeAlone(
        () -> {
          golden.keep(engine, batch, engine.binding().check("batch", batch));
          engine.graph().useCoresFor(Math.toIntExact(batch.size()));
          try (Batch examples = whole(batch)) {
            float loss = engine.graph().train(examples, engine.graph().steps(), Set.of()).loss();
            if (!Float.isFinite(loss)) {
              throw NonFiniteLossException.ofLoss(loss, engine.graph().steps());
            }
            return loss;
          }
        });
  }

  /**
   * The gradients of a batch, as a step of training has them: with dropout, and with layers' moving
   * averages brought up to date. No trained weight is changed.
   *
   * @param batch its examples
   * @return d loss / d weight for each trainable weight, by name
   * @throws IllegalArgumentException if the data does not fit the model or the loss
   */
  public Weights gradients(ArrayDataset batch) {
    return turn.takeAlone(
        () -> {
          engine.binding().check("batch", batch);
          engine.graph().useCoresFor(Math.toIntExact(batch.size()));
          try (Batch examples = whole(batch)) {
            return new Weights(engine.graph().gradients(examples));
          }
        });
  }

  /**
   * Changes the weights by gradients of the caller's, by the rule of the optimizer. It counts as a
   * step.
   *
   * @param gradients one for each trainable weight, by name
   * @throws IllegalArgumentException if one is missing, of another shape, NaN or infinite, or of no
   *     trainable weight; nothing is changed then
   */
  public void apply(Weights gradients) {
    turn.takeAlone(
        () -> {
          engine.graph().apply(gradients.values());
          return gradients;
        });
  }

  private Batch whole(ArrayDataset data) {
    List<Example> examples = new ArrayList<>();
    try (Pass pass = data.pass(0)) {
      pass.forEachRemaining(examples::add);
    }
    return engine.binding().batch(examples, 0);
  }

  /** The present values of the weights. */
  public Weights weights() {
    return turn.take(() -> engine.graph().values().weights());
  }

  /**
   * The moving averages of the trainable weights, which {@link Optimizer#withMovingAverage} keeps,
   * and the present values of the others. Before the first update all are the present values.
   *
   * @throws IllegalStateException if the optimizer keeps no moving averages
   */
  public Weights averagedWeights() {
    return turn.take(
        () -> {
          TrainingGraph graph = engine.graph();
          Optimizer optimizer = engine.compilation().optimizer();
          Map<String, NdArray<?>> averages = graph.values().slots(TunedOptimizer.AVERAGE);
          checkState(
              !averages.isEmpty(),
              "Trainer of model '%s': %s keeps no moving averages (expected: an optimizer withMovingAverage)",
              engine.model().name(),
              optimizer);
          boolean updated = graph.steps() >= optimizer.accumulation();
          return updated
              ? graph.values().weights().with(new Weights(averages))
              : graph.values().weights();
        });
  }

  /**
   * Gives weights these values, and leaves those that are not named as they are.
   *
   * @throws IllegalArgumentException if a name or a shape is not that of a weight; nothing is
   *     changed then
   */
  public void assign(Weights weights) {
    turn.take(
        () -> {
          engine.graph().values().assign(weights);
          return weights;
        });
  }

  /** The learning rate of the next step. */
  public double learningRate() {
    return turn.take(() -> engine.graph().rate().next());
  }

  /**
   * Saves a checkpoint: the weights, the state of the optimizer, and the number of steps and
   * epochs.
   *
   * @param checkpoint the directory to make; a checkpoint that is there already is replaced
   * @throws dev.jera.runtime.CheckpointException if it cannot be written; what was there stays
   */
  public void save(Path checkpoint) {
    turn.take(
        () -> {
          engine.save(checkpoint, RunState.between(engine));
          return checkpoint;
        });
  }

  /**
   * Goes back to what was saved. After a save between two epochs, what is fitted with the same seed
   * is then what would have been fitted without a stop. To go on in the middle of an epoch, or with
   * the history and the callbacks as they were, use {@link Fit#withCheckpoints}.
   *
   * @param path a checkpoint, or a directory of them, of which the newest whole one is taken
   * @throws dev.jera.runtime.CheckpointException if it is missing, damaged, or another model's
   */
  public void restore(Path path) {
    turn.takeAlone(() -> engine.restore(path));
  }

  /** Exports without labels; see {@link #export(Path, List)}. */
  public Path export(Path path) {
    return export(path, List.of());
  }

  /**
   * Exports the model and its weights as a SavedModel that holds inference alone.
   *
   * <p>Into it go golden samples, too: the first examples that the trainer was given to fit, at
   * most 4 and a megabyte, with what the model answers for them now. A bundle that answers
   * otherwise where it is loaded is refused there. Where no example may leave with the bundle, call
   * {@link ModelExporter} with {@link #weights()}: it adds none.
   *
   * @param path a version to make, such as {@code savedmodels/mnist/3}, or a directory of versions,
   *     in which the next one is made
   * @param labels the classes' names, shipped with it; none where empty
   * @return the bundle, the version included
   * @throws dev.jera.runtime.savedmodel.SavedModelException if the version is there already or
   *     cannot be written; nothing is left behind then
   */
  public Path export(Path path, List<String> labels) {
    return export(engine.model(), path, labels);
  }

  /**
   * As {@link #export(Path, List)}, but another model with the weights of the trained one, such as
   * one with a softmax behind the logits. The golden samples hold what that model answers.
   *
   * @param model it has the same inputs and weights, by name and shape
   * @throws IllegalArgumentException if it has others, or the labels are not as many as its outputs
   */
  public Path export(Model model, Path path, List<String> labels) {
    return turn.take(
        () -> {
          SiblingModels.check(model, engine.model());
          TrainingGraph graph = engine.graph();
          ExportOptions options =
              ExportOptions.of(model)
                  .withLabels(labels)
                  .withGoldenSamples(golden.ask(graph, model));
          return ModelExporter.export(model, graph.values().weights(), path, options);
        });
  }

  /**
   * What the loss of the next step is multiplied by; 1 where {@link DtypePolicy} scales nothing.
   *
   * @see LossScale
   */
  public double lossScale() {
    return turn.take(() -> engine.graph().lossScale());
  }

  /**
   * How many steps one run of the session made in the last fit, where no callback or checkpoint was
   * in between: what {@link Compilation#stepsPerExecution} says, or what was measured to be fastest
   * so far.
   */
  public int stepsPerExecution() {
    return turn.take(() -> engine.executions().chosen());
  }

  /** The number of training steps so far, those before a restore included. */
  public long steps() {
    return turn.take(() -> engine.graph().steps());
  }

  @Override
  public void close() {
    turn.end(engine::close);
  }
}
