package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.Closer;
import dev.jera.datasets.Dataset;
import dev.jera.model.Model;
import dev.jera.model.ModelExporter;
import dev.jera.model.Seeds;
import dev.jera.model.Weights;
import dev.jera.runtime.Shapes;
import dev.jera.training.loss.Loss;
import dev.jera.training.metric.Metric;
import dev.jera.training.optimizer.Optimizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Result;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * A model that is being trained. It owns native memory; whoever compiled it closes it.
 *
 * <p>It serves one thread at a time: a call while another thread is in one is an {@link
 * IllegalStateException}, and so is any call after {@link #close}.
 */
public final class Trainer implements AutoCloseable {
  private static final int DEFAULT_BATCH_SIZE = 256;

  private final Model model;
  private final Compilation compilation;
  private final TrainingGraph graph;
  private final Turn turn;

  private Trainer(Model model, Compilation compilation) {
    this.model = model;
    this.compilation = compilation;
    this.graph = TrainingGraph.build(model, compilation);
    this.turn = new Turn("Trainer of model '%s'".formatted(model.name()));
  }

  /**
   * Makes a model ready to be trained, its weights as their initializers give them.
   *
   * @throws IllegalArgumentException if the model has several inputs or outputs, or the loss cannot
   *     judge what it gives
   * @throws dev.jera.runtime.gradient.GradientException if a layer has no right gradient
   */
  public static Trainer compile(Model model, Compilation compilation) {
    checkArgument(
        model.inputs().size() == 1 && model.outputs().size() == 1,
        "Model '%s': inputs %s, outputs %s (expected: one of each; a Trainer takes no more yet)",
        model.name(),
        model.inputNames(),
        model.outputNames());
    compilation.loss().labelShape(model.outputShape());
    return new Trainer(model, compilation);
  }

  /** Makes a model ready to be trained with the default seed. */
  public static Trainer compile(Model model, Optimizer optimizer, Loss loss, Metric... metrics) {
    return compile(model, Compilation.of(optimizer, loss, metrics));
  }

  /**
   * Trains.
   *
   * @return what was measured, a row an epoch
   * @throws IllegalArgumentException if the data does not fit the model or the loss; nothing is
   *     trained then
   * @throws NonFiniteLossException if the loss or a weight becomes NaN or infinite; the weights are
   *     spoilt then, until {@link #restore}
   */
  public History fit(Dataset data, Fit fit) {
    return turn.takeAlone(
        () -> {
          Dataset training = fit.trainingPart(data);
          Optional<Dataset> validation = fit.validationPart(data);
          checkData("data", training);
          validation.ifPresent(part -> checkData("validation data", part));
          List<Map<String, Double>> rows = new ArrayList<>();
          try (Closer end = Closer.create()) {
            fit.callbacks().forEach(callback -> end.register(callback::onTrainEnd));
            for (int number = 1; number <= fit.epochs(); number++) {
              rows.add(runEpoch(number, training, validation, fit));
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return new History(rows);
        });
  }

  /** Measures the loss and the metrics on data, in batches of 256. */
  public Map<String, Double> evaluate(Dataset data) {
    return evaluate(data, DEFAULT_BATCH_SIZE);
  }

  /**
   * Measures the loss and the metrics on data.
   *
   * @return {@code loss} and the metrics, by name: means over all examples
   * @throws IllegalArgumentException if the data does not fit the model or the loss
   */
  public Map<String, Double> evaluate(Dataset data, int batchSize) {
    return turn.take(
        () -> {
          checkData("data", data);
          return measure(data, batchSize);
        });
  }

  /** Predicts, in batches of 256. */
  public FloatNdArray predict(NdArray<?> features) {
    return predict(features, DEFAULT_BATCH_SIZE);
  }

  /**
   * Predicts.
   *
   * @param features [examples, ...], each of the input's shape
   * @return [examples, ...], each of the output's shape
   * @throws IllegalArgumentException if the features do not fit the input
   */
  public FloatNdArray predict(NdArray<?> features, int batchSize) {
    return turn.take(
        () -> {
          checkBatchSize(batchSize);
          checkFeatures("features", features);
          RowReader reader = new RowReader("features", features, model.input().dtype());
          int[] order = Batches.inOrder(features.shape().get(0));
          Shape example = model.outputShape().takeLast(model.outputShape().numDimensions() - 1);
          FloatNdArray all = NdArrays.ofFloats(Shape.of(order.length).append(example));
          for (int from = 0; from < order.length; from += batchSize) {
            int to = from + Math.min(batchSize, order.length - from);
            try (TType batch = reader.read(order, from, to);
                Result result = graph.predict(batch)) {
              TFloat32 rows = (TFloat32) result.get(0);
              for (int row = from; row < to; row++) {
                rows.get(row - from).copyTo(all.get(row));
              }
            }
          }
          return all;
        });
  }

  /** The present values of the weights. */
  public Weights weights() {
    return turn.take(graph::readWeights);
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
          graph.assign(weights);
          return weights;
        });
  }

  /**
   * Saves the weights, the state of the optimizer and the number of steps and epochs.
   *
   * @param prefix the path of the checkpoint's files, without their endings
   * @throws dev.jera.runtime.CheckpointException if it cannot be written
   */
  public void save(Path prefix) {
    turn.take(
        () -> {
          graph.save(prefix);
          return prefix;
        });
  }

  /**
   * Goes back to what was saved. After a save between two epochs, what is fitted with the same seed
   * is then what would have been fitted without a stop.
   *
   * @param prefix the path that {@link #save} was given
   * @throws dev.jera.runtime.CheckpointException if it is missing, damaged, or another model's
   */
  public void restore(Path prefix) {
    turn.takeAlone(
        () -> {
          graph.restore(prefix);
          return prefix;
        });
  }

  /** Exports without labels; see {@link #export(Path, List)}. */
  public Path export(Path path) {
    return export(path, List.of());
  }

  /**
   * Exports the model and its weights as a SavedModel that holds inference alone.
   *
   * @param path a version to make, such as {@code savedmodels/mnist/3}, or a directory of versions,
   *     in which the next one is made
   * @param labels the classes' names, shipped with it; none where empty
   * @return the bundle, the version included
   * @throws dev.jera.runtime.savedmodel.SavedModelException if the version is there already or
   *     cannot be written; nothing is left behind then
   */
  public Path export(Path path, List<String> labels) {
    return turn.take(() -> ModelExporter.export(model, graph.readWeights(), path, labels));
  }

  /** The number of training steps so far, those before a restore included. */
  public long steps() {
    return turn.take(graph::steps);
  }

  @Override
  public void close() {
    turn.end(graph::close);
  }

  private Map<String, Double> runEpoch(
      int number, Dataset data, Optional<Dataset> validation, Fit fit) {
    int[] order = Batches.inOrder(data.size());
    if (fit.order() == Fit.Order.SHUFFLED) {
      Batches.shuffle(order, Seeds.derive(compilation.seed(), "shuffle/" + graph.epochs()));
    }
    graph.resetTrainMeans();
    Map<String, Double> row = new LinkedHashMap<>();
    try (Batches batches = batches(data, order, fit.batchSize())) {
      RunningEpoch epoch = new RunningEpoch(graph, number, fit.epochs(), batches.count());
      fit.callbacks().forEach(callback -> callback.onEpochBegin(epoch));
      int done = 0;
      while (batches.hasNext()) {
        try (Batch batch = batches.next()) {
          float loss = graph.train(batch);
          done++;
          if (!Float.isFinite(loss)) {
            throw NonFiniteLossException.ofLoss(loss, graph.steps(), number, done);
          }
        }
        int batch = done;
        fit.callbacks().forEach(callback -> callback.onBatchEnd(epoch, batch));
      }
      if (!graph.weightsAreFinite()) {
        throw NonFiniteLossException.ofWeights(graph.steps(), number);
      }
      graph.endEpoch();
      row.putAll(graph.trainMeans());
      validation.ifPresent(
          part ->
              measure(part, fit.batchSize())
                  .forEach((name, value) -> row.put("val_" + name, value)));
      Map<String, Double> results = ImmutableMap.copyOf(row);
      fit.callbacks().forEach(callback -> callback.onEpochEnd(epoch, results));
      return results;
    }
  }

  private Map<String, Double> measure(Dataset data, int batchSize) {
    graph.resetEvaluateMeans();
    try (Batches batches = batches(data, Batches.inOrder(data.size()), batchSize)) {
      while (batches.hasNext()) {
        try (Batch batch = batches.next()) {
          graph.evaluate(batch);
        }
      }
    }
    return graph.evaluateMeans();
  }

  private Batches batches(Dataset data, int[] order, int batchSize) {
    checkBatchSize(batchSize);
    return new Batches(
        data, model.input().dtype(), compilation.loss().labelDtype(), order, batchSize);
  }

  private void checkData(String what, Dataset data) {
    checkArgument(data.size() > 0, "%s: no examples (expected: at least one)", what);
    checkFeatures(what, data.features());
    compilation.loss().checkLabels(data, model.outputShape());
    RowReader.check(what + ": labels", data.labels(), compilation.loss().labelDtype());
  }

  private static void checkBatchSize(int batchSize) {
    checkArgument(batchSize > 0, "batchSize: %s (expected: >= 1)", batchSize);
  }

  private void checkFeatures(String what, NdArray<?> features) {
    checkArgument(
        Shapes.fits(features.shape(), model.input().batchShape()),
        "%s: features %s (expected: %s, the input of model '%s')",
        what,
        Shapes.format(features.shape()),
        Shapes.format(model.input().batchShape()),
        model.name());
    RowReader.check(what + ": features", features, model.input().dtype());
  }
}
