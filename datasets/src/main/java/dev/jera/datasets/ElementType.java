package dev.jera.datasets;

import java.util.Arrays;
import java.util.Locale;
import org.tensorflow.ndarray.BooleanNdArray;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.LongNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.ShortNdArray;

/** What an array holds, under TensorFlow's names. */
enum ElementType {
  UINT8(ByteNdArray.class),
  INT16(ShortNdArray.class),
  INT32(IntNdArray.class),
  INT64(LongNdArray.class),
  FLOAT32(FloatNdArray.class),
  FLOAT64(DoubleNdArray.class),
  BOOL(BooleanNdArray.class),
  STRING(NdArray.class);

  private final Class<?> array;

  ElementType(Class<?> array) {
    this.array = array;
  }

  /** The type of an array; one of objects is taken for one of strings. */
  static ElementType of(NdArray<?> array) {
    return Arrays.stream(values())
        .filter(type -> type.array.isInstance(array))
        .findFirst()
        .orElseThrow();
  }

  NdArray<?> zeros(Shape shape) {
    return switch (this) {
      case UINT8 -> NdArrays.ofBytes(shape);
      case INT16 -> NdArrays.ofShorts(shape);
      case INT32 -> NdArrays.ofInts(shape);
      case INT64 -> NdArrays.ofLongs(shape);
      case FLOAT32 -> NdArrays.ofFloats(shape);
      case FLOAT64 -> NdArrays.ofDoubles(shape);
      case BOOL -> NdArrays.ofBooleans(shape);
      case STRING -> NdArrays.ofObjects(String.class, shape);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
