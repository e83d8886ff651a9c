package dev.jera.serving.mapping;

import static com.google.common.collect.Sets.immutableEnumSet;
import static dev.jera.runtime.Dtype.BFLOAT16;
import static dev.jera.runtime.Dtype.BOOL;
import static dev.jera.runtime.Dtype.FLOAT16;
import static dev.jera.runtime.Dtype.FLOAT32;
import static dev.jera.runtime.Dtype.FLOAT64;
import static dev.jera.runtime.Dtype.INT16;
import static dev.jera.runtime.Dtype.INT32;
import static dev.jera.runtime.Dtype.INT64;
import static dev.jera.runtime.Dtype.INT8;
import static dev.jera.runtime.Dtype.STRING;
import static dev.jera.runtime.Dtype.UINT16;
import static dev.jera.runtime.Dtype.UINT32;
import static dev.jera.runtime.Dtype.UINT64;
import static dev.jera.runtime.Dtype.UINT8;

import com.google.common.collect.ImmutableSet;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import java.util.Optional;
import java.util.stream.Stream;
import org.tensorflow.ndarray.BooleanNdArray;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.LongNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.ShortNdArray;
import org.tensorflow.proto.Example;

/**
 * The Java types of which components are values, arrays and NdArrays.
 *
 * <p>The dtypes that one feeds are those to which {@link TensorData#as} converts it; the dtypes
 * that it holds are those of {@link TensorData}'s accessor for it.
 */
enum Element {
  FLOAT(float.class, FloatNdArray.class, Numbers.FLOATS, Numbers.FLOATS),
  DOUBLE(double.class, DoubleNdArray.class, immutableEnumSet(FLOAT64), Numbers.ALL),
  INT(int.class, IntNdArray.class, immutableEnumSet(INT32, UINT32), Numbers.INTS),
  LONG(long.class, LongNdArray.class, immutableEnumSet(INT64, UINT64), Numbers.INTEGERS),
  SHORT(short.class, ShortNdArray.class, Numbers.SHORTS, Numbers.SHORTS),
  BYTE(byte.class, ByteNdArray.class, Numbers.BYTES, Numbers.BYTES),
  BOOLEAN(boolean.class, BooleanNdArray.class, immutableEnumSet(BOOL), immutableEnumSet(BOOL)),
  TEXT(String.class, NdArray.class, immutableEnumSet(STRING), immutableEnumSet(STRING)),
  BYTES(byte[].class, NdArray.class, immutableEnumSet(STRING), immutableEnumSet(STRING)),
  EXAMPLE(Example.class, NdArray.class, immutableEnumSet(STRING), ImmutableSet.of());

  private final Class<?> type;
  private final Class<?> ndArrayType;
  private final ImmutableSet<Dtype> fed;
  private final ImmutableSet<Dtype> held;

  Element(Class<?> type, Class<?> ndArrayType, ImmutableSet<Dtype> fed, ImmutableSet<Dtype> held) {
    this.type = type;
    this.ndArrayType = ndArrayType;
    this.fed = fed;
    this.held = held;
  }

  /** The element of a Java type, unboxed; none where there is none. */
  static Optional<Element> of(Class<?> type) {
    return Stream.of(values()).filter(element -> element.type == type).findFirst();
  }

  Class<?> type() {
    return type;
  }

  /** The NdArray of such elements. */
  Class<?> ndArrayType() {
    return ndArrayType;
  }

  boolean feeds(Dtype dtype) {
    return fed.contains(dtype);
  }

  boolean holds(Dtype dtype) {
    return held.contains(dtype);
  }

  /** Whether arrays of arrays of it are taken and made; else flat ones only. */
  boolean nests() {
    return this != BYTES && this != EXAMPLE;
  }

  /** The flat array of the elements of a tensor whose dtype it holds, by value. */
  Object read(TensorData tensor) {
    return switch (this) {
      case FLOAT -> tensor.floats();
      case DOUBLE -> tensor.doubles();
      case INT -> tensor.ints();
      case LONG -> tensor.longs();
      case SHORT -> tensor.shorts();
      case BYTE -> tensor.bytes();
      case BOOLEAN -> tensor.booleans();
      case TEXT -> tensor.strings();
      case BYTES, EXAMPLE -> tensor.byteStrings();
    };
  }

  /** The tensor of a flat array, of the dtype that {@link TensorData} gives it. */
  TensorData wrap(Shape shape, Object array) {
    return switch (this) {
      case FLOAT -> TensorData.of(shape, (float[]) array);
      case DOUBLE -> TensorData.of(shape, (double[]) array);
      case INT -> TensorData.of(shape, (int[]) array);
      case LONG -> TensorData.of(shape, (long[]) array);
      case SHORT -> TensorData.of(shape, (short[]) array);
      case BYTE -> TensorData.of(shape, (byte[]) array);
      case BOOLEAN -> TensorData.of(shape, (boolean[]) array);
      case TEXT -> TensorData.of(shape, (String[]) array);
      case BYTES -> TensorData.of(shape, (byte[][]) array);
      case EXAMPLE -> TensorData.of(shape, serialize((Example[]) array));
    };
  }

  private static byte[][] serialize(Example[] examples) {
    byte[][] serialized = new byte[examples.length][];
    for (int i = 0; i < serialized.length; i++) {
      if (examples[i] == null) {
        throw new IllegalArgumentException("examples: null at %d (expected: a value)".formatted(i));
      }
      serialized[i] = examples[i].toByteArray();
    }
    return serialized;
  }

  /** Families of dtypes, apart since an enum's constants are made before its own fields. */
  private static final class Numbers {
    static final ImmutableSet<Dtype> FLOATS = immutableEnumSet(FLOAT32, FLOAT16, BFLOAT16);
    static final ImmutableSet<Dtype> BYTES = immutableEnumSet(INT8, UINT8);
    static final ImmutableSet<Dtype> SHORTS = immutableEnumSet(INT16, UINT16);
    static final ImmutableSet<Dtype> INTS = immutableEnumSet(INT8, UINT8, INT16, UINT16, INT32);
    static final ImmutableSet<Dtype> INTEGERS =
        immutableEnumSet(INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64);
    static final ImmutableSet<Dtype> ALL =
        ImmutableSet.<Dtype>builder().addAll(INTEGERS).addAll(FLOATS).add(FLOAT64).build();

    private Numbers() {}
  }
}
