package dev.jera.serving.mapping;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.tensorflow.ndarray.Shape;

/**
 * A component that is a value, or an array: nested as deep as the tensor's rank, or flat in
 * row-major order.
 *
 * @param element the type of the value, or of the innermost arrays' elements
 * @param dims how deep the arrays are nested; 0 for a value
 */
record ArrayType(Element element, int dims) implements JavaType {

  @Override
  public boolean feeds(Dtype dtype, Shape shape) {
    return element.feeds(dtype)
        && fits(shape)
        && (dims > 0 || sizes(shape).allMatch(size -> size == 1))
        && (!isFlattened(shape) || sizes(shape).filter(size -> size < 0).count() <= 1);
  }

  @Override
  public boolean holds(Dtype dtype, Shape shape) {
    return element.holds(dtype)
        && fits(shape)
        && (dims > 0 || sizes(shape).allMatch(size -> size == 1 || size < 0));
  }

  @Override
  public TensorData tensor(Object value, Dtype dtype, Shape shape) {
    TensorData tensor = (element.nests() ? TensorData.ofNested(value) : flat(value)).as(dtype);
    if (dims == 0 && !shape.isUnknown()) {
      return tensor.reshape(shape);
    }
    return isFlattened(shape) ? tensor.reshape(fill(shape, tensor.size())) : tensor;
  }

  @Override
  public Object value(TensorData tensor) {
    Object flat = element.read(tensor);
    if (dims == 0) {
      return Array.get(flat, 0);
    }
    return dims == 1 ? flat : element.wrap(tensor.shape(), flat).toNested();
  }

  /** As {@code float[][]}. */
  @Override
  public String toString() {
    return element.type().getSimpleName() + "[]".repeat(dims);
  }

  private boolean fits(Shape shape) {
    return (dims <= 1 || element.nests())
        && (shape.isUnknown() || dims == 0 || dims == shape.numDimensions() || isFlattened(shape));
  }

  private boolean isFlattened(Shape shape) {
    return dims == 1 && !shape.isUnknown() && shape.numDimensions() > 1;
  }

  private TensorData flat(Object value) {
    if (dims == 1) {
      return element.wrap(Shape.of(Array.getLength(value)), value);
    }
    Object one = Array.newInstance(element.type(), 1);
    Array.set(one, 0, value);
    return element.wrap(Shape.scalar(), one);
  }

  /** The shape that flat values fill, its open size found by division. */
  private static Shape fill(Shape shape, int values) {
    long known = sizes(shape).filter(size -> size >= 0).reduce(1, (a, b) -> a * b);
    boolean open = shape.hasUnknownDimension();
    checkArgument(
        open ? known > 0 && values % known == 0 : values == known,
        "%s values (expected: %s%s)",
        values,
        open ? "a multiple of " : "",
        known);
    return Shape.of(sizes(shape).map(size -> size < 0 ? values / known : size).toArray());
  }

  private static LongStream sizes(Shape shape) {
    return shape.isUnknown() ? LongStream.empty() : Arrays.stream(shape.asArray());
  }
}
