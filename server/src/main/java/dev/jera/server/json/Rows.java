package dev.jera.server.json;

import com.google.common.base.Joiner;
import com.google.common.collect.Maps;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.server.ApiException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The value of {@code instances}: an example an element, without the batch's dimension. */
final class Rows {
  private final Signature signature;
  private final JsonScanner json;
  private final Map<String, TensorReader> readers = new TreeMap<>();
  private int row;

  /** Stands before a list that is not empty. */
  Rows(Signature signature, JsonScanner json) {
    this.signature = signature;
    this.json = json;
  }

  /**
   * Reads the list.
   *
   * @return a tensor for each input, by name, of as many items as there are elements
   * @throws ApiException if an element lacks an input, has another or another shape than the first,
   *     is ragged, or not of its dtype
   */
  Map<String, TensorData> read() {
    for (TensorSpec input : signature.inputs().values()) {
      readers.put(input.name(), new TensorReader(input.dtype()));
    }
    json.enter();
    json.hasNext();
    if (isObject()) {
      do {
        object();
        row++;
      } while (json.hasNext());
    } else {
      plain();
    }
    return Map.copyOf(Maps.transformValues(readers, TensorReader::batch));
  }

  private boolean isObject() {
    return json.kind() == Kind.OBJECT && !Base64Json.isNext(json);
  }

  private void plain() {
    if (readers.size() != 1) {
      throw ApiException.invalid(
          "instances is a plain list, but expecting list of objects as multiple input tensors required as per tensorinfo_map");
    }
    TensorReader reader = readers.values().iterator().next();
    do {
      if (isObject()) {
        throw ApiException.invalid(
            "Expecting value/list but got object at item %d of input list", row);
      }
      try {
        reader.readItem(json);
      } catch (ApiException e) {
        throw failed("", e.getMessage(), e);
      }
      row++;
    } while (json.hasNext());
  }

  private void object() {
    if (!isObject()) {
      throw ApiException.invalid("Expecting object but got list at item %d of input list", row);
    }
    int start = json.at();
    Set<String> keys = new HashSet<>();
    json.enter();
    while (json.hasNext()) {
      String key = json.key();
      try {
        if (!keys.add(key)) {
          throw ApiException.invalid("JSON object: has input twice: %s", key);
        }
        reader(key).readItem(json);
      } catch (ApiException e) {
        throw failed(" key: " + key, e.getMessage(), e);
      }
    }
    if (keys.size() != readers.size()) {
      json.seek(start);
      throw ApiException.invalid(
          "Failed to process element: %d of 'instances' list. JSON object: %s keys must be equal to: %s",
          row, json.quote(), Joiner.on(',').join(readers.keySet()));
    }
  }

  private TensorReader reader(String name) {
    @Nullable TensorReader reader = readers.get(name);
    if (reader == null) {
      throw ApiException.invalid("JSON object: does not have named input: %s", name);
    }
    return reader;
  }

  private ApiException failed(String key, @Nullable String why, ApiException cause) {
    return new ApiException(
        cause.code(),
        "Failed to process element: %d%s of 'instances' list. Error: %s: %s"
            .formatted(row, key, cause.code(), why),
        cause);
  }
}
