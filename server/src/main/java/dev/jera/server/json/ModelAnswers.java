package dev.jera.server.json;

import com.google.common.collect.ImmutableSortedMap;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.jera.server.proto.GetModelMetadataResponse;
import dev.jera.server.proto.GetModelStatusResponse;
import dev.jera.server.proto.ModelSpec;
import dev.jera.server.proto.ModelVersionStatus;
import dev.jera.server.proto.SignatureDefMap;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The answers to {@code GET /v1/models/NAME} and {@code .../metadata}: protobuf's JSON with the
 * fields' own names, defaults written, int64 as strings, maps in the order of their keys.
 *
 * @see <a href="https://www.tensorflow.org/tfx/serving/api_rest#model_status_api">the REST API</a>
 */
public final class ModelAnswers {
  private static final String NAME = "name";

  private final JsonOutput json;

  private ModelAnswers(OutputStream out) {
    this.json = new JsonOutput(out);
  }

  /**
   * Writes the states of a model's versions.
   *
   * @throws IOException if the stream throws it
   */
  public static void write(OutputStream out, GetModelStatusResponse status) throws IOException {
    new ModelAnswers(out).write(status);
  }

  /**
   * Writes a model's signatures.
   *
   * @throws IOException if the stream throws it
   */
  public static void write(OutputStream out, GetModelMetadataResponse metadata) throws IOException {
    new ModelAnswers(out).write(metadata);
  }

  private void write(GetModelStatusResponse status) throws IOException {
    json.open('{');
    json.key("model_version_status");
    json.open('[');
    for (ModelVersionStatus version : status.getModelVersionStatusList()) {
      json.open('{');
      text("version", Long.toString(version.getVersion()));
      text("state", version.getState().name());
      json.key("status");
      json.open('{');
      text("error_code", version.getStatus().getErrorCode().name());
      text("error_message", version.getStatus().getErrorMessage());
      json.close('}');
      json.close('}');
    }
    json.close(']');
    json.close('}');
    json.flush();
  }

  private void write(GetModelMetadataResponse response) throws IOException {
    json.open('{');
    json.key("model_spec");
    write(response.getModelSpec());
    json.key("metadata");
    json.open('{');
    for (Map.Entry<String, Any> entry : sorted(response.getMetadataMap()).entrySet()) {
      json.key(entry.getKey());
      json.open('{');
      json.key("signature_def");
      json.open('{');
      for (Map.Entry<String, SignatureDef> signature : signatures(entry.getValue()).entrySet()) {
        json.key(signature.getKey());
        write(signature.getValue());
      }
      json.close('}');
      json.close('}');
    }
    json.close('}');
    json.close('}');
    json.flush();
  }

  private static Map<String, SignatureDef> signatures(Any metadata) {
    try {
      return sorted(metadata.unpack(SignatureDefMap.class).getSignatureDefMap());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(
          "metadata: of type %s (expected: a SignatureDefMap)".formatted(metadata.getTypeUrl()), e);
    }
  }

  private void write(ModelSpec spec) throws IOException {
    json.open('{');
    text(NAME, spec.getName());
    text("signature_name", spec.getSignatureName());
    if (spec.hasVersion()) {
      text("version", Long.toString(spec.getVersion().getValue()));
    } else if (spec.hasVersionLabel()) {
      text("version_label", spec.getVersionLabel());
    }
    json.close('}');
  }

  private void write(SignatureDef signature) throws IOException {
    json.open('{');
    json.key("inputs");
    write(signature.getInputsMap());
    json.key("outputs");
    write(signature.getOutputsMap());
    text("method_name", signature.getMethodName());
    json.close('}');
  }

  private void write(Map<String, TensorInfo> tensors) throws IOException {
    json.open('{');
    for (Map.Entry<String, TensorInfo> tensor : sorted(tensors).entrySet()) {
      json.key(tensor.getKey());
      write(tensor.getValue());
    }
    json.close('}');
  }

  private void write(TensorInfo tensor) throws IOException {
    json.open('{');
    text("dtype", tensor.getDtype().name());
    json.key("tensor_shape");
    json.open('{');
    json.key("dim");
    json.open('[');
    for (TensorShapeProto.Dim dim : tensor.getTensorShape().getDimList()) {
      json.open('{');
      text("size", Long.toString(dim.getSize()));
      text(NAME, dim.getName());
      json.close('}');
    }
    json.close(']');
    json.key("unknown_rank");
    json.bool(tensor.getTensorShape().getUnknownRank());
    json.close('}');
    if (tensor.hasCooSparse()) {
      write(tensor.getCooSparse());
    } else {
      text(NAME, tensor.getName());
    }
    json.close('}');
  }

  private void write(TensorInfo.CooSparse sparse) throws IOException {
    json.key("coo_sparse");
    json.open('{');
    text("values_tensor_name", sparse.getValuesTensorName());
    text("indices_tensor_name", sparse.getIndicesTensorName());
    text("dense_shape_tensor_name", sparse.getDenseShapeTensorName());
    json.close('}');
  }

  private void text(String key, String value) throws IOException {
    json.key(key);
    json.string(value);
  }

  private static <V> Map<String, V> sorted(Map<String, V> map) {
    return ImmutableSortedMap.copyOf(map);
  }
}
