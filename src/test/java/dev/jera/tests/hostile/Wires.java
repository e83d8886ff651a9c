package dev.jera.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.jera.server.proto.PredictResponse;
import dev.jera.server.proto.inference.ModelInferResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/**
 * The four ways to ask a {@link SumsBundle} that is called sums: both protocols, each by HTTP and
 * by gRPC.
 */
record Wires(int restPort, GrpcWire grpc) {
  static final String PREDICT = "/v1/models/sums:predict";
  static final String INFER = "/v2/models/sums/infer";
  static final int PATIENCE_MILLIS = 20_000;

  static String infer(Integer... x) {
    return "{\"inputs\":[{\"name\":\"x\",\"shape\":[%d],\"datatype\":\"FP32\",\"data\":%s}]}"
        .formatted(x.length, Arrays.toString(x));
  }

  /** Asks for three examples each way, and wants the right answers. */
  void answerGoodRequests() throws IOException {
    try (HttpWire http = http()) {
      assertThat(http.post(PREDICT, "{\"instances\":[2,4,6]}"))
          .hasToString("200 {\"predictions\":[3.0,4.0,5.0]}");
      assertThat(http.post(INFER, infer(2, 4, 6)).body()).contains("\"data\":[3.0,4.0,5.0]");
    }
    assertThat(
            PredictResponse.parseFrom(call(GrpcSeeds.PREDICT).content())
                .getOutputsOrThrow("y")
                .getFloatValList())
        .containsExactly(3f, 4f, 5f);
    assertThat(
            ModelInferResponse.parseFrom(call(GrpcSeeds.INFER).content())
                .getOutputs(0)
                .getContents()
                .getFp32ContentsList())
        .containsExactly(3f, 4f, 5f);
  }

  /** What is answered to one example each way: HTTP's statuses and gRPC's codes. */
  Map<String, Integer> statuses() throws IOException {
    try (HttpWire http = http()) {
      return ImmutableMap.of(
          PREDICT,
          http.post(PREDICT, "{\"instances\":[2]}").status(),
          INFER,
          http.post(INFER, infer(2)).status(),
          "Predict",
          call(GrpcSeeds.predict(2)).code(),
          "ModelInfer",
          call(GrpcSeeds.infer(2)).code());
    }
  }

  HttpWire http() throws IOException {
    return new HttpWire(restPort, PATIENCE_MILLIS);
  }

  GrpcWire.Answer call(GrpcSeeds.Seed seed) {
    return call(seed, Map.of());
  }

  GrpcWire.Answer call(GrpcSeeds.Seed seed, Map<String, String> headers) {
    return grpc.call(seed.path(), headers, GrpcWire.framed(seed.message(), false)).join();
  }
}
