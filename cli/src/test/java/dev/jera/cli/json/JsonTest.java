package dev.jera.cli.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jera.runtime.JeraException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonTest {

  @Test
  void aFileAppearsWholeAndAlone(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("new/report.json");

    Json.writeFile(file, Map.of("text", "Grüße"));

    assertThat(file).hasContent("{\n  \"text\": \"Grüße\"\n}\n");
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aFileThatCannotBeWrittenIsNotLeftHalfWritten(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("report.json"), "old");

    assertThatThrownBy(() -> Json.writeFile(file, List.of("first", new Object())))
        .isInstanceOf(JeraException.class);

    assertThat(file).hasContent("old");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(file);
    }
  }
}
