package dev.jera.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.server.ModelServer;
import dev.jera.server.ServerOptions;
import dev.jera.server.call.Wire;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is said of the wires that a server has. */
class AnnouncementTest {
  private static final ServerOptions BOTH =
      ServerOptions.defaults()
          .withAddress(Optional.of("127.0.0.1"))
          .withRestPort(0)
          .withGrpcPort(0);

  private static String said(ServerOptions options, ModelServer server) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Announcement(options, server).print(new PrintStream(out, true, UTF_8));
    return out.toString(UTF_8);
  }

  @Test
  void bothWiresHaveTheirPorts() {
    try (ModelServer server = ModelServer.start(BOTH)) {
      assertThat(said(BOTH, server))
          .isEqualTo(
              """
              REST     http://127.0.0.1:%1$d/v1/models/
              gRPC     127.0.0.1:%2$d
              Page     http://127.0.0.1:%1$d/
              Metrics  http://127.0.0.1:%1$d/monitoring/prometheus/metrics
              ready
              """
                  .formatted(server.restPort(), server.grpcPort()));
    }
  }

  @Test
  void withoutGrpcItIsOff() {
    ServerOptions options = BOTH.withWires(Set.of(Wire.REST));
    try (ModelServer server = ModelServer.start(options)) {
      assertThat(said(options, server))
          .startsWith("REST     http://127.0.0.1:%d/".formatted(server.restPort()))
          .contains("gRPC     off\n");
    }
  }

  @Test
  void withoutRestThereAreNoPageAndNoMetrics() {
    ServerOptions options = BOTH.withWires(Set.of(Wire.GRPC));
    try (ModelServer server = ModelServer.start(options)) {
      assertThat(said(options, server))
          .isEqualTo(
              """
              REST     off
              gRPC     127.0.0.1:%d
              Page     off
              Metrics  off
              ready
              """
                  .formatted(server.grpcPort()));
    }
  }
}
