package dev.jera.datasets.record;

import static com.google.protobuf.WireFormat.WIRETYPE_FIXED32;
import static com.google.protobuf.WireFormat.WIRETYPE_VARINT;
import static dev.jera.datasets.record.TfExampleFields.BYTES_LIST;
import static dev.jera.datasets.record.TfExampleFields.FLOAT_LIST;
import static dev.jera.datasets.record.TfExampleFields.INT64_LIST;
import static dev.jera.datasets.record.TfExampleFields.VALUE;
import static dev.jera.datasets.record.TfExampleParser.delimited;
import static dev.jera.datasets.record.TfExampleParser.message;
import static dev.jera.datasets.record.TfExampleParser.tag;

import com.google.common.primitives.Floats;
import com.google.common.primitives.ImmutableLongArray;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import dev.jera.datasets.record.TfFeature.BytesList;
import dev.jera.datasets.record.TfFeature.FloatList;
import dev.jera.datasets.record.TfFeature.Int64List;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Collects the values of a feature. Of several kinds the last one counts. */
final class TfFeatureValues {

  private static final int NONE = 0;

  private int kind = NONE;
  private List<ByteString> bytes = new ArrayList<>();
  private ImmutableLongArray.Builder longs = ImmutableLongArray.builder();
  private float[] floats = {};
  private int floatCount;

  Optional<TfFeature> build() {
    return switch (kind) {
      case BYTES_LIST -> Optional.of(new BytesList(bytes));
      case FLOAT_LIST -> Optional.of(new FloatList(Arrays.copyOf(floats, floatCount)));
      case INT64_LIST -> Optional.of(new Int64List(longs.build().toArray()));
      default -> Optional.empty();
    };
  }

  boolean read(int tag, CodedInputStream in) throws IOException {
    if (tag == delimited(BYTES_LIST)) {
      begin(BYTES_LIST);
      return message(in, inner -> readBytes(inner, in));
    }
    if (tag == delimited(FLOAT_LIST)) {
      begin(FLOAT_LIST);
      return message(in, inner -> readFloats(inner, in));
    }
    if (tag == delimited(INT64_LIST)) {
      begin(INT64_LIST);
      return message(in, inner -> readLongs(inner, in));
    }
    return false;
  }

  /** A list of another kind drops what was read; more of the same kind is added. */
  private void begin(int newKind) {
    if (kind != newKind) {
      kind = newKind;
      bytes = new ArrayList<>();
      longs = ImmutableLongArray.builder();
      floatCount = 0;
    }
  }

  private boolean readBytes(int tag, CodedInputStream in) throws IOException {
    return tag == delimited(VALUE) && bytes.add(in.readBytes());
  }

  private boolean readFloats(int tag, CodedInputStream in) throws IOException {
    if (tag == tag(VALUE, WIRETYPE_FIXED32)) {
      addFloat(in.readFloat());
      return true;
    }
    return tag == delimited(VALUE) && packed(in, () -> addFloat(in.readFloat()));
  }

  private void addFloat(float value) {
    floats = Floats.ensureCapacity(floats, floatCount + 1, floatCount);
    floats[floatCount++] = value;
  }

  private boolean readLongs(int tag, CodedInputStream in) throws IOException {
    if (tag == tag(VALUE, WIRETYPE_VARINT)) {
      longs.add(in.readInt64());
      return true;
    }
    return tag == delimited(VALUE) && packed(in, () -> longs.add(in.readInt64()));
  }

  private static boolean packed(CodedInputStream in, ValueReader reader) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    while (in.getBytesUntilLimit() > 0) {
      reader.read();
    }
    in.popLimit(outer);
    return true;
  }

  private interface ValueReader {
    void read() throws IOException;
  }
}
