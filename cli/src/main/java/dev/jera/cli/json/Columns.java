package dev.jera.cli.json;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.jera.cli.tensor.InputNames;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * TensorFlow Serving's columnar JSON: {@code {"inputs": {name: tensor, ...}}} in, {@code
 * {"outputs": {name: tensor, ...}}} out, and the bare tensor where there is only one.
 *
 * @see <a href="https://www.tensorflow.org/tfx/serving/api_rest#predict_api">the REST API</a>
 */
public final class Columns {
  static final String INPUTS = "inputs";

  /** TensorFlow Serving's row form, which is not taken here. */
  private static final String INSTANCES = "instances";

  private static final String SIGNATURE = "signature_name";

  private Columns() {}

  /**
   * The signature that a request names.
   *
   * @throws JeraException if what it names is no text, or the request no object
   */
  public static Optional<String> signatureName(JsonNode request) {
    JsonNode name = object(request).path(SIGNATURE);
    if (!name.isMissingNode() && !name.isTextual()) {
      throw new JeraException("%s: %s (expected: a text)".formatted(SIGNATURE, name));
    }
    return Optional.ofNullable(name.textValue());
  }

  /**
   * Reads the tensors of a request.
   *
   * @return a tensor for each input, by name
   * @throws JeraException if an input is missing, unknown or not of its dtype
   */
  public static Map<String, TensorData> read(JsonNode request, Signature signature) {
    JsonNode inputs = object(request).path(INPUTS);
    if (inputs.isMissingNode()) {
      throw new JeraException(
          "The request has no '%s': its keys are %s (expected: {\"inputs\": {\"name\": values, ...}}, or {\"examples\": [{\"feature\": values, ...}, ...]})"
              .formatted(INPUTS, ImmutableList.copyOf(request.fieldNames())));
    }
    if (request.has(INSTANCES)) {
      throw new JeraException(
          "The request has both '%s' and '%s' (expected: '%s' alone)"
              .formatted(INPUTS, INSTANCES, INPUTS));
    }
    boolean named = inputs.isObject() && !Base64Text.is(inputs);
    Map<String, JsonNode> values = named ? byName(inputs, signature) : only(inputs, signature);
    ImmutableMap.Builder<String, TensorData> tensors = ImmutableMap.builder();
    for (TensorSpec spec : signature.inputs().values()) {
      tensors.put(spec.name(), TensorReader.read(spec, requireNonNull(values.get(spec.name()))));
    }
    return tensors.buildOrThrow();
  }

  /** The tensors that a signature answered, by name, as a document. */
  public static String text(Signature signature, Map<String, TensorData> outputs) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Json.writer().createGenerator(text)) {
      json.writeStartObject();
      json.writeFieldName("outputs");
      boolean named = signature.outputs().size() != 1;
      if (named) {
        json.writeStartObject();
      }
      for (Map.Entry<String, TensorData> output : outputs.entrySet()) {
        if (named) {
          json.writeFieldName(output.getKey());
        }
        TensorWriter.write(json, output.getKey(), output.getValue());
      }
      if (named) {
        json.writeEndObject();
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new JeraException("JSON cannot be written: " + e, e);
    }
    return text + System.lineSeparator();
  }

  /** The values of all inputs, no fewer and no more. */
  private static Map<String, JsonNode> byName(JsonNode inputs, Signature signature) {
    Map<String, JsonNode> given = ImmutableMap.copyOf(inputs.properties());
    InputNames.check(given.keySet(), signature);
    return given;
  }

  /** A value that stands for the object, where there is one input. */
  private static Map<String, JsonNode> only(JsonNode value, Signature signature) {
    Set<String> names = signature.inputs().keySet();
    if (names.size() != 1) {
      throw new JeraException(
          "'%s' is a bare value, but signature '%s' has inputs %s (expected: an object with these names)"
              .formatted(INPUTS, signature.name(), names));
    }
    return ImmutableMap.of(names.iterator().next(), value);
  }

  static JsonNode object(JsonNode request) {
    if (!request.isObject()) {
      throw new JeraException(
          "The request is a JSON %s (expected: an object, {\"inputs\": ...})"
              .formatted(request.getNodeType()));
    }
    return request;
  }
}
