package dev.jera.training.estimator;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.jera.datasets.BatchedDataset;
import dev.jera.datasets.Example;
import dev.jera.datasets.Pass;
import dev.jera.model.ExportOptions;
import dev.jera.model.Input;
import dev.jera.model.ModelExporter;
import dev.jera.training.Checkpoints;
import dev.jera.training.Compilation;
import dev.jera.training.Evaluator;
import dev.jera.training.Fit;
import dev.jera.training.Objective;
import dev.jera.training.Trainer;
import dev.jera.training.callback.Callback;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Step-driven training of a model function, with its state in a directory: a description, which
 * holds no native memory. Every call builds what it needs, takes up the newest checkpoint of the
 * directory, and closes what it built.
 *
 * <pre>{@code
 * Estimator classifier = Estimator.of(this::cnn, Path.of("mnist_convnet_model"));
 * classifier.train(() -> Mnist.train().shuffle(7).repeat().batch(100), 20_000);
 * classifier.evaluate(ArrayInput.of(Mnist.test()));   // {loss=..., accuracy=..., global_step=20000}
 * }</pre>
 *
 * @param modelFunction describes the model
 * @param modelDirectory where the checkpoints are
 * @param config how it runs
 * @see <a
 *     href="https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/estimator/Estimator">tf.estimator.Estimator</a>
 */
@RecordBuilder
public record Estimator(ModelFunction modelFunction, Path modelDirectory, RunConfig config)
    implements EstimatorBuilder.With {

  /** An estimator with the default configuration. */
  public static Estimator of(ModelFunction modelFunction, Path modelDirectory) {
    return new Estimator(modelFunction, modelDirectory, RunConfig.defaults());
  }

  /**
   * Trains to the end of the data.
   *
   * <p>It goes on from the newest checkpoint: with the weights, the optimizer's state and the step,
   * and behind the batches that were trained on. Where these were all, it begins with the next
   * pass. So two runs of n steps are one of 2 n, bit for bit, as long as the data lasts.
   *
   * @param hooks who watches
   * @return the number of steps, those of earlier runs included
   * @throws IllegalArgumentException if there is no data, it does not fit the model, or the model
   *     function is wrong
   * @throws dev.jera.runtime.CheckpointException if the directory is of another model function, or
   *     of a run with another optimizer, objective, seed or batch size
   * @throws dev.jera.training.NonFiniteLossException if the loss or a weight becomes NaN or
   *     infinite
   * @throws dev.jera.training.callback.CallbackException if a hook throws
   */
  public long train(InputFunction input, Callback... hooks) {
    return train(input, StepLimit.none(), hooks);
  }

  /**
   * As {@link #train(InputFunction, Callback...)}, but at most so many steps.
   *
   * @param steps how many, beside those of earlier runs; at least 1
   */
  public long train(InputFunction input, long steps, Callback... hooks) {
    return train(input, StepLimit.more(steps), hooks);
  }

  /**
   * As {@link #train(InputFunction, Callback...)}, but until there were so many steps. After a run
   * that was killed the same call does what is left; where nothing is left it does nothing.
   *
   * @param maxSteps how many, those of earlier runs included; at least 1
   */
  public long trainUpTo(InputFunction input, long maxSteps, Callback... hooks) {
    return train(input, StepLimit.total(maxSteps), hooks);
  }

  private long train(InputFunction input, StepLimit limit, Callback... hooks) {
    BatchedDataset data = input.get();
    SpecModel described = describe(data, Mode.TRAIN);
    Compilation compilation =
        Compilation.of(
                described.spec().optimizer().orElseThrow(),
                described.objectives().toArray(Objective[]::new))
            .withSeed(config.seed())
            .withSession(config.session());
    // An epoch is a pass, of which the limit ends the first that it trains on.
    Fit fit =
        Fit.epochs(Integer.MAX_VALUE)
            .withOrder(Fit.Order.GIVEN)
            .withCheckpoints(config.checkpoints(modelDirectory))
            .withCallbacks(ImmutableList.<Callback>builder().add(hooks).add(limit).build());
    try (Trainer trainer = Trainer.compile(described.model(), compilation)) {
      trainer.fit(data, fit);
      return trainer.steps();
    }
  }

  /**
   * Measures on one pass over the data, which must have an end.
   *
   * @return {@code loss}, the metrics, and {@code global_step}, the number of steps so far
   * @throws IllegalStateException if there is no checkpoint yet
   * @throws IllegalArgumentException if there is no data, it does not fit the model, or the model
   *     function is wrong
   * @throws dev.jera.runtime.CheckpointException if the directory is of another model function
   */
  public Map<String, Double> evaluate(InputFunction input) {
    Path checkpoint = newest();
    BatchedDataset data = input.get();
    SpecModel described = describe(data, Mode.EVAL);
    try (Evaluator evaluator =
        Evaluator.load(described.model(), described.objectives(), checkpoint, config.session())) {
      return ImmutableMap.<String, Double>builder()
          .putAll(evaluator.evaluate(data))
          .put("global_step", (double) evaluator.step())
          .buildOrThrow();
    }
  }

  /**
   * Predicts for each example of one pass over the data, which must have an end. Labels are not
   * looked at.
   *
   * @return the predictions by name, without the batch axis, an example after the other
   * @throws IllegalStateException if there is no checkpoint yet
   * @throws IllegalArgumentException if there is no data, it does not fit the model, or the model
   *     function is wrong
   * @throws dev.jera.runtime.CheckpointException if the directory is of another model function
   */
  public List<Map<String, FloatNdArray>> predict(InputFunction input) {
    List<Map<String, FloatNdArray>> all = new ArrayList<>();
    predict(input, all::add);
    return all;
  }

  /** As {@link #predict(InputFunction)}, for more examples than fit in memory. */
  public void predict(InputFunction input, Consumer<Map<String, FloatNdArray>> taker) {
    Path checkpoint = newest();
    BatchedDataset data = input.get();
    SpecModel described = describe(data, Mode.PREDICT);
    List<String> names = ImmutableList.copyOf(described.spec().predictions().keySet());
    try (Evaluator evaluator =
        Evaluator.load(described.model(), List.of(), checkpoint, config.session())) {
      evaluator.predict(data, outputs -> taker.accept(byName(names, outputs)));
    }
  }

  private static Map<String, FloatNdArray> byName(List<String> names, List<FloatNdArray> outputs) {
    ImmutableMap.Builder<String, FloatNdArray> named = ImmutableMap.builder();
    for (int i = 0; i < names.size(); i++) {
      named.put(names.get(i), outputs.get(i));
    }
    return named.buildOrThrow();
  }

  /**
   * Exports what predicts, with the newest checkpoint's weights. The signature's outputs are called
   * as the predictions are. There is no data to make golden samples of.
   *
   * @param path a version to make, or a directory of versions, in which the next one is made
   * @param inputs the features, by name
   * @return the bundle, the version included
   * @throws IllegalStateException if there is no checkpoint yet
   * @throws dev.jera.runtime.CheckpointException if the directory is of another model function, or
   *     lacks a weight
   * @throws dev.jera.runtime.savedmodel.SavedModelException if the bundle is there already or
   *     cannot be written
   */
  public Path exportSavedModel(Path path, Map<String, Input> inputs) {
    Path checkpoint = newest();
    SpecModel described = SpecModel.of(modelFunction, Features.of(inputs), Set.of(), Mode.PREDICT);
    List<String> names = ImmutableList.copyOf(described.spec().predictions().keySet());
    try (Evaluator evaluator =
        Evaluator.load(described.model(), List.of(), checkpoint, config.session())) {
      return ModelExporter.export(
          described.model(),
          evaluator.weights(),
          path,
          ExportOptions.of(described.model()).withOutputNames(names));
    }
  }

  private SpecModel describe(BatchedDataset data, Mode mode) {
    try (Pass pass = data.examples().pass(0)) {
      checkArgument(pass.hasNext(), "input function: no examples (expected: at least one)");
      Example first = pass.next();
      return SpecModel.of(modelFunction, Features.of(first), first.labels().keySet(), mode);
    }
  }

  private Path newest() {
    return Checkpoints.newestIn(modelDirectory)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Model directory %s: no whole checkpoint (expected: one; call train first)"
                        .formatted(modelDirectory)));
  }
}
