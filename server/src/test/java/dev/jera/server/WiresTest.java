package dev.jera.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import java.net.http.HttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that are asked by one of both wires. */
@Timeout(60)
class WiresTest {
  private static ModelServerBuilder onFreePorts() {
    return ModelServer.builder().restPort(0).grpcPort(0).address("127.0.0.1");
  }

  /** Whether the server lives, by gRPC: an empty message in its frame. */
  private static AggregatedHttpResponse health(int port) {
    return WebClient.of("h2c://127.0.0.1:" + port)
        .execute(
            RequestHeaders.of(
                HttpMethod.POST,
                "/grpc.health.v1.Health/Check",
                "content-type",
                "application/grpc",
                "te",
                "trailers"),
            HttpData.wrap(new byte[5]))
        .aggregate()
        .join();
  }

  @Test
  void withoutGrpcThereIsRestAlone() {
    try (ModelServer server = onFreePorts().withoutGrpc().start()) {
      assertThat(HttpCaller.of(server).get("/v2/health/live").statusCode()).isEqualTo(200);
      assertThat(HttpCaller.of(server).get("/page/models").body())
          .isEqualTo("{\"grpcPort\":0,\"models\":[]}");
      assertThat(health(server.restPort()).headers().get("grpc-status")).isEqualTo("12");
      assertThatThrownBy(server::grpcPort)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("The server has no port of GRPC: it was made for REST alone");
    }
  }

  @Test
  void withoutRestThereIsGrpcAlone() {
    try (ModelServer server = onFreePorts().withoutRest().start()) {
      assertThat(health(server.grpcPort()).trailers().get("grpc-status")).isEqualTo("0");
      HttpCaller caller =
          new HttpCaller(HttpClient.newHttpClient(), "http://127.0.0.1:" + server.grpcPort());
      assertThat(caller.get("/v1/models/m").statusCode()).isEqualTo(404);
      assertThat(caller.get("/v2/health/live").statusCode()).isEqualTo(404);
      assertThat(caller.get("/").statusCode()).isEqualTo(404);
      assertThat(caller.get("/monitoring/prometheus/metrics").statusCode()).isEqualTo(404);
      assertThatThrownBy(server::restPort)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("The server has no port of REST: it was made for GRPC alone");
    }
  }

  @Test
  void oneWireMustStay() {
    assertThatThrownBy(() -> onFreePorts().withoutGrpc().withoutRest())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("wires: none (expected: REST, GRPC or both)");
  }
}
