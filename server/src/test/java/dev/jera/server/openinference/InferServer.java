package dev.jera.server.openinference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.jera.server.ModelServer;
import dev.jera.server.ModelServerBuilder;
import dev.jera.server.proto.inference.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.jera.server.proto.inference.InferTensorContents;
import dev.jera.server.proto.inference.ModelInferRequest;
import dev.jera.serving.repository.ModelConfig;
import dev.jera.serving.repository.VersionPolicy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** A server of an {@link InferBundle} of versions 1 and 2, called echo, and of mnist. */
final class InferServer implements AutoCloseable {
  static final String JSON_LENGTH = "Inference-Header-Content-Length";

  /** Of version 2: product [2, 4, 6, 8] and next [7, 8]. */
  static final String GOOD =
      "{\"id\":\"7\",\"inputs\":[{\"name\":\"a\",\"shape\":[2,2],\"datatype\":\"FP32\",\"data\":[[1,2],[3,4]]},"
          + "{\"name\":\"b\",\"shape\":[2],\"datatype\":\"INT32\",\"data\":[5,6]}]}";

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final ModelServer server;
  private final GRPCInferenceServiceBlockingStub grpc;

  private InferServer(ModelServer server) {
    this.server = server;
    this.grpc =
        GrpcClients.newClient(
            "gproto+http://127.0.0.1:%d/".formatted(server.grpcPort()),
            GRPCInferenceServiceBlockingStub.class);
  }

  static InferServer start(Path directory) {
    return start(directory, builder -> builder);
  }

  static InferServer start(Path directory, UnaryOperator<ModelServerBuilder> change) {
    Path echo = directory.resolve("echo");
    InferBundle.write(echo, 1);
    InferBundle.write(echo, 2);
    ModelServerBuilder builder =
        ModelServer.builder()
            .model(ModelConfig.of("echo", echo).withPolicy(VersionPolicy.all()))
            .model("mnist", Path.of("../savedmodels/mnist-cnn"))
            .restPort(0)
            .grpcPort(0);
    return new InferServer(change.apply(builder).start());
  }

  ModelServer server() {
    return server;
  }

  GRPCInferenceServiceBlockingStub grpc() {
    return grpc;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return HTTP.send(request(path).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return HTTP.send(
        request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
  }

  /** Posts JSON with bytes after it, under a length that the JSON need not have. */
  HttpResponse<byte[]> post(String path, String jsonLength, String json, byte[]... binary)
      throws IOException, InterruptedException {
    byte[] body = Bytes.concat(json.getBytes(UTF_8), Bytes.concat(binary));
    return HTTP.send(
        request(path)
            .header(JSON_LENGTH, jsonLength)
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.ofByteArray());
  }

  /** Posts JSON with bytes after it. */
  HttpResponse<byte[]> binary(String path, String json, byte[]... binary)
      throws IOException, InterruptedException {
    return post(path, Integer.toString(json.getBytes(UTF_8).length), json, binary);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:%d%s".formatted(server.restPort(), path)));
  }

  /** Asks what is well-formed, over both wires, and wants the right answers. */
  void answers() throws IOException, InterruptedException {
    assertThat(post("/v2/models/echo/infer", GOOD).body())
        .isEqualTo(
            "{\"model_name\":\"echo\",\"model_version\":\"2\",\"id\":\"7\",\"outputs\":["
                + "{\"name\":\"next\",\"shape\":[2],\"datatype\":\"INT32\",\"data\":[7,8]},"
                + "{\"name\":\"product\",\"shape\":[2,2],\"datatype\":\"FP32\",\"data\":[2.0,4.0,6.0,8.0]}]}");
    assertThat(grpc.modelInfer(good().build()).getOutputs(1).getContents().getFp32ContentsList())
        .containsExactly(2f, 4f, 6f, 8f);
  }

  /** The request of {@link #GOOD} over gRPC, in contents. */
  static ModelInferRequest.Builder good() {
    ModelInferRequest.Builder request =
        ModelInferRequest.newBuilder().setModelName("echo").setId("7");
    request
        .addInputsBuilder()
        .setName("a")
        .setDatatype("FP32")
        .addAllShape(List.of(2L, 2L))
        .setContents(InferTensorContents.newBuilder().addAllFp32Contents(List.of(1f, 2f, 3f, 4f)));
    request
        .addInputsBuilder()
        .setName("b")
        .setDatatype("INT32")
        .addShape(2)
        .setContents(InferTensorContents.newBuilder().addAllIntContents(List.of(5, 6)));
    return request;
  }

  @Override
  public void close() {
    server.close();
  }
}
