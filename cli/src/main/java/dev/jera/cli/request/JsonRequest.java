package dev.jera.cli.request;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.server.ApiException;
import dev.jera.server.json.Envelope;
import dev.jera.server.json.ExamplesBody;
import dev.jera.server.json.Form;
import dev.jera.server.json.PredictBody;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A request in TensorFlow Serving's JSON: columns, rows, or examples.
 *
 * @param name what errors call it
 * @param body the whole of it
 */
public record JsonRequest(String name, Envelope body) implements Request {
  private static final String INPUTS = "inputs";
  private static final String INSTANCES = "instances";
  private static final String EXAMPLES = "examples";

  /**
   * Reads a document.
   *
   * @param name what errors call the stream
   * @throws JeraException if it is no JSON document, or no object
   */
  public static JsonRequest read(InputStream in, String name) {
    try {
      return new JsonRequest(name, Envelope.of(in.readAllBytes()));
    } catch (ApiException e) {
      throw new JeraException("%s: %s".formatted(name, e.getMessage()), e);
    } catch (IOException e) {
      throw new JeraException("%s cannot be read: %s".formatted(name, e), e);
    }
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
    return body.signatureName();
  }

  @Override
  public Map<String, TensorData> tensors(Signature signature) {
    try {
      return body.has(EXAMPLES) ? examples(signature) : PredictBody.read(body, signature).inputs();
    } catch (ApiException e) {
      String place = body.place();
      throw new JeraException(
          "%s%s: %s (signature '%s' takes %s)"
              .formatted(
                  name,
                  place.isEmpty() ? "" : ", " + place,
                  e.getMessage(),
                  signature.name(),
                  signature.inputs().values()),
          e);
    }
  }

  private Map<String, TensorData> examples(Signature signature) {
    if (body.has(INPUTS) || body.has(INSTANCES)) {
      throw new JeraException(
          "%s: it has '%s' and others (expected: one of '%s', '%s' and '%s')"
              .formatted(name, EXAMPLES, INPUTS, INSTANCES, EXAMPLES));
    }
    TensorData examples = ExamplesBody.read(body).examples();
    return Map.of(input(signature, examples).name(), examples);
  }

  private static TensorSpec input(Signature signature, TensorData examples) {
    if (signature.inputs().size() == 1) {
      TensorSpec input = signature.inputs().values().iterator().next();
      if (input.dtype() == Dtype.STRING && Shapes.fits(examples.shape(), input.shape())) {
        return input;
      }
    }
    throw new JeraException(
        "Signature '%s' takes no %d '%s': its inputs are %s (expected: one, of serialized examples, string [?])"
            .formatted(signature.name(), examples.size(), EXAMPLES, signature.inputs().values()));
  }

  /** Rows are answered by rows. */
  @Override
  public Form form() {
    return body.has(INSTANCES) ? Form.ROWS : Form.COLUMNS;
  }
}
