package dev.jera.runtime.savedmodel;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Maps;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * A named entry of a SavedModel.
 *
 * @param name its name, such as {@value #DEFAULT}
 * @param method what TensorFlow Serving may do with it, such as {@value #PREDICT}
 * @param inputs what it is fed, by name
 * @param outputs what it answers, by name
 * @param problem why it cannot be called, where it cannot
 */
public record Signature(
    String name,
    String method,
    Map<String, TensorSpec> inputs,
    Map<String, TensorSpec> outputs,
    Optional<String> problem) {
  /** The name of the signature that is asked where none is named. */
  public static final String DEFAULT = "serving_default";

  /** The method of a signature that takes and gives any tensors. */
  public static final String PREDICT = "tensorflow/serving/predict";

  /** Copies the maps, in the order of their names. */
  public Signature {
    inputs = ImmutableSortedMap.copyOf(inputs);
    outputs = ImmutableSortedMap.copyOf(outputs);
  }

  /** A signature that can be called. */
  public Signature(
      String name, String method, Map<String, TensorSpec> inputs, Map<String, TensorSpec> outputs) {
    this(name, method, inputs, outputs, Optional.empty());
  }

  /** A signature for prediction. */
  public static Signature predict(
      String name, Collection<TensorSpec> inputs, Collection<TensorSpec> outputs) {
    return new Signature(
        name,
        PREDICT,
        Maps.uniqueIndex(inputs, TensorSpec::name),
        Maps.uniqueIndex(outputs, TensorSpec::name));
  }

  /** The same signature with one more output, or another one in the place of that of its name. */
  public Signature withOutput(TensorSpec output) {
    Map<String, TensorSpec> more = new HashMap<>(outputs);
    more.put(output.name(), output);
    return new Signature(name, method, inputs, more, problem);
  }

  /** Which of a bundle's names is asked where none is: {@value #DEFAULT}, or the only one. */
  public static String defaultName(Set<String> names) {
    return names.contains(DEFAULT) || names.size() != 1 ? DEFAULT : names.iterator().next();
  }

  static Signature of(String name, SignatureDef definition) {
    return new Signature(
        name,
        definition.getMethodName(),
        specs(definition.getInputsMap()),
        specs(definition.getOutputsMap()),
        SignatureProblems.of(definition));
  }

  /** The graph's tensors that a tensor of a signature is made of; of a dense one, itself. */
  static List<String> tensorsOf(TensorInfo info) {
    TensorInfo.CooSparse sparse = info.getCooSparse();
    return Stream.of(
            Stream.of(
                info.getName(),
                sparse.getValuesTensorName(),
                sparse.getIndicesTensorName(),
                sparse.getDenseShapeTensorName()),
            info.getCompositeTensor().getComponentsList().stream()
                .flatMap(component -> tensorsOf(component).stream()))
        .flatMap(names -> names)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  SignatureDef toProto() {
    return SignatureDef.newBuilder()
        .setMethodName(method)
        .putAllInputs(Maps.transformValues(inputs, TensorSpec::toProto))
        .putAllOutputs(Maps.transformValues(outputs, TensorSpec::toProto))
        .build();
  }

  private static Map<String, TensorSpec> specs(Map<String, TensorInfo> infos) {
    ImmutableMap.Builder<String, TensorSpec> specs = ImmutableMap.builder();
    infos.forEach((name, info) -> specs.put(name, TensorSpec.of(name, info)));
    return specs.build();
  }
}
