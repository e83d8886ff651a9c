package dev.jera.server.json;

import com.google.common.collect.ImmutableSortedMap;
import dev.jera.runtime.TensorData;
import dev.jera.server.ApiException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The answer to {@code :predict}: {@code {"predictions": [...]}} for {@link Form#ROWS}, {@code
 * {"outputs": ...}} for {@link Form#COLUMNS}.
 *
 * @param form how the request held its tensors
 * @param outputs a tensor for each output, by name
 * @see <a href="https://www.tensorflow.org/tfx/serving/api_rest#predict_api">the REST API</a>
 */
public record PredictAnswer(Form form, Map<String, TensorData> outputs) {

  /**
   * Copies the map, in the order of the names.
   *
   * @throws ApiException if there is no output, or if rows are wanted of outputs that have no first
   *     axis, or not all the same
   */
  public PredictAnswer {
    outputs = ImmutableSortedMap.copyOf(outputs);
    if (outputs.isEmpty()) {
      throw ApiException.invalid("Cannot convert empty tensor map to JSON");
    }
    if (form == Form.ROWS) {
      checkRows(outputs);
    }
  }

  private static void checkRows(Map<String, TensorData> outputs) {
    @Nullable Long rows = null;
    for (Map.Entry<String, TensorData> output : outputs.entrySet()) {
      if (output.getValue().shape().numDimensions() == 0) {
        throw ApiException.invalid("Tensor name: %s has no shape information", output.getKey());
      }
      long size = output.getValue().shape().get(0);
      if (rows != null && rows != size) {
        throw ApiException.invalid(
            "Tensor name: %s has inconsistent batch size: %d expecting: %d",
            output.getKey(), size, rows);
      }
      rows = size;
    }
  }

  /**
   * Writes the answer in UTF-8, piece by piece and without blanks.
   *
   * @throws IOException if the stream throws it
   */
  public void write(OutputStream out) throws IOException {
    write(new JsonOutput(out));
  }

  /**
   * As {@link #write}, for people: an object's keys a line each, an array on one line.
   *
   * @throws IOException if the stream throws it
   */
  public void writeIndented(OutputStream out) throws IOException {
    write(JsonOutput.indented(out));
  }

  private void write(JsonOutput json) throws IOException {
    Map<String, TensorWriter> writers = new TreeMap<>();
    outputs.forEach((name, tensor) -> writers.put(name, new TensorWriter(json, name, tensor)));
    json.open('{');
    if (form == Form.ROWS) {
      json.key("predictions");
      json.open('[');
      long rows = outputs.values().iterator().next().shape().get(0);
      for (long row = 0; row < rows; row++) {
        write(json, writers, TensorWriter::writeItem);
      }
      json.close(']');
    } else {
      json.key("outputs");
      write(json, writers, TensorWriter::write);
    }
    json.close('}');
    json.flush();
  }

  /** Writes the value of the only tensor, or an object of the values of all. */
  private static void write(JsonOutput json, Map<String, TensorWriter> writers, Part part)
      throws IOException {
    if (writers.size() == 1) {
      part.write(writers.values().iterator().next());
      return;
    }
    json.open('{');
    for (Map.Entry<String, TensorWriter> writer : writers.entrySet()) {
      json.key(writer.getKey());
      part.write(writer.getValue());
    }
    json.close('}');
  }

  /** A tensor, or an item of it. */
  @FunctionalInterface
  private interface Part {
    void write(TensorWriter writer) throws IOException;
  }
}
