package dev.jera.cli.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jera.cli.json.Columns;
import dev.jera.cli.json.Json;
import dev.jera.cli.json.JsonExamples;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A request in TensorFlow Serving's JSON: columns, or examples.
 *
 * @param document the whole of it
 */
public record JsonRequest(JsonNode document) implements Request {

  /**
   * Reads a document.
   *
   * @param name what errors call the stream
   * @throws JeraException if it is no JSON document
   */
  public static JsonRequest read(InputStream in, String name) {
    return new JsonRequest(Json.read(in, name));
  }

  static JsonRequest read(Path file) {
    if (!Files.exists(file)) {
      throw new JeraException(
          "%s: no such file (expected: a JSON request, an .npy or .npz file, or - for standard input)"
              .formatted(file));
    }
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString());
    } catch (IOException e) {
      throw new JeraException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  @Override
  public Optional<String> signatureName() {
    return Columns.signatureName(document);
  }

  @Override
  public Map<String, TensorData> tensors(Signature signature) {
    return JsonExamples.isIn(document)
        ? JsonExamples.read(document, signature)
        : Columns.read(document, signature);
  }
}
