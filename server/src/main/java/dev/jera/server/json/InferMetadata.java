package dev.jera.server.json;

import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/**
 * The Open Inference Protocol's descriptions of a server and its models.
 *
 * @see <a href="https://github.com/kserve/open-inference-protocol">the protocol</a>
 */
public final class InferMetadata {
  /** What loads the bundles, in Triton's words. */
  public static final String PLATFORM = "tensorflow_savedmodel";

  private static final String NAME = "name";

  private InferMetadata() {}

  /**
   * Writes what {@code GET /v2} answers.
   *
   * @throws IOException if the stream throws it
   */
  public static void writeServer(
      OutputStream out, String name, String version, List<String> extensions) throws IOException {
    JsonOutput json = new JsonOutput(out);
    json.open('{');
    json.key(NAME);
    json.string(name);
    json.key("version");
    json.string(version);
    json.key("extensions");
    writeStrings(json, extensions);
    json.close('}');
    json.flush();
  }

  /**
   * Writes what {@code GET /v2/models/NAME} answers. Unknown sizes are -1.
   *
   * @throws IOException if the stream throws it
   */
  public static void writeModel(
      OutputStream out, String name, List<String> versions, Signature signature)
      throws IOException {
    JsonOutput json = new JsonOutput(out);
    json.open('{');
    json.key(NAME);
    json.string(name);
    json.key("versions");
    writeStrings(json, versions);
    json.key("platform");
    json.string(PLATFORM);
    json.key("inputs");
    writeTensors(json, signature.inputs().values());
    json.key("outputs");
    writeTensors(json, signature.outputs().values());
    json.close('}');
    json.flush();
  }

  private static void writeTensors(JsonOutput json, Collection<TensorSpec> tensors)
      throws IOException {
    json.open('[');
    for (TensorSpec tensor : tensors) {
      json.open('{');
      json.key(NAME);
      json.string(tensor.name());
      json.key("datatype");
      json.string(Datatype.of(tensor.dtype()));
      json.key("shape");
      writeShape(json, tensor.shape());
      json.close('}');
    }
    json.close(']');
  }

  /** Writes a shape; the protocol has no word for an unknown rank, which is written as [-1]. */
  static void writeShape(JsonOutput json, Shape shape) throws IOException {
    json.open('[');
    if (shape.isUnknown()) {
      json.integer(Shape.UNKNOWN_SIZE);
    } else {
      for (long size : shape.asArray()) {
        json.integer(size);
      }
    }
    json.close(']');
  }

  private static void writeStrings(JsonOutput json, List<String> strings) throws IOException {
    json.open('[');
    for (String string : strings) {
      json.string(string);
    }
    json.close(']');
  }
}
