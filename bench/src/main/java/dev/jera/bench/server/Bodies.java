package dev.jera.bench.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.primitives.Bytes;
import com.google.common.primitives.Ints;
import com.google.protobuf.ByteString;
import dev.jera.server.proto.ModelSpec;
import dev.jera.server.proto.PredictRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.TensorShapeProto.Dim;

/** One request for {@link FlatCnn}, on each wire. */
final class Bodies {
  /** Where TensorFlow Serving's REST API takes it. */
  static final String JSON_PATH = "/v1/models/" + ServedModel.NAME + ":predict";

  /** Where the Open Inference Protocol takes it. */
  static final String BINARY_PATH = "/v2/models/" + ServedModel.NAME + "/infer";

  /** Where TensorFlow Serving's gRPC takes it. */
  static final String GRPC_PATH = "/tensorflow.serving.PredictionService/Predict";

  private Bodies() {}

  /** Rows of numbers with six digits. */
  static byte[] json(int count) {
    float[] values = FlatCnn.examples(count);
    StringJoiner rows = new StringJoiner(",", "{\"instances\":[", "]}");
    for (int row = 0; row < count; row++) {
      StringJoiner numbers = new StringJoiner(",", "[", "]");
      for (int i = 0; i < FlatCnn.PIXELS; i++) {
        numbers.add(String.format(Locale.ROOT, "%.6f", values[row * FlatCnn.PIXELS + i]));
      }
      rows.add(numbers.toString());
    }
    return rows.toString().getBytes(UTF_8);
  }

  /** The Open Inference Protocol's binary tensors, asking for them, too. */
  static byte[] binary(String input, int count) {
    return Bytes.concat(header(input, count), raw(count));
  }

  /** The header that tells where the JSON of {@link #binary} ends. */
  static Map<String, String> binaryHeaders(String input, int count) {
    return Map.of("Inference-Header-Content-Length", Integer.toString(header(input, count).length));
  }

  private static byte[] header(String input, int count) {
    return """
        {"parameters":{"binary_data_output":true},"inputs":[{"name":"%s","datatype":"FP32",\
        "shape":[%d,%d],"parameters":{"binary_data_size":%d}}]}"""
        .formatted(input, count, FlatCnn.PIXELS, count * FlatCnn.PIXELS * Float.BYTES)
        .getBytes(UTF_8);
  }

  /** A message of gRPC: not compressed, its length, a PredictRequest. */
  static byte[] grpc(String input, int count) {
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(
                TensorShapeProto.newBuilder()
                    .addDim(Dim.newBuilder().setSize(count))
                    .addDim(Dim.newBuilder().setSize(FlatCnn.PIXELS)))
            .setTensorContent(ByteString.copyFrom(raw(count)))
            .build();
    byte[] message =
        PredictRequest.newBuilder()
            .setModelSpec(ModelSpec.newBuilder().setName(ServedModel.NAME))
            .putInputs(input, tensor)
            .build()
            .toByteArray();
    return Bytes.concat(new byte[1], Ints.toByteArray(message.length), message);
  }

  private static byte[] raw(int count) {
    float[] values = FlatCnn.examples(count);
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
