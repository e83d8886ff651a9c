package dev.jera.server.json;

import dev.jera.server.ApiException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of the Open Inference Protocol's objects, by key: where their values stand. */
final class Members {
  private Members() {}

  /**
   * The members of the next value.
   *
   * @param owner what errors call the object
   * @throws ApiException if it is no object, or has a key twice
   */
  static Map<String, Integer> of(String owner, JsonScanner json) {
    if (json.kind() != Kind.OBJECT) {
      throw ApiException.invalid("%s: %s (expected: an object)", owner, json.quote());
    }
    return json.members(key -> ApiException.invalid("%s: '%s' is given twice", owner, key));
  }

  /**
   * Goes to the value of a key.
   *
   * @throws ApiException if there is none, or it is of another kind
   */
  static void seek(
      String owner, JsonScanner json, Map<String, Integer> members, String key, Kind kind) {
    @Nullable Integer place = members.get(key);
    if (place == null) {
      throw ApiException.invalid("%s: '%s' is missing", owner, key);
    }
    json.seek(place);
    if (json.kind() != kind) {
      throw ApiException.invalid(
          "%s: %s: %s (expected: JSON's %s)", owner, key, json.quote(), kind);
    }
  }

  /** The string of a key, as {@link #seek}. */
  static String string(String owner, JsonScanner json, Map<String, Integer> members, String key) {
    seek(owner, json, members, key, Kind.STRING);
    return json.string();
  }
}
