package dev.jera.tests.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Good requests by HTTP, of both protocols, to a {@link SumsBundle} that is called sums. */
final class HttpSeeds {
  private static final String V1 = "/v1/models/sums";
  private static final String V2 = "/v2/models/sums";

  /**
   * A request.
   *
   * @param headers whole lines, each with its end
   */
  record Seed(String method, String path, String headers, ByteString bytes) {
    byte[] body() {
      return bytes.toByteArray();
    }

    static Seed post(String path, String body) {
      return new Seed("POST", path, "", ByteString.copyFromUtf8(body));
    }

    static Seed get(String path) {
      return new Seed("GET", path, "", ByteString.EMPTY);
    }
  }

  static final List<Seed> ALL =
      List.of(
          Seed.post(V1 + ":predict", "{\"instances\": [1, 2.5, -3e2]}"),
          Seed.post(
              V1 + "/versions/1:predict",
              "{\"signature_name\": \"rows\", \"inputs\": {\"a\": [[1, 2], [3, 4]], \"b\": [\"x\\u00e4\", {\"b64\": \"eQ==\"}]}}"),
          Seed.post(
              V1 + ":predict",
              "{\"signature_name\": \"rows\", \"instances\": [{\"a\": [1, 2], \"b\": \"x\"}]}"),
          Seed.post(
              V1 + ":predict", "{\"signature_name\": \"int32\", \"instances\": [1, 2147483647]}"),
          Seed.post(
              V1 + ":regress", "{\"signature_name\": \"regress\", \"examples\": [{\"x\": 0.5}]}"),
          Seed.post(
              V1 + ":classify",
              "{\"signature_name\": \"classify\", \"context\": {\"x\": 1.5}, \"examples\": [{\"z\": \"q\"}, {\"x\": [2.0]}]}"),
          Seed.get(V1),
          Seed.get(V1 + "/metadata"),
          Seed.post(
              V2 + "/infer",
              "{\"id\": \"7\", \"inputs\": [{\"name\": \"x\", \"shape\": [2], \"datatype\": \"FP32\", \"data\": [1, 2]}], \"outputs\": [{\"name\": \"y\"}]}"),
          Seed.post(
              V2 + "/versions/1/infer",
              "{\"parameters\": {\"signature_name\": \"rows\"}, \"inputs\": [{\"name\": \"a\", \"shape\": [1, 2], \"datatype\": \"FP32\", \"data\": [[1, 2]]}, {\"name\": \"b\", \"shape\": [1], \"datatype\": \"BYTES\", \"data\": [\"x\"]}]}"),
          binary(),
          Seed.get(V2),
          Seed.get(V2 + "/ready"),
          Seed.get("/v2"));

  private HttpSeeds() {}

  private static Seed binary() {
    String json =
        "{\"inputs\": [{\"name\": \"x\", \"shape\": [2], \"datatype\": \"FP32\", \"parameters\": {\"binary_data_size\": 8}}], \"parameters\": {\"binary_data_output\": true}}";
    ByteBuffer body = ByteBuffer.allocate(json.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
    body.put(json.getBytes(ISO_8859_1)).putFloat(1).putFloat(2);
    return new Seed(
        "POST",
        V2 + "/infer",
        "Inference-Header-Content-Length: " + json.length() + "\r\n",
        ByteString.copyFrom(body.array()));
  }
}
