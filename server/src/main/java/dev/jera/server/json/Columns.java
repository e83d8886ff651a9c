package dev.jera.server.json;

import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.server.ApiException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The value of {@code inputs}: a tensor a name, or the only tensor. */
final class Columns {
  private Columns() {}

  /**
   * Reads the next value.
   *
   * @return a tensor for each input, by name
   * @throws ApiException if an input is missing, ragged or not of its dtype
   */
  static Map<String, TensorData> read(Signature signature, JsonScanner json) {
    if (json.kind() != Kind.OBJECT || Base64Json.isNext(json)) {
      return only(signature, json);
    }
    int start = json.at();
    Map<String, Integer> given =
        json.members(
            name -> ApiException.invalid("Duplicate named input: %s in 'inputs' object.", name));
    Map<String, TensorData> tensors = new TreeMap<>();
    for (TensorSpec input : signature.inputs().values()) {
      @Nullable Integer place = given.get(input.name());
      if (place == null) {
        json.seek(start);
        throw ApiException.invalid("Missing named input: %s in 'inputs' object.", input.name());
      }
      json.seek(place);
      tensors.put(input.name(), new TensorReader(input.dtype()).read(json));
    }
    return tensors;
  }

  private static Map<String, TensorData> only(Signature signature, JsonScanner json) {
    if (signature.inputs().size() != 1) {
      throw ApiException.invalid(
          "inputs is a plain value/list, but expecting an object as multiple input tensors required as per tensorinfo_map");
    }
    TensorSpec input = signature.inputs().values().iterator().next();
    return Map.of(input.name(), new TensorReader(input.dtype()).read(json));
  }
}
