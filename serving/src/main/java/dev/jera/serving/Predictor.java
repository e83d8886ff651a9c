package dev.jera.serving;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import dev.jera.runtime.savedmodel.PredictionLog;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.SavedModelException;
import dev.jera.runtime.savedmodel.SavedModelVersions;
import dev.jera.runtime.savedmodel.Signature;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A loaded SavedModel that answers, from any number of threads.
 *
 * <p>What it is fed is checked against the signature, names, dtypes and shapes, before anything
 * native; what it answers is copied to Java's memory and outlives it. It owns native memory: close
 * it. Closing waits for the calls under way; calls made later get an {@link IllegalStateException}.
 *
 * <p>{@link Predicting} has the ways to ask it and what they throw.
 */
public final class Predictor implements Predicting, AutoCloseable {
  private final LoadedSavedModel model;
  private final Acceleration engine;
  private final Endpoints endpoints;
  private final List<String> labels;
  private final ServingListener listener;
  private final Gate gate;
  private final Release release;
  private final LeakDetector.Watch watch;

  private Predictor(
      LoadedSavedModel model, Acceleration engine, List<String> labels, ServingListener listener) {
    this.model = model;
    this.engine = engine;
    this.endpoints = new Endpoints(model, engine);
    this.labels = labels;
    this.listener = listener;
    this.gate = new Gate(toString());
    this.release = new Release(model, engine, listener);
    this.watch = LeakDetector.watch(this, toString(), release);
  }

  /**
   * Loads a bundle with {@link PredictorOptions#defaults()}, see {@link #load(Path,
   * PredictorOptions)}.
   */
  public static Predictor load(Path path) {
    return load(path, PredictorOptions.defaults());
  }

  /**
   * Loads a bundle.
   *
   * @param path a bundle, such as {@code savedmodels/mnist/3}, or a directory of numbered versions,
   *     such as {@code savedmodels/mnist}, of which the newest is taken
   * @throws SavedModelException if there is no bundle, or if it is damaged, not allowed, or cannot
   *     be loaded; or if it answers its golden samples otherwise, see {@link GoldenCheck}
   */
  public static Predictor load(Path path, PredictorOptions options) {
    Stopwatch watch = Stopwatch.createStarted();
    SavedModel description =
        SavedModel.read(SavedModelVersions.bundleOrNewest(path), options.tags());
    List<String> labels = description.labels();
    LoadedSavedModel model = LoadedSavedModel.load(description, options.load());
    @Nullable Acceleration engine = null;
    @Nullable Predictor predictor = null;
    try {
      engine = Acceleration.of(model, options);
      predictor = new Predictor(model, engine, labels, GuardedListener.of(options.listener()));
      GoldenSamples.check(predictor, options.golden());
      if (options.warmUp()) {
        predictor.warmUp();
      }
      predictor.release.loaded(watch.elapsed());
      return predictor;
    } catch (RuntimeException | Error e) {
      if (predictor != null) {
        predictor.watch.close();
      } else {
        if (engine != null) {
          engine.close();
        }
        model.close();
      }
      throw e;
    }
  }

  private void warmUp() {
    for (PredictionLog request : description().warmUpRequests()) {
      try {
        predict(request.signature(), request.inputs());
      } catch (IllegalArgumentException | PredictionException e) {
        throw new SavedModelException(
            "SavedModel %s: a warm-up request failed: %s (expected: requests that it can answer); mend or remove %s"
                .formatted(path(), e.getMessage(), SavedModel.WARM_UPS),
            e);
      }
    }
  }

  @Override
  public Path path() {
    return description().path();
  }

  /** The bundle as its files describe it. */
  public SavedModel description() {
    return model.description();
  }

  @Override
  public Map<String, Signature> signatures() {
    return model.signatures();
  }

  @Override
  public Signature signature(String name) {
    return endpoints.signature(name);
  }

  /** The names of a classifier's classes, in order; empty where the bundle ships none. */
  public List<String> labels() {
    return labels;
  }

  /** What answers the calls, and why: TensorFlow, or the accelerator of the options. */
  public Engine engine() {
    return engine.engine();
  }

  /**
   * How TensorFlow runs the signatures that can be called, by their names, where no accelerator
   * answers: what it was picked by says {@link PredictorOptions#planning()}.
   */
  public Map<String, RunPlan> plans() {
    return engine.plans();
  }

  /** Tells who hears of calls; what that one throws is logged. */
  public ServingListener listener() {
    return listener;
  }

  /**
   * Checks a call without making it, and throws what {@link #predict(String, Map, Set)} would: a
   * call that passes can fail on its values only, or if the predictor is closed meanwhile.
   */
  public void check(String signature, Map<String, TensorData> inputs, Set<String> outputs) {
    endpoint(signature, outputs).inOrder(inputs);
  }

  @Override
  public Map<String, TensorData> predict(String signature, Map<String, TensorData> inputs) {
    return ask(endpoints.get(signature), inputs);
  }

  /** {@inheritDoc} What only the other outputs need is not computed. */
  @Override
  public Map<String, TensorData> predict(
      String signature, Map<String, TensorData> inputs, Set<String> outputs) {
    return ImmutableMap.copyOf(
        Maps.filterKeys(ask(endpoint(signature, outputs), inputs), outputs::contains));
  }

  /**
   * Writes the bundle anew with its variables as they are now, after a signature has changed them.
   *
   * @param target the directory to make, such as {@code savedmodels/mnist/4}; it must not exist
   * @throws dev.jera.runtime.savedmodel.SavedModelException if the bundle has no variables to save,
   *     or if the target exists or cannot be written
   * @throws IllegalStateException if the predictor is closed
   */
  public void saveTo(Path target) {
    inGate(
        () -> {
          model.saveTo(target);
          return target;
        });
  }

  /**
   * Waits for the calls under way and frees the native memory. Closing twice is harmless.
   *
   * @throws IllegalStateException within a call, as from {@link ServingListener#onCall}: it would
   *     wait for itself for ever
   */
  @Override
  public void close() {
    gate.close(watch::close);
  }

  /** As {@code Predictor of savedmodels/mnist/1}. */
  @Override
  public String toString() {
    return "Predictor of " + path();
  }

  /** What was not prepared yet is looked up in the graph, which must not be freed meanwhile. */
  private Endpoint endpoint(String signature, Set<String> outputs) {
    return inGate(() -> endpoints.get(signature, outputs));
  }

  private Map<String, TensorData> ask(Endpoint endpoint, Map<String, TensorData> inputs) {
    List<TensorData> ordered = endpoint.inOrder(inputs);
    return endpoint.byName(inGate(() -> endpoint.call(ordered, listener)));
  }

  /** While a call is under way the collector must not take this for dropped, and close it. */
  private <T> T inGate(Supplier<T> call) {
    try {
      return gate.pass(call);
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
