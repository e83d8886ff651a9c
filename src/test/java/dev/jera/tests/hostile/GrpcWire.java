package dev.jera.tests.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpRequestWriter;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** gRPC on which every byte of a message, its frame and its headers is as the test says. */
final class GrpcWire {
  private static final int HEADER = 5;
  private final WebClient client;

  /** What came back: HTTP's status, gRPC's code or -1, its message, the answer's bytes. */
  record Answer(int status, int code, String message, ByteString content) {
    @Override
    public String toString() {
      return "%d %d %s".formatted(status, code, message);
    }
  }

  /** To this machine's port; an answer that takes longer than the patience fails. */
  GrpcWire(int port, Duration patience) {
    client =
        WebClient.builder("h2c://127.0.0.1:" + port)
            .responseTimeout(patience)
            .maxResponseLength(0)
            .build();
  }

  /** A message in its frame. */
  static byte[] framed(byte[] message, boolean isCompressed) {
    return ByteBuffer.allocate(HEADER + message.length)
        .put((byte) (isCompressed ? 1 : 0))
        .putInt(message.length)
        .put(message)
        .array();
  }

  /** Sends a body, which need not be a frame. */
  CompletableFuture<Answer> call(String path, Map<String, String> headers, byte[] body) {
    return answer(begin(path, headers, body));
  }

  /** Sends a body; the answer may be aborted. */
  HttpResponse begin(String path, Map<String, String> headers, byte[] body) {
    return client.execute(headers(path, headers), HttpData.wrap(body));
  }

  /** Sends the headers of a call and some bytes of its body, and nothing more. */
  CompletableFuture<Answer> stall(String path, byte[] beginning) {
    HttpRequestWriter request = HttpRequest.streaming(headers(path, Map.of()));
    request.write(HttpData.wrap(beginning));
    return answer(client.execute(request));
  }

  private static RequestHeaders headers(String path, Map<String, String> more) {
    RequestHeadersBuilder all =
        RequestHeaders.builder(HttpMethod.POST, path)
            .add("content-type", "application/grpc")
            .add("te", "trailers");
    more.forEach(all::set);
    return all.build();
  }

  private static CompletableFuture<Answer> answer(HttpResponse response) {
    return response.aggregate().thenApply(GrpcWire::answer);
  }

  private static Answer answer(AggregatedHttpResponse response) {
    HttpHeaders headers =
        response.headers().contains("grpc-status") ? response.headers() : response.trailers();
    byte[] content = response.content().array();
    int skipped = Math.min(HEADER, content.length);
    return new Answer(
        response.status().code(),
        headers.getInt("grpc-status", -1),
        URLDecoder.decode(headers.get("grpc-message", "").replace("+", "%2B"), UTF_8),
        ByteString.copyFrom(content, skipped, content.length - skipped));
  }
}
