package dev.jera.datasets.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.primitives.Longs;
import com.google.protobuf.ByteString;
import dev.jera.datasets.DatasetException;
import dev.jera.datasets.record.TfFeature.BytesList;
import dev.jera.datasets.record.TfFeature.FloatList;
import dev.jera.datasets.record.TfFeature.Int64List;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An example as TensorFlow's pipelines store it, one a record: features by name.
 *
 * <p>{@code TfExample.of().withBytes("image", jpeg).withLongs("label", 3)} makes one.
 *
 * @param features by name, sorted
 * @see <a href="https://www.tensorflow.org/api_docs/python/tf/train/Example">tf.train.Example</a>
 */
public record TfExample(Map<String, TfFeature> features) {

  /** Copies the features. */
  public TfExample {
    features = ImmutableSortedMap.copyOf(features);
  }

  /** An example without features. */
  public static TfExample of() {
    return new TfExample(Map.of());
  }

  /**
   * Parses a serialized example. A feature without a list, which TensorFlow takes for missing, is
   * missing here too.
   *
   * @param name what error messages call the record
   * @throws DatasetException if the bytes are no example
   */
  public static TfExample parse(byte[] record, String name) {
    return new TfExample(TfExampleParser.parse(record, name));
  }

  /** The serialized example; equal examples give the same bytes. */
  public byte[] toBytes() {
    return TfExampleSerializer.serialize(features);
  }

  /** With another feature, or another value of it: byte strings. */
  public TfExample withBytes(String name, byte[]... values) {
    return with(name, new BytesList(Stream.of(values).map(ByteString::copyFrom).toList()));
  }

  /** With another feature, or another value of it: text, in UTF-8. */
  public TfExample withText(String name, String... values) {
    return with(name, new BytesList(Stream.of(values).map(ByteString::copyFromUtf8).toList()));
  }

  /** With another feature, or another value of it: floats. */
  public TfExample withFloats(String name, float... values) {
    return with(name, new FloatList(values));
  }

  /** With another feature, or another value of it: longs. */
  public TfExample withLongs(String name, long... values) {
    return with(name, new Int64List(values));
  }

  /** With another feature, or another value of it. */
  public TfExample with(String name, TfFeature feature) {
    var all = new TreeMap<>(features);
    all.put(name, feature);
    return new TfExample(all);
  }

  /**
   * The byte strings of a feature.
   *
   * @throws DatasetException if it is missing or of another kind
   */
  public List<byte[]> bytesList(String name) {
    return get(name, BytesList.class).values().stream().map(ByteString::toByteArray).toList();
  }

  /**
   * The only byte string of a feature.
   *
   * @throws DatasetException if it is missing, of another kind, or has not one value
   */
  public byte[] bytes(String name) {
    return one(name, get(name, BytesList.class).values()).toByteArray();
  }

  /**
   * The only byte string of a feature, as text in UTF-8.
   *
   * @throws DatasetException if it is missing, of another kind, no UTF-8, or has not one value
   */
  public String text(String name) {
    ByteString value = one(name, get(name, BytesList.class).values());
    if (!value.isValidUtf8()) {
      throw unexpected(name, "bytes that are not UTF-8", "text in UTF-8");
    }
    return value.toString(UTF_8);
  }

  /**
   * The floats of a feature.
   *
   * @throws DatasetException if it is missing or of another kind
   */
  public float[] floats(String name) {
    return get(name, FloatList.class).values();
  }

  /**
   * The longs of a feature.
   *
   * @throws DatasetException if it is missing or of another kind
   */
  public long[] longs(String name) {
    return get(name, Int64List.class).values();
  }

  /**
   * The only long of a feature.
   *
   * @throws DatasetException if it is missing, of another kind, or has not one value
   */
  public long number(String name) {
    return one(name, Longs.asList(get(name, Int64List.class).values()));
  }

  private <T extends TfFeature> T get(String name, Class<T> kind) {
    TfFeature feature = features.get(name);
    if (feature == null) {
      throw new DatasetException(
          "No feature '%s' in the example (expected: a %s; it has %s). Check the name."
              .formatted(name, kind.getSimpleName(), features));
    }
    if (!kind.isInstance(feature)) {
      throw unexpected(name, feature, kind.getSimpleName());
    }
    return kind.cast(feature);
  }

  private static <T> T one(String name, List<T> values) {
    if (values.size() != 1) {
      throw unexpected(name, values.size() + " values", "1");
    }
    return values.get(0);
  }

  private static DatasetException unexpected(String name, Object found, String expected) {
    return new DatasetException(
        "Feature '%s' of the example: %s (expected: %s). Ask for what it holds."
            .formatted(name, found, expected));
  }
}
