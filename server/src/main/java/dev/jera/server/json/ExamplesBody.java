package dev.jera.server.json;

import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.server.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;

/**
 * A body of {@code :classify} or {@code :regress}: {@code {"examples": [{feature: values, ...},
 * ...]}}. The features of {@code "context"}, where it is given, belong to every example that has
 * none of the name.
 *
 * @param signatureName what is asked
 * @param examples a serialized tf.Example an element, string [n]
 * @see <a href="https://www.tensorflow.org/tfx/serving/api_rest#classify_and_regress_api">the REST
 *     API</a>
 */
public record ExamplesBody(String signatureName, TensorData examples) {
  private static final String EXAMPLES = "examples";
  private static final String CONTEXT = "context";

  /** What Java takes for an array beside its bytes, and for its places in lists. */
  private static final int EXAMPLE_BYTES = 40;

  /**
   * Reads the examples of a body, whatever memory they take.
   *
   * @throws ApiException if it is not of this form
   */
  public static ExamplesBody read(Envelope envelope) {
    return read(envelope, bytes -> {});
  }

  /**
   * Reads the examples of a body. They may be much larger than it: an example of three letters is
   * an object of Java's, and what the context holds is in each of them.
   *
   * @param memory told for each example how many bytes it takes; it may throw
   * @throws ApiException if the body is not of this form
   */
  public static ExamplesBody read(Envelope envelope, LongConsumer memory) {
    String signature = envelope.signatureName().orElse(Signature.DEFAULT);
    Map<String, Feature> context =
        envelope.has(CONTEXT) ? features(envelope.at(CONTEXT)) : Map.of();
    if (!envelope.has(EXAMPLES)) {
      throw envelope.wrong("When method is classify, key 'examples' is expected and was not found");
    }
    JsonScanner json = envelope.at(EXAMPLES);
    if (json.kind() != Kind.ARRAY) {
      throw envelope.wrong("Expecting 'examples' value to be an list/array");
    }
    List<byte[]> examples = new ArrayList<>();
    json.enter();
    while (json.hasNext()) {
      Map<String, Feature> all = new TreeMap<>(context);
      all.putAll(features(json));
      byte[] example = serialize(all);
      memory.accept(EXAMPLE_BYTES + example.length);
      examples.add(example);
    }
    if (examples.isEmpty()) {
      throw envelope.wrong("'examples' value is an empty array");
    }
    return new ExamplesBody(
        signature, TensorData.of(Shape.of(examples.size()), examples.toArray(new byte[0][])));
  }

  private static Map<String, Feature> features(JsonScanner json) {
    if (json.kind() != Kind.OBJECT) {
      throw ApiException.invalid("Example must be JSON object but got JSON %s", json.kind());
    }
    Map<String, Feature> features = new TreeMap<>();
    json.enter();
    while (json.hasNext()) {
      String name = json.key();
      if (features.put(name, new FeatureReader(name).read(json)) != null) {
        throw ApiException.invalid("Feature: %s is given twice", name);
      }
    }
    return features;
  }

  private static byte[] serialize(Map<String, Feature> features) {
    return Example.newBuilder()
        .setFeatures(Features.newBuilder().putAllFeature(features))
        .build()
        .toByteArray();
  }
}
