package dev.jera.serving;

import com.google.common.base.Stopwatch;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import dev.jera.runtime.savedmodel.PredictionLog;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.SavedModelException;
import dev.jera.runtime.savedmodel.SavedModelVersions;
import dev.jera.runtime.savedmodel.Signature;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.ndarray.NdArray;

/**
 * A loaded SavedModel that answers, from any number of threads.
 *
 * <p>What it is fed is checked against the signature, names, dtypes and shapes, before anything
 * native; what it answers is copied to Java's memory and outlives it. It owns native memory: close
 * it. Closing waits for the calls under way; calls made later get an {@link IllegalStateException}.
 *
 * <p>Every {@code predict} throws
 *
 * <ul>
 *   <li>{@link IllegalArgumentException} if the bundle has no such signature, or if what is fed is
 *       not what the signature asks for;
 *   <li>{@link PredictionException} if TensorFlow fails on the values, or if the signature cannot
 *       be called, see {@link Signature#problem()};
 *   <li>{@link IllegalStateException} if the predictor is closed.
 * </ul>
 *
 * <p>Where no signature is named, it is {@value Signature#DEFAULT}, or the only one of the bundle.
 */
public final class Predictor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Predictor.class);
  private static final String FLOATS = "predict(float[])";
  private static final String BYTES = "predict(byte[])";
  private static final String TENSOR = "predict(TensorData)";

  private final LoadedSavedModel model;
  private final Endpoints endpoints;
  private final List<String> labels;
  private final ServingListener listener;
  private final Gate gate;
  private final LeakDetector.Watch watch;

  private Predictor(LoadedSavedModel model, List<String> labels, ServingListener listener) {
    this.model = model;
    this.endpoints = new Endpoints(model);
    this.labels = labels;
    this.listener = listener;
    this.gate = new Gate(toString());
    this.watch = LeakDetector.watch(this, toString(), model::close);
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
    @Nullable Predictor predictor = null;
    try {
      predictor = new Predictor(model, labels, options.listener());
      GoldenSamples.check(predictor, options.golden());
      if (options.warmUp()) {
        predictor.warmUp();
      }
      options.listener().onLoad(description.path(), watch.elapsed());
      return predictor;
    } catch (RuntimeException | Error e) {
      if (predictor == null) {
        model.close();
      } else {
        predictor.watch.close();
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

  /** The directory of the bundle, the version included. */
  public Path path() {
    return description().path();
  }

  /** The bundle as its files describe it. */
  public SavedModel description() {
    return model.description();
  }

  /** What may be called, by name, in the order of the names. */
  public Map<String, Signature> signatures() {
    return model.signatures();
  }

  /**
   * What is called by a name.
   *
   * @throws IllegalArgumentException if there is no such signature
   */
  public Signature signature(String name) {
    return endpoints.signature(name);
  }

  /** The names of a classifier's classes, in order; empty where the bundle ships none. */
  public List<String> labels() {
    return labels;
  }

  /** Who hears of calls. */
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

  /** Asks the default signature, see {@link #predict(String, float[])}. */
  public float[] predict(float[] values) {
    return predict(endpoints.defaultName(), values);
  }

  /**
   * Asks a signature of one float32 input and one float32 output.
   *
   * @param values the input in row-major order; where its shape leaves one size open, as the batch
   *     of [?, 28, 28, 1], any multiple of the rest: 784 values a row here
   * @return the output in row-major order
   */
  public float[] predict(String signature, float[] values) {
    Single single = Single.of(endpoints.get(signature), FLOATS);
    single.checkFlat(FLOATS, Dtype.FLOAT32);
    return ask(single, TensorData.of(single.shapeOf(values.length), values)).floats();
  }

  /** Asks the default signature, see {@link #predict(String, byte[])}. */
  public float[] predict(byte[] values) {
    return predict(endpoints.defaultName(), values);
  }

  /**
   * Asks a signature of one uint8 input and one float32 output.
   *
   * @param values the input in row-major order, a byte standing for 0 to 255; where its shape
   *     leaves one size open, any multiple of the rest
   * @return the output in row-major order
   */
  public float[] predict(String signature, byte[] values) {
    Single single = Single.of(endpoints.get(signature), BYTES);
    single.checkFlat(BYTES, Dtype.UINT8);
    return ask(single, TensorData.of(single.shapeOf(values.length), values)).floats();
  }

  /** Asks the default signature, see {@link #predict(String, NdArray)}. */
  public NdArray<?> predict(NdArray<?> input) {
    return predict(endpoints.defaultName(), input);
  }

  /** Asks a signature of one input and one output. */
  public NdArray<?> predict(String signature, NdArray<?> input) {
    return predict(signature, TensorData.of(input)).toNdArray();
  }

  /** Asks the default signature, see {@link #predict(String, TensorData)}. */
  public TensorData predict(TensorData input) {
    return predict(endpoints.defaultName(), input);
  }

  /** Asks a signature of one input and one output. */
  public TensorData predict(String signature, TensorData input) {
    return ask(Single.of(endpoints.get(signature), TENSOR), input);
  }

  /** Asks the default signature, see {@link #predict(String, Map)}. */
  public Map<String, TensorData> predict(Map<String, TensorData> inputs) {
    return predict(endpoints.defaultName(), inputs);
  }

  /**
   * Asks any signature.
   *
   * @param inputs a tensor for each input, by name, of the signature's dtype and shape
   * @return a tensor for each output, by name, in the order of the names
   */
  public Map<String, TensorData> predict(String signature, Map<String, TensorData> inputs) {
    return ask(endpoints.get(signature), inputs);
  }

  /**
   * Asks any signature for some of its outputs; what only the others need is not computed.
   *
   * @param inputs a tensor for each input, by name, of the signature's dtype and shape
   * @param outputs the names of the outputs
   * @return a tensor for each of these outputs, by name, in the order of the names
   */
  public Map<String, TensorData> predict(
      String signature, Map<String, TensorData> inputs, Set<String> outputs) {
    return ImmutableMap.copyOf(
        Maps.filterKeys(ask(endpoint(signature, outputs), inputs), outputs::contains));
  }

  /**
   * Asks any signature by position.
   *
   * @param inputs a tensor for each input, in the order of their names
   * @return a tensor for each output, in the order of their names
   */
  public List<TensorData> predict(String signature, List<TensorData> inputs) {
    Endpoint endpoint = endpoints.get(signature);
    return run(endpoint, endpoint.inOrder(inputs));
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

  /** Waits for the calls under way and frees the native memory. Closing twice is harmless. */
  @Override
  public void close() {
    gate.close(
        () -> {
          watch.close();
          listener.onClose(path());
        });
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

  private TensorData ask(Single single, TensorData input) {
    Endpoint endpoint = single.endpoint();
    return run(endpoint, endpoint.inOrder(ImmutableMap.of(single.input().name(), input))).get(0);
  }

  private Map<String, TensorData> ask(Endpoint endpoint, Map<String, TensorData> inputs) {
    return endpoint.byName(run(endpoint, endpoint.inOrder(inputs)));
  }

  private List<TensorData> run(Endpoint endpoint, List<TensorData> inputs) {
    return inGate(
        () -> {
          long start = System.nanoTime();
          @Nullable Throwable failure = null;
          try {
            return endpoint.run().run(inputs);
          } catch (RuntimeException e) {
            PredictionException failed = endpoint.failure(e);
            failure = failed;
            throw failed;
          } catch (Error e) {
            failure = e;
            throw e;
          } finally {
            tell(endpoint, inputs, start, failure);
          }
        });
  }

  /** While a call is under way the collector must not take this for dropped, and close it. */
  private <T> T inGate(Supplier<T> call) {
    try {
      return gate.pass(call);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  private void tell(
      Endpoint endpoint, List<TensorData> inputs, long start, @Nullable Throwable failure) {
    if (listener == ServingListener.NONE) {
      return;
    }
    try {
      listener.onCall(
          new ServingListener.Call(
              path(),
              endpoint.signature().name(),
              endpoint.examples(inputs),
              Duration.ofNanos(System.nanoTime() - start),
              Optional.ofNullable(failure)));
    } catch (RuntimeException e) {
      LOG.warn("{}: the listener failed", this, e);
    }
  }
}
