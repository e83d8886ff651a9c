package dev.jera.cli.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.StagedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** JSON read strictly and written for people: indented objects, snake_case names. */
public final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.empty().withValueInclusion(JsonInclude.Include.NON_NULL))
          .build();

  private Json() {}

  /**
   * Reads a document; NaN, Infinity and -Infinity count as numbers, a key that comes twice does
   * not.
   *
   * @param name what errors call the stream
   * @throws JeraException if it is no JSON document, or a number is beyond float64
   */
  public static JsonNode read(InputStream in, String name) {
    try (JsonParser parser = new FiniteNumbers(MAPPER.createParser(in))) {
      JsonNode document = MAPPER.readTree(parser);
      if (document == null) {
        throw new JeraException("%s is empty (expected: a JSON document)".formatted(name));
      }
      return document;
    } catch (JsonProcessingException e) {
      throw new JeraException(
          "%s cannot be read as JSON: %s%s"
              .formatted(name, withoutSource(e.getOriginalMessage()), place(e.getLocation())),
          e);
    } catch (IOException e) {
      throw new JeraException("%s cannot be read: %s".formatted(name, e), e);
    }
  }

  private static String place(@Nullable JsonLocation at) {
    return at == null ? "" : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr());
  }

  /** Jackson's messages without its note that it does not show the source. */
  private static String withoutSource(String message) {
    return message.replaceAll("\\[Source: [^;]*; (line: \\d+, column: \\d+)\\]", "$1");
  }

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
  static ObjectWriter writer() {
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
