package dev.jera.server.json;

import dev.jera.server.ApiException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of the Open Inference Protocol's binary extension, and the one of a request that
 * names a signature; others are not looked at.
 *
 * @param size how many bytes of the binary part a tensor has, where it is there
 * @param isBinary whether an output is to be written to the binary part, where it says so
 * @param areBinary the same for all outputs of a request
 * @param signature the name of the signature that a request asks, where it says so
 */
record InferParameters(
    OptionalInt size,
    Optional<Boolean> isBinary,
    Optional<Boolean> areBinary,
    Optional<String> signature) {
  static final String KEY = "parameters";
  private static final InferParameters NONE =
      new InferParameters(
          OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /**
   * Reads those of an object.
   *
   * @param owner what errors call the object
   * @throws ApiException if one is not of its kind
   */
  static InferParameters read(String owner, JsonScanner json, Map<String, Integer> members) {
    @Nullable Integer place = members.get(KEY);
    if (place == null) {
      return NONE;
    }
    json.seek(place);
    if (json.kind() != Kind.OBJECT) {
      throw ApiException.invalid("%s: parameters: %s (expected: an object)", owner, json.quote());
    }
    Map<String, Integer> values = Members.of(owner + ": parameters", json);
    return new InferParameters(
        size(owner, json, values.get("binary_data_size")),
        bool(owner, json, values, "binary_data"),
        bool(owner, json, values, "binary_data_output"),
        string(owner, json, values, "signature_name"));
  }

  private static OptionalInt size(String owner, JsonScanner json, @Nullable Integer place) {
    if (place == null) {
      return OptionalInt.empty();
    }
    json.seek(place);
    OptionalLong size =
        json.kind() == Kind.NUMBER ? json.integer(0, Integer.MAX_VALUE) : OptionalLong.empty();
    if (size.isEmpty()) {
      throw ApiException.invalid(
          "%s: binary_data_size: %s (expected: a whole number of bytes)", owner, json.quote());
    }
    return OptionalInt.of((int) size.getAsLong());
  }

  private static Optional<Boolean> bool(
      String owner, JsonScanner json, Map<String, Integer> values, String key) {
    @Nullable Integer place = values.get(key);
    if (place == null) {
      return Optional.empty();
    }
    json.seek(place);
    if (json.kind() != Kind.TRUE && json.kind() != Kind.FALSE) {
      throw ApiException.invalid("%s: %s: %s (expected: true or false)", owner, key, json.quote());
    }
    return Optional.of(json.bool());
  }

  private static Optional<String> string(
      String owner, JsonScanner json, Map<String, Integer> values, String key) {
    @Nullable Integer place = values.get(key);
    if (place == null) {
      return Optional.empty();
    }
    json.seek(place);
    if (json.kind() != Kind.STRING) {
      throw ApiException.invalid("%s: %s: %s (expected: a string)", owner, key, json.quote());
    }
    return Optional.of(json.string());
  }
}
