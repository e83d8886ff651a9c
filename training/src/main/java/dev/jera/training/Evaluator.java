package dev.jera.training;

import dev.jera.datasets.BatchedDataset;
import dev.jera.model.Model;
import dev.jera.model.Weights;
import dev.jera.model.rewriting.Rewriting;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.Saver;
import dev.jera.runtime.SessionOptions;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A model with the weights of a checkpoint, which measures and predicts but is not trained: its
 * graph has neither gradients nor an optimizer. It owns native memory; whoever loaded it closes it.
 *
 * <p>It serves one thread at a time: a call while another thread is in one is an {@link
 * IllegalStateException}, and so is any call after {@link #close}.
 */
public final class Evaluator implements AutoCloseable {
  private final Graph graph;
  private final Session session;
  private final Variables variables;
  private final List<Variable<TFloat32>> weights;
  private final InferenceGraph inference;
  private final Binding binding;
  private final long step;
  private final Turn turn;

  private Evaluator(
      Graph graph,
      Model model,
      List<Objective> objectives,
      CheckpointDirectory checkpoint,
      SessionOptions options) {
    this.graph = graph;
    Ops tf = Ops.create(graph);
    variables = new Variables(tf);
    weights = model.createVariables(tf, variables, 0);
    Optional<Saver> saver =
        weights.isEmpty() ? Optional.empty() : Optional.of(Saver.add(tf, variables.all()));
    Feeds feeds = Feeds.add(tf, model, objectives);
    CoreUse cores = CoreUse.of(model, Rewriting.all(), options);
    inference =
        new InferenceGraph(
            tf.withSubScope("inference"), cores.rewriting(), variables, model, weights, feeds);
    binding = new Binding(model, feeds.targets());
    step = checkpoint.file().step();
    turn = new Turn("Evaluator of model '%s'".formatted(model.name()));
    session = cores.session().open(graph);
    try {
      saver.ifPresent(restorer -> restorer.restore(session, checkpoint.variables()));
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  /**
   * Loads a model's weights by name from the checkpoint of a {@link Trainer}, whose model may have
   * more of them.
   *
   * @param objectives what is measured; none where the model is only to predict
   * @param path a checkpoint, or a directory of them, of which the newest whole one is taken
   * @throws dev.jera.runtime.CheckpointException if it is missing or damaged, if it lacks a weight
   *     or has it in another shape, or if it has more layers of a kind than the model, so that
   *     their names may mean others
   * @throws IllegalArgumentException if an objective does not fit an output
   */
  public static Evaluator load(
      Model model, List<Objective> objectives, Path path, SessionOptions options) {
    CheckpointDirectory checkpoint = CheckpointDirectory.find(path);
    SavedWeights.check(checkpoint.path(), checkpoint.file().variables(), model);
    NativeSettings.ensureLoaded();
    Graph graph = new Graph();
    try {
      return new Evaluator(graph, model, objectives, checkpoint, options);
    } catch (RuntimeException | Error e) {
      graph.close();
      throw e;
    }
  }

  /** The number of training steps behind the weights. */
  public long step() {
    return step;
  }

  /** The weights. */
  public Weights weights() {
    return turn.take(() -> new Weights(variables.read(session, weights)));
  }

  /**
   * Measures the loss and the metrics on one pass over data.
   *
   * @return {@code loss}, that of each output where there are several, and the metrics, by name,
   *     over all examples
   * @throws IllegalArgumentException if the data does not fit the model or a loss
   * @throws IllegalStateException if there is no objective
   */
  public Map<String, Double> evaluate(BatchedDataset data) {
    return turn.take(
        () -> {
          try (BatchReader batches = read(data)) {
            return inference.measure(session, batches);
          }
        });
  }

  /**
   * Predicts for one pass over data, example by example.
   *
   * @param taker is given what each example's outputs are, in the order of the model's outputs,
   *     without the batch axis
   * @throws IllegalArgumentException if the data does not fit the model
   */
  public void predict(BatchedDataset data, Consumer<List<FloatNdArray>> taker) {
    turn.takeAlone(
        () -> {
          try (BatchReader batches = read(data)) {
            while (batches.hasNext()) {
              predictBatch(batches).forEach(taker);
            }
          }
          return data;
        });
  }

  private List<List<FloatNdArray>> predictBatch(BatchReader batches) {
    List<List<FloatNdArray>> examples = new ArrayList<>();
    try (Batch batch = batches.next();
        Result result = inference.predict(session, batch.features())) {
      for (int i = 0; i < batch.size(); i++) {
        List<FloatNdArray> outputs = new ArrayList<>();
        for (int output = 0; output < result.size(); output++) {
          FloatNdArray row = ((TFloat32) result.get(output)).get(i);
          FloatNdArray copy = NdArrays.ofFloats(row.shape());
          row.copyTo(copy);
          outputs.add(copy);
        }
        examples.add(outputs);
      }
    }
    return examples;
  }

  private BatchReader read(BatchedDataset data) {
    binding.check("data", data.examples());
    return new BatchReader(binding, data, Engine.isChecked(data.examples()), 0, 0);
  }

  @Override
  public void close() {
    turn.end(
        () -> {
          session.close();
          graph.close();
        });
  }
}
