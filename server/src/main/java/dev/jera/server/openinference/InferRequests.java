package dev.jera.server.openinference;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.protobuf.ByteString;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.server.ApiException;
import dev.jera.server.json.Datatype;
import dev.jera.server.json.InferShape;
import dev.jera.server.json.RawTensor;
import dev.jera.server.proto.inference.InferParameter;
import dev.jera.server.proto.inference.ModelInferRequest;
import dev.jera.server.proto.inference.ModelInferRequest.InferInputTensor;
import dev.jera.server.proto.inference.ModelInferRequest.InferRequestedOutputTensor;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;

/** Reads what is asked over gRPC. */
final class InferRequests {
  private static final String SIGNATURE = "signature_name";

  private InferRequests() {}

  /** Whether the tensors of a request, and so those of its answer, are raw. */
  static boolean isRaw(ModelInferRequest request) {
    return request.getRawInputContentsCount() > 0;
  }

  /**
   * Reads a request.
   *
   * @throws ApiException if a tensor is not what its shape and datatype say, if raw tensors and
   *     contents are mixed, or if a name comes twice
   */
  static Inference read(ModelInferRequest request) {
    return new Inference(signature(request), inputs(request), outputs(request));
  }

  private static Optional<String> signature(ModelInferRequest request) {
    @Nullable InferParameter name = request.getParametersMap().get(SIGNATURE);
    if (name == null) {
      return Optional.empty();
    } else if (!name.hasStringParam()) {
      throw ApiException.invalid(
          "parameters: %s: %s (expected: a string_param)",
          SIGNATURE, name.getParameterChoiceCase());
    }
    return Optional.of(name.getStringParam());
  }

  private static Set<String> outputs(ModelInferRequest request) {
    Set<String> names = new HashSet<>();
    ImmutableSet.Builder<String> outputs = ImmutableSet.builder();
    for (InferRequestedOutputTensor output : request.getOutputsList()) {
      if (!names.add(output.getName())) {
        throw ApiException.invalid("Output '%s' is asked for twice", output.getName());
      }
      outputs.add(output.getName());
    }
    return outputs.build();
  }

  private static Map<String, TensorData> inputs(ModelInferRequest request) {
    List<ByteString> raw = request.getRawInputContentsList();
    if (isRaw(request) && raw.size() != request.getInputsCount()) {
      throw ApiException.invalid(
          "raw_input_contents: %d of them (expected: one for each of the %d inputs)",
          raw.size(), request.getInputsCount());
    }
    Set<String> names = new HashSet<>();
    ImmutableMap.Builder<String, TensorData> inputs = ImmutableMap.builder();
    for (int i = 0; i < request.getInputsCount(); i++) {
      InferInputTensor input = request.getInputs(i);
      if (!names.add(input.getName())) {
        throw ApiException.invalid("Input '%s' is given twice", input.getName());
      }
      inputs.put(input.getName(), isRaw(request) ? raw(input, raw.get(i)) : typed(input));
    }
    return inputs.buildOrThrow();
  }

  private static TensorData raw(InferInputTensor input, ByteString bytes) {
    String owner = owner(input);
    if (ContentsField.total(input.getContents()) > 0) {
      throw ApiException.invalid(
          "%s has both contents and raw_input_contents (expected: one of them)", owner);
    }
    return RawTensor.read(owner, dtype(input), shape(input), bytes.asReadOnlyByteBuffer());
  }

  private static TensorData typed(InferInputTensor input) {
    return TypedInput.read(owner(input), dtype(input), shape(input), input.getContents());
  }

  private static String owner(InferInputTensor input) {
    return "Input '%s'".formatted(input.getName());
  }

  private static Dtype dtype(InferInputTensor input) {
    return Datatype.parse(input.getName(), input.getDatatype());
  }

  private static Shape shape(InferInputTensor input) {
    return InferShape.of(owner(input), input.getShapeList());
  }
}
