package dev.jera.runtime;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.Stream;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;

/**
 * A tensor in Java's memory: a dtype, a shape, and the elements in row-major order.
 *
 * <p>It is what a loaded graph is fed and what it answers. It holds no native memory that has to be
 * closed, and is not tied to any session. The elements are wrapped, not copied: whoever made it
 * from an array must not change the array while it is in use.
 *
 * <p>The dtypes that have no Java type of their own stand in the array of their width: int8 and
 * uint8 in {@code byte[]}, uint16 and both 16-bit floats in {@code short[]}, uint32 in {@code
 * int[]}, uint64 in {@code long[]}. {@link #as} names the integers, and rounds floats to 16 bits.
 * Every factory throws an {@link IllegalArgumentException} if the shape is not fully known, does
 * not hold so many elements, or is larger than TensorFlow can count.
 */
public final class TensorData extends TensorElements {
  /**
   * @param elements the array of {@code dtype.elementType()}, or a direct buffer in native order
   */
  TensorData(Dtype dtype, Shape shape, Object elements) {
    super(dtype, shape, elements);
  }

  /** A float32 tensor. */
  public static TensorData of(Shape shape, float... values) {
    checkSize(values.length, shape);
    return new TensorData(Dtype.FLOAT32, shape, values);
  }

  /** A float64 tensor. */
  public static TensorData of(Shape shape, double... values) {
    checkSize(values.length, shape);
    return new TensorData(Dtype.FLOAT64, shape, values);
  }

  /** An int32 tensor. */
  public static TensorData of(Shape shape, int... values) {
    checkSize(values.length, shape);
    return new TensorData(Dtype.INT32, shape, values);
  }

  /** An int64 tensor. */
  public static TensorData of(Shape shape, long... values) {
    checkSize(values.length, shape);
    return new TensorData(Dtype.INT64, shape, values);
  }

  /** An int16 tensor. */
  public static TensorData of(Shape shape, short... values) {
    checkSize(values.length, shape);
    return new TensorData(Dtype.INT16, shape, values);
  }

  /** A uint8 tensor; a byte stands for 0 to 255. */
  public static TensorData of(Shape shape, byte... values) {
    checkSize(values.length, shape);
    return new TensorData(Dtype.UINT8, shape, values);
  }

  /** A bool tensor. */
  public static TensorData of(Shape shape, boolean... values) {
    checkSize(values.length, shape);
    return new TensorData(Dtype.BOOL, shape, values);
  }

  /** A string tensor of text, in UTF-8. */
  public static TensorData of(Shape shape, String... values) {
    checkNoNull(values);
    return of(shape, Stream.of(values).map(text -> text.getBytes(UTF_8)).toArray(byte[][]::new));
  }

  /** A string tensor of bytes as they are. */
  public static TensorData of(Shape shape, byte[]... values) {
    checkNoNull(values);
    checkSize(values.length, shape);
    return new TensorData(Dtype.STRING, shape, values);
  }

  /**
   * A tensor over a buffer, which is fed to TensorFlow without a copy where it is direct and begins
   * at a multiple of 64 bytes. If the graph assigns the tensor to a variable, the variable goes on
   * using the buffer: do not change it then. TensorFlow never writes to it.
   *
   * @param elements from its position to its limit the elements, in the machine's byte order; bool
   *     as a byte each, 0 or 1, and the 16-bit floats as their bits
   * @throws IllegalArgumentException if the dtype has no elements of a fixed width, or if the
   *     buffer's order is not the machine's
   */
  public static TensorData of(Dtype dtype, Shape shape, ByteBuffer elements) {
    int width = dtype.byteSize();
    checkArgument(width > 0, "dtype: %s (expected: a number or bool)", dtype);
    checkArgument(
        elements.order() == ByteOrder.nativeOrder() || width == 1,
        "elements: in %s (expected: %s, the machine's order)",
        elements.order(),
        ByteOrder.nativeOrder());
    checkArgument(
        elements.remaining() % width == 0,
        "elements: %s bytes (expected: a multiple of %s, the width of %s)",
        elements.remaining(),
        width,
        dtype);
    checkSize(elements.remaining() / width, shape);
    ByteBuffer slice = elements.slice().order(ByteOrder.nativeOrder());
    return new TensorData(
        dtype, shape, slice.isDirect() ? slice : ArrayElements.read(dtype, slice));
  }

  /**
   * A tensor of a nested array, such as {@code float[][]} or {@code String[]}, or of one value,
   * such as {@code Float}: each Java type becomes the dtype that {@code of} gives it.
   *
   * @throws IllegalArgumentException if the array is ragged, if it holds a null, or if there is no
   *     dtype for its elements
   */
  public static TensorData ofNested(Object array) {
    return NestedArrays.flatten(array);
  }

  /**
   * A copy of an array, or of a tensor of TensorFlow Java, which keeps its dtype; BigIntegers
   * become uint64.
   */
  public static TensorData of(NdArray<?> array) {
    return NdArrayElements.read(array);
  }

  /**
   * The same elements in another dtype of the same width, int8 for uint8, uint16 for int16, uint32
   * for int32, uint64 for int64, and back; or floats rounded to float16 or bfloat16, to nearest
   * even.
   *
   * @throws IllegalArgumentException for any other pair
   */
  public TensorData as(Dtype other) {
    Dtype dtype = dtype();
    if (other == dtype) {
      return this;
    }
    if (dtype == Dtype.FLOAT32 && other.isHalf()) {
      return new TensorData(other, shape(), ArrayElements.halves(other, floats()));
    }
    checkArgument(
        dtype.isInteger() && other.isInteger() && dtype.byteSize() == other.byteSize(),
        "dtype: %s for %s elements (expected: an integer of the same width, or float16 or bfloat16 for float32)",
        other,
        dtype);
    return new TensorData(other, shape(), elements());
  }

  /** The same elements in another shape of the same size. */
  public TensorData reshape(Shape other) {
    checkSize(size(), other);
    return new TensorData(dtype(), other, elements());
  }

  private static void checkNoNull(Object[] values) {
    int at = Arrays.asList(values).indexOf(null);
    checkArgument(at < 0, "values: null at %s (expected: a value)", at);
  }

  static void checkSize(long values, Shape shape) {
    Tensors.checkRank(shape.numDimensions());
    long size = shape.isUnknown() ? -1 : Shapes.size(shape.asArray());
    checkArgument(
        size == values,
        "values: %s of them (expected: %s for shape %s)",
        values,
        size < 0 ? "a known number" : size,
        Shapes.format(shape));
  }
}
