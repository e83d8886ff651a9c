package dev.jera.server.openinference;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.jera.server.proto.inference.ModelReadyRequest;
import dev.jera.server.proto.inference.ServerReadyRequest;
import dev.jera.serving.repository.ModelConfig;
import dev.jera.serving.repository.ModelRepository;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadinessTest {
  @Test
  void theServerIsReadyWhileEveryModelHasAVersion(@TempDir Path directory) throws Exception {
    try (InferServer server = InferServer.start(directory)) {
      ModelRepository models = server.server().models();
      List<ModelConfig> configured = models.models();
      Path later = Files.createDirectory(directory.resolve("later"));

      models.setModels(
          ImmutableList.<ModelConfig>builder()
              .addAll(configured)
              .add(ModelConfig.of("later", later))
              .build());
      isReady(server, false);
      is(server.get("/v2/health/live"), 200, "{\"live\":true}");
      is(
          server.get("/v2/health/ready"),
          503,
          "{\"live\":true,\"ready\":false,\"error\":\"No version is available of the models [later]\"}");
      is(
          server.get("/v2/models/later/ready"),
          503,
          "{\"error\":\"Model with name later is not ready.\"}");
      is(server.get("/v2/models/echo/ready"), 200, "{\"name\":\"echo\",\"ready\":true}");
      server.answers();

      InferBundle.write(later, 3);
      models.refresh();
      models.awaitAvailable("later", Duration.ofMinutes(1));
      isReady(server, true);
      is(server.get("/v2/health/ready"), 200, "{\"live\":true,\"ready\":true}");
      is(server.get("/v2/models/later/ready"), 200, "{\"name\":\"later\",\"ready\":true}");
    }
  }

  private static void isReady(InferServer server, boolean ready) {
    assertThat(server.grpc().serverReady(ServerReadyRequest.getDefaultInstance()).getReady())
        .isEqualTo(ready);
    assertThat(
            server
                .grpc()
                .modelReady(ModelReadyRequest.newBuilder().setName("later").build())
                .getReady())
        .isEqualTo(ready);
  }

  private static void is(HttpResponse<String> response, int status, String body) {
    assertThat(response.body()).isEqualTo(body);
    assertThat(response.statusCode()).isEqualTo(status);
  }
}
