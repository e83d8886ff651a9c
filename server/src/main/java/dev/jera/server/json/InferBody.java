package dev.jera.server.json;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Ints;
import dev.jera.runtime.TensorData;
import dev.jera.server.ApiException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A body of the Open Inference Protocol's {@code infer}: JSON, after which the bytes of tensors may
 * follow. The tensors are of the dtypes and shapes that the body says; whether the model takes them
 * is not checked here.
 *
 * @param id what the client calls the request, to be echoed
 * @param inputs a tensor for each name
 * @param outputs what is asked for; all outputs where it is empty
 * @param areOutputsBinary whether outputs that are asked for by no name are to be written as bytes
 * @param signature the signature that is asked, where the request's parameter {@code
 *     signature_name} names one
 * @see <a href="https://github.com/kserve/open-inference-protocol">the protocol</a>
 */
public record InferBody(
    Optional<String> id,
    Map<String, TensorData> inputs,
    List<RequestedOutput> outputs,
    boolean areOutputsBinary,
    Optional<String> signature) {
  private static final String REQUEST = "The request";
  private static final String NAME = "name";

  /**
   * An output that is asked for.
   *
   * @param isBinary whether it is to be written as bytes
   */
  public record RequestedOutput(String name, boolean isBinary) {}

  /** Copies the collections. */
  public InferBody {
    inputs = ImmutableMap.copyOf(inputs);
    outputs = ImmutableList.copyOf(outputs);
  }

  /**
   * How much of a body is JSON, which the header Inference-Header-Content-Length says.
   *
   * @param header its value
   * @param length the length of the body
   * @throws ApiException if it is no number, negative or past the end of the body
   */
  public static int jsonLength(String header, int length) {
    @Nullable Integer value = Ints.tryParse(header.trim());
    if (value == null || value < 0 || value > length) {
      throw ApiException.invalid(
          "Inference-Header-Content-Length: %s (expected: a number of bytes up to %d, the body's length)",
          header, length);
    }
    return value;
  }

  /**
   * Reads a body.
   *
   * @param body JSON in UTF-8, and the bytes of tensors after it
   * @param jsonLength how many bytes are JSON
   * @param depth how deep its arrays and objects may be nested, see {@link
   *     dev.jera.server.Limits#jsonDepth}
   * @throws ApiException if it is no JSON, or deeper, if a tensor is not what its shape and
   *     datatype say, or if bytes are missing or left over
   */
  public static InferBody read(byte[] body, int jsonLength, int depth) {
    JsonScanner json = JsonScanner.of(body, jsonLength, depth);
    Map<String, Integer> members = Members.of(REQUEST, json);
    Optional<String> id =
        members.containsKey("id")
            ? Optional.of(Members.string(REQUEST, json, members, "id"))
            : Optional.empty();
    InferParameters parameters = InferParameters.read(REQUEST, json, members);
    boolean areBinary = parameters.areBinary().orElse(false);
    Members.seek(REQUEST, json, members, "inputs", Kind.ARRAY);
    ByteBuffer binary = ByteBuffer.wrap(body, jsonLength, body.length - jsonLength);
    Map<String, TensorData> inputs = inputs(json, binary);
    if (binary.hasRemaining()) {
      throw ApiException.invalid(
          "The binary part has %d bytes more than the inputs' binary_data_size",
          binary.remaining());
    }
    return new InferBody(
        id, inputs, outputs(json, members, areBinary), areBinary, parameters.signature());
  }

  private static Map<String, TensorData> inputs(JsonScanner json, ByteBuffer binary) {
    ImmutableMap.Builder<String, TensorData> inputs = ImmutableMap.builder();
    Set<String> names = new HashSet<>();
    json.enter();
    while (json.hasNext()) {
      Map<String, Integer> members = Members.of("An input", json);
      int after = json.at();
      String name = Members.string("An input", json, members, NAME);
      if (!names.add(name)) {
        throw ApiException.invalid("Input '%s' is given twice", name);
      }
      inputs.put(name, new InferInput(name, json, members).read(binary));
      json.seek(after);
    }
    return inputs.buildOrThrow();
  }

  private static List<RequestedOutput> outputs(
      JsonScanner json, Map<String, Integer> request, boolean areBinary) {
    if (!request.containsKey("outputs")) {
      return ImmutableList.of();
    }
    Members.seek(REQUEST, json, request, "outputs", Kind.ARRAY);
    ImmutableList.Builder<RequestedOutput> outputs = ImmutableList.builder();
    Set<String> names = new HashSet<>();
    json.enter();
    while (json.hasNext()) {
      Map<String, Integer> members = Members.of("An output", json);
      int after = json.at();
      String name = Members.string("An output", json, members, NAME);
      if (!names.add(name)) {
        throw ApiException.invalid("Output '%s' is asked for twice", name);
      }
      InferParameters parameters =
          InferParameters.read("Output '%s'".formatted(name), json, members);
      outputs.add(new RequestedOutput(name, parameters.isBinary().orElse(areBinary)));
      json.seek(after);
    }
    return outputs.build();
  }
}
