package dev.jera.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ModelServerTest {
  @Test
  void threeLinesServeAModel() throws Exception {
    try (ModelServer server =
        ModelServer.builder()
            .model("mnist", Path.of("../savedmodels/mnist-cnn"))
            .restPort(0)
            .grpcPort(0)
            .start()) {
      HttpResponse<String> answer =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(
                          URI.create(
                              "http://127.0.0.1:%d/v1/models/mnist:predict"
                                  .formatted(server.restPort())))
                      .POST(BodyPublishers.ofString("{\"instances\": 1}"))
                      .build(),
                  BodyHandlers.ofString());
      assertThat(answer.body())
          .isEqualTo(
              "{\"error\":\"JSON Value: {\\\"instances\\\": 1} Excepting 'instances' to be an list/array\"}");
      assertThat(answer.statusCode()).isEqualTo(400);
    }
  }
}
