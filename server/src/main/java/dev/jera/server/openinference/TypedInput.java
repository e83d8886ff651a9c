package dev.jera.server.openinference;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.TensorData;
import dev.jera.server.ApiException;
import dev.jera.server.json.Datatype;
import dev.jera.server.proto.inference.InferTensorContents;
import org.tensorflow.ndarray.Shape;

/** Reads a tensor that is given as a list of values; small integers stand in 32 bits. */
final class TypedInput {
  private final String owner;
  private final Dtype dtype;
  private final Shape shape;
  private final InferTensorContents contents;

  private TypedInput(String owner, Dtype dtype, Shape shape, InferTensorContents contents) {
    this.owner = owner;
    this.dtype = dtype;
    this.shape = shape;
    this.contents = contents;
  }

  /**
   * Reads a tensor.
   *
   * @param owner what errors call it
   * @throws ApiException if there are not as many values as the shape says, if there are others, or
   *     if one is beyond the dtype
   */
  static TensorData read(String owner, Dtype dtype, Shape shape, InferTensorContents contents) {
    ContentsField field =
        ContentsField.of(dtype)
            .orElseThrow(
                () ->
                    ApiException.invalid(
                        "%s: %s has no contents (expected: raw_input_contents)",
                        owner, Datatype.of(dtype)));
    long others = ContentsField.total(contents) - field.count(contents);
    if (field.count(contents) != shape.size() || others > 0) {
      throw ApiException.invalid(
          "%s: %d values in %s and %d in other fields (expected: %d for %s %s, and no others)",
          owner,
          field.count(contents),
          field,
          others,
          shape.size(),
          Datatype.of(dtype),
          Shapes.format(shape));
    }
    return new TypedInput(owner, dtype, shape, contents).read();
  }

  private TensorData read() {
    return dtype.isInteger() && dtype.byteSize() <= Integer.BYTES ? integers() : values();
  }

  private TensorData values() {
    int size = (int) shape.size();
    return switch (dtype) {
      case BOOL -> {
        boolean[] values = new boolean[size];
        for (int i = 0; i < size; i++) {
          values[i] = contents.getBoolContents(i);
        }
        yield TensorData.of(shape, values);
      }
      case FLOAT32 -> {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
          values[i] = contents.getFp32Contents(i);
        }
        yield TensorData.of(shape, values);
      }
      case FLOAT64 -> {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
          values[i] = contents.getFp64Contents(i);
        }
        yield TensorData.of(shape, values);
      }
      case STRING -> {
        byte[][] values = new byte[size][];
        for (int i = 0; i < size; i++) {
          values[i] = contents.getBytesContents(i).toByteArray();
        }
        yield TensorData.of(shape, values);
      }
      default -> {
        boolean isSigned = dtype == Dtype.INT64;
        long[] values = new long[size];
        for (int i = 0; i < size; i++) {
          values[i] = isSigned ? contents.getInt64Contents(i) : contents.getUint64Contents(i);
        }
        yield TensorData.of(shape, values).as(dtype);
      }
    };
  }

  private TensorData integers() {
    boolean isSigned =
        ContentsField.of(dtype).filter(ContentsField.INT_CONTENTS::equals).isPresent();
    int bits = Byte.SIZE * dtype.byteSize();
    long least = isSigned ? -(1L << (bits - 1)) : 0;
    long most = least + (1L << bits) - 1;
    int[] values = new int[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = isSigned ? contents.getIntContents(i) : contents.getUintContents(i);
      long value = isSigned ? values[i] : Integer.toUnsignedLong(values[i]);
      if (value < least || value > most) {
        throw ApiException.invalid(
            "%s: %d at %d (expected: %d to %d for %s)",
            owner, value, i, least, most, Datatype.of(dtype));
      }
    }
    return switch (dtype.byteSize()) {
      case Byte.BYTES -> TensorData.of(shape, bytes(values)).as(dtype);
      case Short.BYTES -> TensorData.of(shape, shorts(values)).as(dtype);
      default -> TensorData.of(shape, values).as(dtype);
    };
  }

  private static byte[] bytes(int[] values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static short[] shorts(int[] values) {
    short[] shorts = new short[values.length];
    for (int i = 0; i < shorts.length; i++) {
      shorts[i] = (short) values[i];
    }
    return shorts;
  }
}
