package dev.jera.serving.mapping;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ascii;
import com.google.protobuf.ByteString;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;

/**
 * Builds one feature of a tf.Example.
 *
 * @param name what errors call it
 */
record Features(String name) {
  private static final int LONGEST_QUOTE = 60;
  private static final int LONG_BITS = 63;

  /** The kinds of lists, by what their values are in Java. */
  private enum Kind {
    FLOAT("a floating-point number, such as 1.0"),
    INTEGER("a whole number, true or false"),
    BYTES("a text or bytes"),
    NONE("a number, true, false, a text, bytes, or an array or list of such");

    private final String expected;

    Kind(String expected) {
      this.expected = expected;
    }

    static Kind of(@Nullable Object value) {
      if (value instanceof Float || value instanceof Double) {
        return FLOAT;
      } else if (value instanceof String || value instanceof byte[]) {
        return BYTES;
      }
      boolean whole =
          value instanceof Long
              || value instanceof Integer
              || value instanceof Short
              || value instanceof Byte
              || value instanceof BigInteger
              || value instanceof Boolean;
      return whole ? INTEGER : NONE;
    }
  }

  /**
   * The feature of a value; none where it is an empty Optional or Collection.
   *
   * @throws IllegalArgumentException if it is null, of no kind or of several, or out of range
   */
  Optional<Feature> of(@Nullable Object value) {
    if (value instanceof Optional<?> optional) {
      return optional.flatMap(this::of);
    } else if (value instanceof Collection<?> values) {
      return values.isEmpty() ? Optional.empty() : Optional.of(list(new ArrayList<>(values)));
    } else if (value instanceof TensorData tensor) {
      return Optional.of(tensor(tensor));
    } else if (value instanceof NdArray<?> array) {
      return Optional.of(tensor(TensorData.of(array)));
    } else if (value != null && value.getClass().isArray() && !(value instanceof byte[])) {
      return Optional.of(array(value));
    }
    List<@Nullable Object> one = new ArrayList<>();
    one.add(value);
    return Optional.of(list(one));
  }

  private Feature array(Object array) {
    TensorData tensor;
    try {
      tensor =
          array instanceof byte[][] strings
              ? TensorData.of(Shape.of(strings.length), strings)
              : TensorData.ofNested(array);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("feature '%s': %s".formatted(name, e.getMessage()), e);
    }
    if (tensor.dtype() == Dtype.UINT8) {
      throw wrong(array.getClass().getTypeName(), "", "byte[] for bytes, byte[][] for several");
    }
    return tensor(tensor);
  }

  private Feature tensor(TensorData tensor) {
    return switch (tensor.dtype()) {
      case STRING -> bytes(List.of(tensor.byteStrings()));
      case BOOL -> {
        boolean[] values = tensor.booleans();
        long[] longs = new long[values.length];
        for (int i = 0; i < longs.length; i++) {
          longs[i] = values[i] ? 1 : 0;
        }
        yield integers(longs);
      }
      case UINT64 -> {
        long[] bits = tensor.longs();
        for (int i = 0; i < bits.length; i++) {
          if (bits[i] < 0) {
            throw beyondLong(Long.toUnsignedString(bits[i]), place(i, bits.length));
          }
        }
        yield integers(bits);
      }
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32 -> integers(tensor.longs());
      default -> floats(tensor.doubles());
    };
  }

  /** A list of at least one value, all of the first one's kind. */
  private Feature list(List<? extends @Nullable Object> values) {
    Kind kind = Kind.of(values.get(0));
    double[] doubles = new double[values.size()];
    long[] longs = new long[values.size()];
    List<byte[]> strings = new ArrayList<>();
    for (int i = 0; i < longs.length; i++) {
      Object value = values.get(i);
      String place = place(i, longs.length);
      if (value == null || kind == Kind.NONE || Kind.of(value) != kind) {
        throw wrong(quote(value), place, kind.expected);
      } else if (value instanceof BigInteger integer && integer.bitLength() > LONG_BITS) {
        throw beyondLong(value, place);
      } else if (value instanceof Boolean truth) {
        longs[i] = truth ? 1 : 0;
      } else if (value instanceof Number number) {
        doubles[i] = number.doubleValue();
        longs[i] = number.longValue();
      } else {
        strings.add(value instanceof byte[] bytes ? bytes : ((String) value).getBytes(UTF_8));
      }
    }
    return switch (kind) {
      case FLOAT -> floats(doubles);
      case INTEGER -> integers(longs);
      default -> bytes(strings);
    };
  }

  private Feature floats(double[] values) {
    FloatList.Builder list = FloatList.newBuilder();
    for (int i = 0; i < values.length; i++) {
      if (Double.isFinite(values[i]) && Math.abs(values[i]) > Float.MAX_VALUE) {
        throw wrong(values[i], place(i, values.length), "a number up to " + Float.MAX_VALUE);
      }
      list.addValue((float) values[i]);
    }
    return Feature.newBuilder().setFloatList(list).build();
  }

  private static Feature integers(long[] values) {
    Int64List.Builder list = Int64List.newBuilder();
    for (long value : values) {
      list.addValue(value);
    }
    return Feature.newBuilder().setInt64List(list).build();
  }

  private static Feature bytes(List<byte[]> values) {
    BytesList.Builder list = BytesList.newBuilder();
    values.forEach(value -> list.addValue(ByteString.copyFrom(value)));
    return Feature.newBuilder().setBytesList(list).build();
  }

  private IllegalArgumentException beyondLong(Object value, String place) {
    return wrong(
        value, place, "a whole number from %d to %d".formatted(Long.MIN_VALUE, Long.MAX_VALUE));
  }

  private IllegalArgumentException wrong(Object value, String place, String expected) {
    return new IllegalArgumentException(
        "feature '%s': %s%s (expected: %s)".formatted(name, value, place, expected));
  }

  private static String place(int index, int size) {
    return size == 1 ? "" : " at [%d]".formatted(index);
  }

  private static String quote(@Nullable Object value) {
    if (value instanceof String text) {
      return '"' + Ascii.truncate(text, LONGEST_QUOTE, "...") + '"';
    }
    boolean isNumber = Kind.of(value) == Kind.FLOAT || Kind.of(value) == Kind.INTEGER;
    return value == null || isNumber ? String.valueOf(value) : value.getClass().getTypeName();
  }
}
