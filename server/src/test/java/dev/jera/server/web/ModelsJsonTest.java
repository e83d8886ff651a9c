package dev.jera.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.jera.serving.repository.ModelConfig;
import dev.jera.serving.repository.ModelRepository;
import dev.jera.serving.repository.ModelRepositoryException;
import dev.jera.serving.repository.RepositoryOptions;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsJsonTest {
  @TempDir Path directory;

  @Test
  void aBrokenVersionIsToldWithItsErrorAndNothingElse() throws Exception {
    Files.createDirectories(directory.resolve("9007199254740993"));
    Files.writeString(directory.resolve("9007199254740993/saved_model.pb"), "no model");
    try (ModelRepository repository =
        ModelRepository.open(
            List.of(ModelConfig.of("broken", directory)),
            RepositoryOptions.defaults().withLoadRetries(0))) {
      assertThatThrownBy(() -> repository.awaitAvailable("broken", Duration.ofSeconds(10)))
          .isInstanceOf(ModelRepositoryException.class);
      JsonObject version =
          write(repository)
              .getAsJsonArray("models")
              .get(0)
              .getAsJsonObject()
              .getAsJsonArray("versions")
              .get(0)
              .getAsJsonObject();
      // As text: 2^53 + 1 is no number in JavaScript.
      assertThat(version.get("version").toString()).isEqualTo("\"9007199254740993\"");
      assertThat(version.get("state").getAsString()).isEqualTo("END");
      assertThat(version.get("error").getAsString()).contains("saved_model.pb");
      assertThat(version.keySet()).containsExactly("version", "state", "error", "labels");
    }
  }

  @Test
  void aModelWithoutVersionsIsToldAsSuch() throws Exception {
    try (ModelRepository repository =
        ModelRepository.open(List.of(ModelConfig.of("soon", directory)))) {
      assertThat(write(repository).toString())
          .isEqualTo("{\"grpcPort\":8500,\"models\":[{\"name\":\"soon\",\"versions\":[]}]}");
    }
  }

  private static JsonObject write(ModelRepository repository) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      ModelsJson.write(json, repository, 8500);
    }
    return JsonParser.parseString(text.toString()).getAsJsonObject();
  }
}
