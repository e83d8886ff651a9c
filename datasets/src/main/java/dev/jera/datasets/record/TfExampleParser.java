package dev.jera.datasets.record;

import static com.google.protobuf.WireFormat.WIRETYPE_LENGTH_DELIMITED;
import static dev.jera.datasets.record.TfExampleFields.ENTRY_FEATURE;
import static dev.jera.datasets.record.TfExampleFields.ENTRY_NAME;
import static dev.jera.datasets.record.TfExampleFields.FEATURES;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.jera.datasets.DatasetException;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads features from the protocol buffer tf.Example, numbers packed or not; other fields are
 * passed over. What stands there twice is merged or replaced as protocol buffers want it.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">The encoding</a>
 */
final class TfExampleParser {

  private static final int TYPE_BITS = 3;

  private TfExampleParser() {}

  static Map<String, TfFeature> parse(byte[] record, String name) {
    var features = new TreeMap<String, TfFeature>();
    try {
      CodedInputStream in = CodedInputStream.newInstance(record);
      fields(
          in,
          tag ->
              tag == delimited(FEATURES)
                  && message(in, inner -> readFeatures(inner, in, features)));
    } catch (IOException e) {
      throw new DatasetException(
          "%s is no tf.Example: %s (expected: a serialized tf.train.Example). Check what was written into it."
              .formatted(name, e.getMessage()),
          e);
    }
    return features;
  }

  private static boolean readFeatures(int tag, CodedInputStream in, Map<String, TfFeature> features)
      throws IOException {
    if (tag != delimited(FEATURES)) {
      return false;
    }
    var entry = new Entry();
    message(in, inner -> entry.read(inner, in));
    features.remove(entry.name);
    entry.values.build().ifPresent(feature -> features.put(entry.name, feature));
    return true;
  }

  private static final class Entry {
    private final TfFeatureValues values = new TfFeatureValues();
    private String name = "";

    boolean read(int tag, CodedInputStream in) throws IOException {
      if (tag == delimited(ENTRY_NAME)) {
        name = in.readStringRequireUtf8();
        return true;
      }
      return tag == delimited(ENTRY_FEATURE) && message(in, inner -> values.read(inner, in));
    }
  }

  /** The tag of a message, of bytes or of packed numbers. */
  static int delimited(int field) {
    return tag(field, WIRETYPE_LENGTH_DELIMITED);
  }

  static int tag(int field, int wireType) {
    return field << TYPE_BITS | wireType;
  }

  /** Reads a message within another, to its end. */
  static boolean message(CodedInputStream in, FieldReader reader) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    fields(in, reader);
    in.popLimit(outer);
    return true;
  }

  private static void fields(CodedInputStream in, FieldReader reader) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (!reader.read(tag) && !in.skipField(tag)) {
        throw new InvalidProtocolBufferException("a group ends that did not begin");
      }
    }
  }

  interface FieldReader {

    /** Reads the value that follows a tag, or returns false for a field it does not know. */
    boolean read(int tag) throws IOException;
  }
}
