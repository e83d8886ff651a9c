package dev.jera.cli.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.StagedFile;
import java.nio.file.Path;

/** JSON written for people: indented objects, snake_case names. */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.empty().withValueInclusion(JsonInclude.Include.NON_NULL))
          .build();

  private Json() {}

  /** A value as a document, for people: indented, its last line ended. */
  public static String text(Object value) {
    try {
      return writer().writeValueAsString(value) + System.lineSeparator();
    } catch (JsonProcessingException e) {
      throw new JeraException("%s cannot be written as JSON".formatted(value), e);
    }
  }

  /**
   * Writes a file over what is there, whole or not at all.
   *
   * @throws JeraException if it cannot be written
   */
  public static void writeFile(Path file, Object value) {
    StagedFile.write(file, text(value).getBytes(UTF_8));
  }

  /** The generator's own indentation: an object's keys a line each, an array on one line. */
  private static ObjectWriter writer() {
    Separators separators =
        Separators.createDefaultInstance()
            .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
            .withArrayValueSpacing(Separators.Spacing.AFTER)
            .withObjectEmptySeparator("")
            .withArrayEmptySeparator("");
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
    printer.indentObjectsWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
    printer.indentArraysWith(DefaultPrettyPrinter.NopIndenter.instance);
    return MAPPER.writer(printer);
  }
}
