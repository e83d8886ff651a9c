package dev.jera.runtime;

import com.google.common.base.Ascii;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** The type of a tensor's elements, in NumPy's and Keras' names. */
public enum Dtype {
  /** IEEE 754 half precision. */
  FLOAT16(DataType.DT_HALF, TFloat16.class, short.class, 2),
  /** Brain float: the sign, exponent and first 7 fraction bits of a float32. */
  BFLOAT16(DataType.DT_BFLOAT16, TBfloat16.class, short.class, 2),
  /** IEEE 754 single precision. */
  FLOAT32(DataType.DT_FLOAT, TFloat32.class, float.class, 4),
  /** IEEE 754 double precision. */
  FLOAT64(DataType.DT_DOUBLE, TFloat64.class, double.class, 8),
  /** Signed 8-bit integer; TensorFlow Java has no tensor class for it. */
  INT8(DataType.DT_INT8, null, byte.class, 1),
  /** Signed 16-bit integer; TensorFlow Java has no tensor class for it. */
  INT16(DataType.DT_INT16, null, short.class, 2),
  /** Signed 32-bit integer. */
  INT32(DataType.DT_INT32, TInt32.class, int.class, 4),
  /** Signed 64-bit integer. */
  INT64(DataType.DT_INT64, TInt64.class, long.class, 8),
  /** Unsigned 8-bit integer: a Java byte, read as 0 to 255. */
  UINT8(DataType.DT_UINT8, TUint8.class, byte.class, 1),
  /** Unsigned 16-bit integer. */
  UINT16(DataType.DT_UINT16, TUint16.class, short.class, 2),
  /** Unsigned 32-bit integer; TensorFlow Java has no tensor class for it. */
  UINT32(DataType.DT_UINT32, null, int.class, 4),
  /** Unsigned 64-bit integer; TensorFlow Java has no tensor class for it. */
  UINT64(DataType.DT_UINT64, null, long.class, 8),
  /** Truth value. */
  BOOL(DataType.DT_BOOL, TBool.class, boolean.class, 1),
  /** Text or bytes of any length. */
  STRING(DataType.DT_STRING, TString.class, byte[].class, 0),
  /** Anything else that TensorFlow has: complex, quantized, resources, variants. */
  OTHER(DataType.DT_INVALID, null, void.class, 0);

  private final DataType proto;
  private final @Nullable Class<? extends TType> tensorType;
  private final Class<?> elementType;
  private final int byteSize;

  Dtype(
      DataType proto,
      @Nullable Class<? extends TType> tensorType,
      Class<?> elementType,
      int byteSize) {
    this.proto = proto;
    this.tensorType = tensorType;
    this.elementType = elementType;
    this.byteSize = byteSize;
  }

  /** The dtype of TensorFlow's own enum; {@link #OTHER} where Jera has no name for it. */
  public static Dtype of(DataType proto) {
    for (Dtype dtype : values()) {
      if (dtype.proto == proto) {
        return dtype;
      }
    }
    return OTHER;
  }

  /** TensorFlow's own enum value. */
  public DataType toProto() {
    return proto;
  }

  /** The tensor class of TensorFlow Java, where there is one. */
  public Optional<Class<? extends TType>> tensorType() {
    return Optional.ofNullable(tensorType);
  }

  /** The Java type that has an element's bits, {@code byte[]} for a string; void where none has. */
  Class<?> elementType() {
    return elementType;
  }

  /** The bytes of an element; 0 for a string and for {@link #OTHER}. */
  public int byteSize() {
    return byteSize;
  }

  /** Whether it is an integer, signed or not. */
  public boolean isInteger() {
    return name().contains("INT");
  }

  /** Whether it is a float of 16 bits. */
  boolean isHalf() {
    return this == FLOAT16 || this == BFLOAT16;
  }

  /** The name in lower case, as NumPy writes it: {@code float32}. */
  @Override
  public String toString() {
    return Ascii.toLowerCase(name());
  }
}
