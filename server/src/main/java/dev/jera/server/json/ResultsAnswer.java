package dev.jera.server.json;

import dev.jera.server.ApiException;
import dev.jera.server.proto.ClassificationResult;
import dev.jera.server.proto.Classifications;
import dev.jera.server.proto.RegressionResult;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The answers to {@code :classify} and {@code :regress}.
 *
 * @see <a href="https://www.tensorflow.org/tfx/serving/api_rest#classify_and_regress_api">the REST
 *     API</a>
 */
public final class ResultsAnswer {
  private static final String RESULTS = "results";

  private ResultsAnswer() {}

  /**
   * Writes {@code {"results": [[["label", score], ...], ...]}}, a list of classes an example.
   *
   * @throws ApiException if there is no example
   * @throws IOException if the stream throws it
   */
  public static void write(OutputStream out, ClassificationResult result) throws IOException {
    if (result.getClassificationsCount() == 0) {
      throw ApiException.invalid("Cannot convert empty ClassificationResults to JSON");
    }
    JsonOutput json = new JsonOutput(out);
    open(json);
    for (Classifications example : result.getClassificationsList()) {
      json.open('[');
      for (dev.jera.server.proto.Class label : example.getClassesList()) {
        json.open('[');
        json.string(label.getLabelBytes().toByteArray());
        json.number(label.getScore());
        json.close(']');
      }
      json.close(']');
    }
    close(json);
  }

  /**
   * Writes {@code {"results": [value, ...]}}, a value an example.
   *
   * @throws ApiException if there is no example
   * @throws IOException if the stream throws it
   */
  public static void write(OutputStream out, RegressionResult result) throws IOException {
    if (result.getRegressionsCount() == 0) {
      throw ApiException.invalid("Cannot convert empty RegressionResults to JSON");
    }
    JsonOutput json = new JsonOutput(out);
    open(json);
    for (int i = 0; i < result.getRegressionsCount(); i++) {
      json.number(result.getRegressions(i).getValue());
    }
    close(json);
  }

  private static void open(JsonOutput json) throws IOException {
    json.open('{');
    json.key(RESULTS);
    json.open('[');
  }

  private static void close(JsonOutput json) throws IOException {
    json.close(']');
    json.close('}');
    json.flush();
  }
}
