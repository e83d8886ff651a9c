package dev.jera.serving;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.SessionOptions;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.SavedModelVersions;
import dev.jera.runtime.savedmodel.Signature;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;

/**
 * A loaded SavedModel that answers, from any number of threads.
 *
 * <p>What it is fed is checked against the signature, names, dtypes and shapes, before anything
 * native; what it answers is copied to the heap and outlives it. It owns native memory: close it.
 * Closing waits for the calls under way; calls made later get an {@link IllegalStateException}.
 *
 * <p>Every {@code predict} throws
 *
 * <ul>
 *   <li>{@link IllegalArgumentException} if the bundle has no such signature, or if what is fed is
 *       not what the signature asks for;
 *   <li>{@link PredictionException} if TensorFlow fails on the values, or if the signature has
 *       tensors that Java cannot hold;
 *   <li>{@link IllegalStateException} if the predictor is closed.
 * </ul>
 *
 * <p>Where no signature is named, it is {@value Signature#DEFAULT}, or the only one of the bundle.
 */
public final class Predictor implements AutoCloseable {
  private static final String FLOATS = "predict(float[])";
  private static final String BYTES = "predict(byte[])";
  private static final String ARRAY = "predict(NdArray)";

  private final LoadedSavedModel model;
  private final ImmutableMap<String, Signature> signatures;
  private final List<String> labels;
  private final Gate gate;

  private Predictor(LoadedSavedModel model, List<String> labels) {
    this.model = model;
    this.signatures = ImmutableMap.copyOf(model.description().signatures());
    this.labels = labels;
    this.gate = new Gate(toString());
  }

  /**
   * Loads a bundle with {@link SessionOptions#defaults()}, see {@link #load(Path, SessionOptions)}.
   */
  public static Predictor load(Path path) {
    return load(path, SessionOptions.defaults());
  }

  /**
   * Loads a bundle.
   *
   * @param path a bundle, such as {@code savedmodels/mnist/3}, or a directory of numbered versions,
   *     such as {@code savedmodels/mnist}, of which the newest is taken
   * @param options how TensorFlow uses the machine
   * @throws dev.jera.runtime.savedmodel.SavedModelException if there is no bundle, or if it is
   *     damaged or cannot be loaded
   */
  public static Predictor load(Path path, SessionOptions options) {
    SavedModel description = SavedModel.read(SavedModelVersions.bundleOrNewest(path));
    List<String> labels = description.labels();
    return new Predictor(LoadedSavedModel.load(description, options), labels);
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
    return signatures;
  }

  /**
   * What is called by a name.
   *
   * @throws IllegalArgumentException if there is no such signature
   */
  public Signature signature(String name) {
    Signature signature = signatures.get(name);
    if (signature == null) {
      throw new IllegalArgumentException(
          "No signature '%s' in %s: it has %s".formatted(name, path(), signatures.keySet()));
    }
    return signature;
  }

  /** The names of a classifier's classes, in order; empty where the bundle ships none. */
  public List<String> labels() {
    return labels;
  }

  /** Asks the default signature, see {@link #predict(String, float[])}. */
  public float[] predict(float[] values) {
    return predict(defaultSignature(), values);
  }

  /**
   * Asks a signature of one float32 input and one float32 output.
   *
   * @param values the input in row-major order; where its shape leaves one size open, as the batch
   *     of [?, 28, 28, 1], any multiple of the rest: 784 values a row here
   * @return the output in row-major order
   */
  public float[] predict(String signature, float[] values) {
    Single single = single(signature, FLOATS);
    single.checkFlat(FLOATS, Dtype.FLOAT32);
    try (Tensor tensor = Tensors.of(values, single.shapeOf(values.length))) {
      return predict(single, tensor);
    }
  }

  /** Asks the default signature, see {@link #predict(String, byte[])}. */
  public float[] predict(byte[] values) {
    return predict(defaultSignature(), values);
  }

  /**
   * Asks a signature of one uint8 input and one float32 output.
   *
   * @param values the input in row-major order, a byte standing for 0 to 255; where its shape
   *     leaves one size open, any multiple of the rest
   * @return the output in row-major order
   */
  public float[] predict(String signature, byte[] values) {
    Single single = single(signature, BYTES);
    single.checkFlat(BYTES, Dtype.UINT8);
    try (Tensor tensor = Tensors.of(values, single.shapeOf(values.length))) {
      return predict(single, tensor);
    }
  }

  /** Asks the default signature, see {@link #predict(String, NdArray)}. */
  public NdArray<?> predict(NdArray<?> input) {
    return predict(defaultSignature(), input);
  }

  /**
   * Asks a signature of one input and one output.
   *
   * @param input as in {@link #predict(String, Map)}
   * @return the output
   */
  public NdArray<?> predict(String signature, NdArray<?> input) {
    String name = single(signature, ARRAY).input().name();
    return predict(signature, ImmutableMap.of(name, input)).values().iterator().next();
  }

  /**
   * Asks any signature.
   *
   * @param inputs an array for each input, by name, of the signature's dtype and shape: floats for
   *     float32, bytes for uint8, strings for string and so on. An array that is a tensor is fed
   *     without a copy and stays the caller's, who must not close it before the call returns
   * @return an array for each output, by name, in the order of the names
   */
  public Map<String, NdArray<?>> predict(
      String signature, Map<String, ? extends NdArray<?>> inputs) {
    Endpoint endpoint = endpoint(signature);
    endpoint.checkInputs(inputs);
    try (Feeds feeds = new Feeds()) {
      inputs.forEach(feeds::add);
      return run(
          endpoint,
          feeds.tensors(),
          answer -> ImmutableMap.copyOf(Maps.transformValues(answer, Tensors::copyOf)));
    }
  }

  /** Waits for the calls under way and frees the native memory. Closing twice is harmless. */
  @Override
  public void close() {
    gate.close(model::close);
  }

  /** As {@code Predictor of savedmodels/mnist/1}. */
  @Override
  public String toString() {
    return "Predictor of " + path();
  }

  private float[] predict(Single single, Tensor input) {
    return run(
        single.endpoint(),
        ImmutableMap.of(single.input().name(), input),
        answer -> Tensors.toFloats(answer.values().iterator().next()));
  }

  private <T> T run(
      Endpoint endpoint,
      Map<String, ? extends Tensor> feeds,
      Function<Map<String, Tensor>, T> read) {
    return gate.pass(
        () -> {
          Map<String, Tensor> answer = ImmutableMap.of();
          try {
            answer = model.run(endpoint.signature(), feeds);
            return read.apply(answer);
          } catch (RuntimeException e) {
            throw endpoint.failure(e);
          } finally {
            answer.values().forEach(Tensor::close);
          }
        });
  }

  private Endpoint endpoint(String signature) {
    Endpoint endpoint = new Endpoint(path(), signature(signature));
    endpoint.checkCallable();
    return endpoint;
  }

  private Single single(String signature, String face) {
    return Single.of(endpoint(signature), face);
  }

  private String defaultSignature() {
    if (signatures.containsKey(Signature.DEFAULT) || signatures.size() != 1) {
      return Signature.DEFAULT;
    }
    return signatures.keySet().iterator().next();
  }
}
