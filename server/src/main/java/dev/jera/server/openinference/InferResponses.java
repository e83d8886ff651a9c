package dev.jera.server.openinference;

import com.google.common.primitives.Longs;
import com.google.protobuf.UnsafeByteOperations;
import dev.jera.runtime.TensorData;
import dev.jera.server.json.Datatype;
import dev.jera.server.json.RawTensor;
import dev.jera.server.proto.inference.ModelInferRequest;
import dev.jera.server.proto.inference.ModelInferResponse;
import dev.jera.server.proto.inference.ModelInferResponse.InferOutputTensor;
import dev.jera.serving.repository.ModelVersion;
import java.util.Map;

/** Writes what is answered over gRPC. */
final class InferResponses {
  private InferResponses() {}

  /** The answer: raw where the request is, or where an output has no other form. */
  static ModelInferResponse of(
      ModelInferRequest request, ModelVersion version, Map<String, TensorData> outputs) {
    boolean isRaw =
        InferRequests.isRaw(request)
            || outputs.values().stream().anyMatch(each -> ContentsField.of(each.dtype()).isEmpty());
    ModelInferResponse.Builder response =
        ModelInferResponse.newBuilder()
            .setModelName(version.name())
            .setModelVersion(Long.toString(version.version()))
            .setId(request.getId());
    outputs.forEach(
        (name, tensor) -> {
          InferOutputTensor.Builder output =
              response
                  .addOutputsBuilder()
                  .setName(name)
                  .setDatatype(Datatype.of(tensor.dtype()))
                  .addAllShape(Longs.asList(tensor.shape().asArray()));
          if (isRaw) {
            // Nobody else has the array, so that it need not be copied.
            response.addRawOutputContents(UnsafeByteOperations.unsafeWrap(RawTensor.bytes(tensor)));
          } else {
            output.setContents(TypedOutput.of(tensor));
          }
        });
    return response.build();
  }
}
