package dev.jera.server.json;

import com.google.protobuf.ByteString;
import dev.jera.server.ApiException;
import java.util.OptionalLong;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Feature.KindCase;

/**
 * Reads one feature of a tf.Example: a value or a list of values, all of the first one's kind.
 *
 * <p>Whole numbers, and true and false as 1 and 0, are an Int64List; numbers with a point or an
 * exponent a FloatList; texts and {@code {"b64": "..."}} a BytesList.
 */
final class FeatureReader {
  private final String name;
  private final Feature.Builder feature = Feature.newBuilder();

  FeatureReader(String name) {
    this.name = name;
  }

  /**
   * Reads the next value.
   *
   * @return the feature, without a kind where the list is empty
   * @throws ApiException if a value is of no kind or of another than the first, or out of range
   */
  Feature read(JsonScanner json) {
    if (json.kind() == Kind.ARRAY) {
      json.enter();
      while (json.hasNext()) {
        add(json);
      }
    } else {
      add(json);
    }
    return feature.build();
  }

  private void add(JsonScanner json) {
    switch (json.kind()) {
      case TRUE, FALSE -> {
        expect(KindCase.INT64_LIST);
        feature.getInt64ListBuilder().addValue(json.bool() ? 1 : 0);
      }
      case NUMBER -> number(json);
      case STRING -> {
        expect(KindCase.BYTES_LIST);
        feature.getBytesListBuilder().addValue(ByteString.copyFrom(json.bytes()));
      }
      case OBJECT -> {
        if (!Base64Json.isNext(json)) {
          throw unexpected(json);
        }
        expect(KindCase.BYTES_LIST);
        feature.getBytesListBuilder().addValue(ByteString.copyFrom(Base64Json.read(json)));
      }
      case NULL, ARRAY -> throw unexpected(json);
    }
  }

  private void number(JsonScanner json) {
    if (json.isInteger()) {
      expect(KindCase.INT64_LIST);
      OptionalLong value = json.integer(Long.MIN_VALUE, Long.MAX_VALUE);
      feature
          .getInt64ListBuilder()
          .addValue(
              value.orElseThrow(
                  () ->
                      ApiException.invalid(
                          "Feature: %s has element %s. Only int64 is supported.",
                          name, json.quote())));
    } else {
      expect(KindCase.FLOAT_LIST);
      boolean isFinite = json.isFinite();
      int start = json.at();
      float value = json.float32();
      if (isFinite && Float.isInfinite(value)) {
        json.seek(start);
        throw ApiException.invalid(
            "Cannot convert JSON value: %s to float without loss of precision.", json.quote());
      }
      feature.getFloatListBuilder().addValue(value);
    }
  }

  private void expect(KindCase kind) {
    KindCase given = feature.getKindCase();
    if (given != KindCase.KIND_NOT_SET && given != kind) {
      throw ApiException.invalid(
          "Unexpected element type in feature: %s expecting type: %s",
          name,
          switch (given) {
            case BYTES_LIST -> "bytes";
            case FLOAT_LIST -> "float";
            default -> "int64";
          });
    }
  }

  private ApiException unexpected(JsonScanner json) {
    return ApiException.invalid(
        "Feature: %s has element with unexpected JSON type: %s", name, json.kind());
  }
}
