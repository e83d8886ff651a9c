package dev.jera.server.json;

import com.google.common.base.Utf8;
import com.google.common.collect.ImmutableList;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.server.ApiException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The answer to the Open Inference Protocol's {@code infer}: JSON, and after it the bytes of the
 * outputs that are binary. If there are such, the header Inference-Header-Content-Length must have
 * the length of the JSON.
 *
 * @param model the model's name
 * @param version its version
 * @param id what the client calls the request
 * @param outputs what the model gave, in the order to write
 * @see <a href="https://github.com/kserve/open-inference-protocol">the protocol</a>
 */
public record InferAnswer(String model, String version, Optional<String> id, List<Output> outputs) {

  /**
   * An output.
   *
   * @param isBinary whether it is written as bytes
   */
  public record Output(String name, TensorData tensor, boolean isBinary) {

    /**
     * Checks the form.
     *
     * @throws ApiException if the tensor has no form in JSON, and that is asked for
     */
    public Output {
      if (!isBinary && !hasJson(tensor)) {
        throw ApiException.invalid(
            "Output '%s': %s has no form in JSON (expected: the parameter binary_data, true)",
            name,
            tensor.dtype() == Dtype.STRING
                ? "bytes that are no UTF-8"
                : Datatype.of(tensor.dtype()));
      }
    }

    private static boolean hasJson(TensorData tensor) {
      return switch (tensor.dtype()) {
        case FLOAT16, BFLOAT16 -> false;
        case STRING -> Stream.of(tensor.byteStrings()).allMatch(Utf8::isWellFormed);
        default -> true;
      };
    }
  }

  /** Copies the list. */
  public InferAnswer {
    outputs = ImmutableList.copyOf(outputs);
  }

  /** Whether bytes follow the JSON. */
  public boolean hasBinary() {
    return outputs.stream().anyMatch(Output::isBinary);
  }

  /**
   * Writes the JSON in UTF-8, piece by piece.
   *
   * @throws IOException if the stream throws it
   */
  public void writeJson(OutputStream out) throws IOException {
    JsonOutput json = new JsonOutput(out);
    json.open('{');
    json.key("model_name");
    json.string(model);
    json.key("model_version");
    json.string(version);
    if (id.isPresent()) {
      json.key("id");
      json.string(id.get());
    }
    json.key("outputs");
    json.open('[');
    for (Output output : outputs) {
      json.open('{');
      json.key("name");
      json.string(output.name());
      json.key("shape");
      InferMetadata.writeShape(json, output.tensor().shape());
      json.key("datatype");
      json.string(Datatype.of(output.tensor().dtype()));
      if (output.isBinary()) {
        json.key(InferParameters.KEY);
        json.open('{');
        json.key("binary_data_size");
        json.integer(RawTensor.size(output.tensor()));
        json.close('}');
      } else {
        json.key("data");
        new TensorWriter(json, "", output.tensor()).writeFlat();
      }
      json.close('}');
    }
    json.close(']');
    json.close('}');
    json.flush();
  }

  /** How many bytes {@link #binary} are. */
  public long binarySize() {
    return outputs.stream()
        .filter(Output::isBinary)
        .mapToLong(output -> RawTensor.size(output.tensor()))
        .sum();
  }

  /** The bytes of the binary outputs, to follow the JSON in this order. */
  public List<byte[]> binary() {
    return outputs.stream()
        .filter(Output::isBinary)
        .map(Output::tensor)
        .map(RawTensor::bytes)
        .toList();
  }
}
