package dev.jera.cli.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.serving.mapping.Examples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.Example;

/**
 * TensorFlow Serving's JSON for classification and regression, {@code {"examples": [{feature:
 * values, ...}, ...]}}, for signatures that take serialized tf.Examples. The features of {@code
 * "context"}, where it is given, belong to every example that has none of the name.
 *
 * @see <a href="https://www.tensorflow.org/tfx/serving/api_rest#classify_and_regress_api">the REST
 *     API</a>
 */
public final class JsonExamples {
  private static final String EXAMPLES = "examples";
  private static final String CONTEXT = "context";

  private JsonExamples() {}

  /** Whether a request holds examples. */
  public static boolean isIn(JsonNode request) {
    return request.has(EXAMPLES);
  }

  /**
   * Reads the examples of a request.
   *
   * @return the signature's only input, a serialized tf.Example an element
   * @throws JeraException if the signature takes no such examples, if there are none, or if one is
   *     not an object of features
   */
  public static Map<String, TensorData> read(JsonNode request, Signature signature) {
    JsonNode examples = request.path(EXAMPLES);
    if (request.has(Columns.INPUTS)) {
      throw new JeraException(
          "The request has both '%s' and '%s' (expected: one of them)"
              .formatted(Columns.INPUTS, EXAMPLES));
    }
    if (!examples.isArray() || examples.isEmpty()) {
      throw new JeraException(
          "'%s': %s (expected: a list of at least one object, {\"feature\": values, ...})"
              .formatted(EXAMPLES, Elements.quote(examples)));
    }
    TensorSpec input = input(signature, Shape.of(examples.size()));
    Example context =
        request.has(CONTEXT)
            ? example("The context", request.get(CONTEXT))
            : Example.getDefaultInstance();
    List<Example> all = new ArrayList<>();
    for (int i = 0; i < examples.size(); i++) {
      Example own = example("Example " + i, examples.get(i));
      Example.Builder shared = context.toBuilder();
      examples.get(i).fieldNames().forEachRemaining(shared.getFeaturesBuilder()::removeFeature);
      all.add(shared.mergeFrom(own).build());
    }
    return Map.of(input.name(), Examples.tensorOf(all));
  }

  private static TensorSpec input(Signature signature, Shape given) {
    if (signature.inputs().size() == 1) {
      TensorSpec input = signature.inputs().values().iterator().next();
      if (input.dtype() == Dtype.STRING && Shapes.fits(given, input.shape())) {
        return input;
      }
    }
    throw new JeraException(
        "Signature '%s' takes no %d '%s': its inputs are %s (expected: one, of serialized examples, string [?])"
            .formatted(signature.name(), given.size(), EXAMPLES, signature.inputs().values()));
  }

  private static Example example(String owner, JsonNode json) {
    if (!json.isObject()) {
      throw new JeraException(
          "%s: %s (expected: an object, {\"feature\": values, ...})"
              .formatted(owner, Elements.quote(json)));
    }
    Map<String, Object> features = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      String where = "%s, feature '%s'".formatted(owner, entry.getKey());
      features.put(entry.getKey(), FeatureValues.read(where, entry.getValue()));
    }
    try {
      return Examples.of(features);
    } catch (IllegalArgumentException e) {
      throw new JeraException("%s, %s".formatted(owner, e.getMessage()), e);
    }
  }
}
