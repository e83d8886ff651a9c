package dev.jera.runtime;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Stream;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;

/** What a {@link TensorData} holds, and the Java types it can be read as. */
abstract sealed class TensorElements permits TensorData {
  private final Dtype dtype;
  private final Shape shape;
  private final Object elements;

  /**
   * @param elements the array of {@code dtype.elementType()}, or a direct buffer in native order
   */
  TensorElements(Dtype dtype, Shape shape, Object elements) {
    this.dtype = dtype;
    this.shape = shape;
    this.elements = elements;
  }

  /** The type of the elements. */
  public Dtype dtype() {
    return dtype;
  }

  /** The shape, fully known. */
  public Shape shape() {
    return shape;
  }

  /** How many elements there are: the product of the shape. */
  public int size() {
    return (int) shape.size();
  }

  /**
   * The elements of a floating dtype of at most 32 bits; of float32 not copied. This accessor and
   * those below copy what is held in a buffer, and throw an {@link IllegalArgumentException} for a
   * dtype that they do not name.
   */
  public float[] floats() {
    return dtype == Dtype.FLOAT32 ? (float[]) array() : ArrayElements.floats(dtype, array());
  }

  /** The elements of any numeric dtype, by value; of float64 not copied. */
  public double[] doubles() {
    return dtype == Dtype.FLOAT64 ? (double[]) array() : ArrayElements.doubles(dtype, array());
  }

  /** The elements of an integer dtype that fits, by value; of int32 not copied. */
  public int[] ints() {
    return dtype == Dtype.INT32 ? (int[]) array() : ArrayElements.ints(dtype, array());
  }

  /** The elements of an integer dtype, by value, but uint64 as its bits; of int64 not copied. */
  public long[] longs() {
    return dtype == Dtype.INT64 || dtype == Dtype.UINT64
        ? (long[]) array()
        : ArrayElements.longs(dtype, array());
  }

  /** The elements of a dtype of 16 bits as they are, those of float16 as their bits; not copied. */
  public short[] shorts() {
    checkDtype(dtype.byteSize() == Short.BYTES, "int16, uint16, float16 or bfloat16");
    return (short[]) array();
  }

  /** The elements of int8 or uint8, not copied. */
  public byte[] bytes() {
    checkDtype(dtype.isInteger() && dtype.byteSize() == 1, "int8 or uint8");
    return (byte[]) array();
  }

  /** The elements of bool, not copied. */
  public boolean[] booleans() {
    checkDtype(dtype == Dtype.BOOL, "bool");
    return (boolean[]) array();
  }

  /** The elements of string as they are, not copied. */
  public byte[][] byteStrings() {
    checkDtype(dtype == Dtype.STRING, "string");
    return (byte[][]) elements;
  }

  /** The elements of string as text, decoded from UTF-8; what is not UTF-8 becomes U+FFFD. */
  public String[] strings() {
    return Stream.of(byteStrings()).map(bytes -> new String(bytes, UTF_8)).toArray(String[]::new);
  }

  /**
   * Writes the elements of a number or bool to a buffer, in its order of bytes, from its position
   * on, which stays where it is; bool as a byte each, 0 or 1.
   *
   * @throws java.nio.BufferOverflowException if fewer bytes remain than the elements take
   */
  public void copyTo(ByteBuffer target) {
    checkDtype(dtype.byteSize() > 0, "a number or bool");
    ArrayElements.write(array(), target.duplicate().order(target.order()));
  }

  /**
   * A nested array of the elements, such as {@code float[][]}, or a value where the shape is
   * scalar: 16-bit floats as float, uint16 as int, uint32 as long, strings as text, the rest as the
   * dtype's Java type.
   */
  public Object toNested() {
    return NestedArrays.nest((TensorData) this);
  }

  /** An NdArray of the elements, of the types of {@link #toNested}. */
  public NdArray<?> toNdArray() {
    return NdArrayElements.write((TensorData) this);
  }

  /** The array of {@code dtype.elementType()}; a direct buffer is copied to one. */
  Object array() {
    return elements instanceof ByteBuffer buffer
        ? ArrayElements.read(dtype, buffer.duplicate().order(ByteOrder.nativeOrder()))
        : elements;
  }

  /** The elements as they are held: an array, or a direct buffer. */
  Object elements() {
    return elements;
  }

  /** The same dtype, shape and elements: NaN equals NaN, and -0 differs from 0. */
  @Override
  public boolean equals(Object object) {
    return object instanceof TensorElements other
        && dtype == other.dtype
        && shape.equals(other.shape)
        && Arrays.deepEquals(new Object[] {array()}, new Object[] {other.array()});
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(new Object[] {dtype, shape, array()});
  }

  /** As {@code float32 [2, 3]}. */
  @Override
  public String toString() {
    return "%s %s".formatted(dtype, Shapes.format(shape));
  }

  private void checkDtype(boolean fits, String expected) {
    checkArgument(fits, "dtype: %s (expected: %s)", dtype, expected);
  }
}
