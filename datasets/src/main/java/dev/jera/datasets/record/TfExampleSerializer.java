package dev.jera.datasets.record;

import static dev.jera.datasets.record.TfExampleFields.BYTES_LIST;
import static dev.jera.datasets.record.TfExampleFields.ENTRY_FEATURE;
import static dev.jera.datasets.record.TfExampleFields.ENTRY_NAME;
import static dev.jera.datasets.record.TfExampleFields.FEATURES;
import static dev.jera.datasets.record.TfExampleFields.FLOAT_LIST;
import static dev.jera.datasets.record.TfExampleFields.INT64_LIST;
import static dev.jera.datasets.record.TfExampleFields.VALUE;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.jera.datasets.record.TfFeature.BytesList;
import dev.jera.datasets.record.TfFeature.FloatList;
import dev.jera.datasets.record.TfFeature.Int64List;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes features as the protocol buffer tf.Example, numbers packed. */
final class TfExampleSerializer {

  private TfExampleSerializer() {}

  static byte[] serialize(Map<String, TfFeature> features) {
    ByteString entries =
        message(
            out -> {
              for (Map.Entry<String, TfFeature> feature : features.entrySet()) {
                out.writeBytes(FEATURES, message(entry -> write(feature, entry)));
              }
            });
    return message(out -> out.writeBytes(FEATURES, entries)).toByteArray();
  }

  private static void write(Map.Entry<String, TfFeature> feature, CodedOutputStream out)
      throws IOException {
    out.writeString(ENTRY_NAME, feature.getKey());
    TfFeature values = feature.getValue();
    out.writeBytes(
        ENTRY_FEATURE,
        message(list -> list.writeBytes(kind(values), message(it -> write(values, it)))));
  }

  private static int kind(TfFeature feature) {
    if (feature instanceof BytesList) {
      return BYTES_LIST;
    }
    return feature instanceof FloatList ? FLOAT_LIST : INT64_LIST;
  }

  private static void write(TfFeature feature, CodedOutputStream out) throws IOException {
    if (feature instanceof BytesList bytes) {
      for (ByteString value : bytes.values()) {
        out.writeBytes(VALUE, value);
      }
    } else if (feature.size() > 0) {
      out.writeBytes(VALUE, message(packed -> writePacked(feature, packed)));
    }
  }

  private static void writePacked(TfFeature feature, CodedOutputStream out) throws IOException {
    if (feature instanceof FloatList floats) {
      for (float value : floats.values()) {
        out.writeFloatNoTag(value);
      }
    } else if (feature instanceof Int64List longs) {
      for (long value : longs.values()) {
        out.writeInt64NoTag(value);
      }
    }
  }

  private static ByteString message(Fields fields) {
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      fields.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot fail to be written", e);
    }
    return bytes.toByteString();
  }

  private interface Fields {
    void writeTo(CodedOutputStream out) throws IOException;
  }
}
