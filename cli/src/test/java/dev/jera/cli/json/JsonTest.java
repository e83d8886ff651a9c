package dev.jera.cli.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jera.runtime.JeraException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void notANumberAndInfinityAreNumbers() {
    JsonNode numbers = read("[NaN, Infinity, -Infinity, -0.0]");

    assertThat(numbers.get(0).doubleValue()).isNaN();
    assertThat(numbers.get(1).doubleValue()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(numbers.get(2).doubleValue()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(numbers.get(3).doubleValue()).isEqualTo(-0.0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"a\": [1, 2 | Unexpected end-of-input",
        "{\"a\": 1} x | Unrecognized token 'x'",
        "{\"a\": 1} {} | Trailing token",
        "{\"a\": 1, \"a\": 2} | Duplicate field 'a'",
        "[1e400] | 1e400 is beyond float64",
        "[-1e400] | -1e400 is beyond float64",
        "{'a': 1} | Unexpected character (''' (code 39))",
      })
  void otherTextIsRefusedWithItsPlace(String text, String reason) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(JeraException.class)
        .hasMessageStartingWith("request cannot be read as JSON: ")
        .hasMessageContaining(reason)
        .hasMessageContaining("(line 1, column ")
        .hasMessageNotContaining("Source");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n"})
  void nothingIsRefused(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(JeraException.class)
        .hasMessage("request is empty (expected: a JSON document)");
  }

  @Test
  void deepNestingIsRefused() {
    assertThatThrownBy(() -> read("[".repeat(100_000)))
        .isInstanceOf(JeraException.class)
        .hasMessageContaining("nesting depth");
  }

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

  private static JsonNode read(String text) {
    return Json.read(new ByteArrayInputStream(text.getBytes(UTF_8)), "request");
  }
}
