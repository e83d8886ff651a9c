package dev.jera.serving;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.ndarray.NdArray;

/**
 * The ways to ask a SavedModel, whoever answers: by flat arrays, NdArrays or tensors, named or by
 * position.
 *
 * <p>Every {@code predict} waits for the answer and throws
 *
 * <ul>
 *   <li>{@link IllegalArgumentException} if the bundle has no such signature, or if what is fed is
 *       not what the signature asks for;
 *   <li>{@link PredictionException} if TensorFlow fails on the values, or if the signature cannot
 *       be called, see {@link Signature#problem()};
 *   <li>{@link IllegalStateException} if what answers is closed.
 * </ul>
 *
 * <p>Where no signature is named, it is the {@link #defaultSignature()}.
 */
public interface Predicting {
  /** The directory of the bundle, the version included. */
  Path path();

  /** What may be called, by name, in the order of the names. */
  Map<String, Signature> signatures();

  /**
   * What is called by a name.
   *
   * @throws IllegalArgumentException if there is no such signature
   */
  Signature signature(String name);

  /**
   * Asks any signature.
   *
   * @param inputs a tensor for each input, by name, of the signature's dtype and shape
   * @return a tensor for each output, by name, in the order of the names
   */
  Map<String, TensorData> predict(String signature, Map<String, TensorData> inputs);

  /**
   * Asks any signature for some of its outputs.
   *
   * @param inputs a tensor for each input, by name, of the signature's dtype and shape
   * @param outputs the names of the outputs, at least one
   * @return a tensor for each of these outputs, by name, in the order of the names
   */
  Map<String, TensorData> predict(
      String signature, Map<String, TensorData> inputs, Set<String> outputs);

  /**
   * The name of what is called where none is named: {@value Signature#DEFAULT}, or the only
   * signature of the bundle.
   */
  default String defaultSignature() {
    return Signature.defaultName(signatures().keySet());
  }

  /** Asks the default signature, see {@link #predict(String, Map)}. */
  default Map<String, TensorData> predict(Map<String, TensorData> inputs) {
    return predict(defaultSignature(), inputs);
  }

  /** Asks the default signature, see {@link #predict(String, List)}. */
  default List<TensorData> predict(List<TensorData> inputs) {
    return predict(defaultSignature(), inputs);
  }

  /**
   * Asks any signature by position.
   *
   * @param inputs a tensor for each input, in the order of their names
   * @return a tensor for each output, in the order of their names
   */
  default List<TensorData> predict(String signature, List<TensorData> inputs) {
    Signature called = signature(signature);
    Set<String> names = called.inputs().keySet();
    checkArgument(inputs != null, "inputs: null (expected: values for %s, in this order)", names);
    if (inputs.size() != names.size()) {
      throw new IllegalArgumentException(
          "inputs: %s of them (expected: %s for %s, in the order %s)"
              .formatted(inputs.size(), names.size(), Endpoint.toString(path(), called), names));
    }
    Iterator<TensorData> values = inputs.iterator();
    ImmutableMap.Builder<String, TensorData> named =
        ImmutableMap.builderWithExpectedSize(names.size());
    for (String name : names) {
      TensorData value = values.next();
      checkArgument(
          value != null,
          "inputs: null for input '%s' (expected: values for %s, in this order)",
          name,
          names);
      named.put(name, value);
    }
    return ImmutableList.copyOf(predict(signature, named.buildOrThrow()).values());
  }

  /** Asks the default signature, see {@link #predict(String, float[])}. */
  default float[] predict(float[] values) {
    return predict(defaultSignature(), values);
  }

  /**
   * Asks a signature of one float32 input and one float32 output.
   *
   * @param values the input in row-major order; where its shape leaves one size open, as the batch
   *     of [?, 28, 28, 1], any multiple of the rest: 784 values a row here
   * @return the output in row-major order
   */
  default float[] predict(String signature, float[] values) {
    Single single = Single.of(path(), signature(signature), "predict(float[])");
    single.checkFlat("predict(float[])", Dtype.FLOAT32);
    checkArgument(values != null, "values: null (expected: a float[], for %s)", single);
    return single.ask(this, TensorData.of(single.shapeOf(values.length), values)).floats();
  }

  /** Asks the default signature, see {@link #predict(String, byte[])}. */
  default float[] predict(byte[] values) {
    return predict(defaultSignature(), values);
  }

  /**
   * Asks a signature of one uint8 input and one float32 output.
   *
   * @param values the input in row-major order, a byte standing for 0 to 255; where its shape
   *     leaves one size open, any multiple of the rest
   * @return the output in row-major order
   */
  default float[] predict(String signature, byte[] values) {
    Single single = Single.of(path(), signature(signature), "predict(byte[])");
    single.checkFlat("predict(byte[])", Dtype.UINT8);
    checkArgument(values != null, "values: null (expected: a byte[], for %s)", single);
    return single.ask(this, TensorData.of(single.shapeOf(values.length), values)).floats();
  }

  /** Asks the default signature, see {@link #predict(String, NdArray)}. */
  default NdArray<?> predict(NdArray<?> input) {
    return predict(defaultSignature(), input);
  }

  /** Asks a signature of one input and one output. */
  default NdArray<?> predict(String signature, NdArray<?> input) {
    checkArgument(input != null, "input: null (expected: an NdArray, for '%s')", signature);
    return predict(signature, TensorData.of(input)).toNdArray();
  }

  /** Asks the default signature, see {@link #predict(String, TensorData)}. */
  default TensorData predict(TensorData input) {
    return predict(defaultSignature(), input);
  }

  /** Asks a signature of one input and one output. */
  default TensorData predict(String signature, TensorData input) {
    return Single.of(path(), signature(signature), "predict(TensorData)").ask(this, input);
  }
}
