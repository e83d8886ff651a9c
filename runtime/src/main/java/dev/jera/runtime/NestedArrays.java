package dev.jera.runtime;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Primitives;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;

/** Nested arrays such as {@code float[][]} to tensors and back. */
final class NestedArrays {
  private static final Map<Class<?>, Dtype> DTYPES =
      Map.of(
          float.class, Dtype.FLOAT32,
          double.class, Dtype.FLOAT64,
          int.class, Dtype.INT32,
          long.class, Dtype.INT64,
          short.class, Dtype.INT16,
          byte.class, Dtype.UINT8,
          boolean.class, Dtype.BOOL,
          String.class, Dtype.STRING);

  private NestedArrays() {}

  static TensorData flatten(Object array) {
    Class<?> leaf = leafOf(array);
    Dtype dtype = DTYPES.get(leaf);
    if (dtype == null) {
      throw new IllegalArgumentException(
          "array: %s (expected: float, double, int, long, short, byte, boolean or String, or arrays of them, nested or not)"
              .formatted(array.getClass().getTypeName()));
    }
    List<Integer> sizes = sizesOf(array);
    Tensors.checkRank(sizes.size());
    Shape shape = Shape.of(sizes.stream().mapToLong(Integer::longValue).toArray());
    Object flat = Array.newInstance(leaf, Math.toIntExact(shape.size()));
    fill(array, sizes, 0, flat, 0, "");
    return flat instanceof String[] texts
        ? TensorData.of(shape, texts)
        : new TensorData(dtype, shape, flat);
  }

  static Object nest(TensorData data) {
    Object flat = values(data);
    int[] sizes = Arrays.stream(data.shape().asArray()).mapToInt(Math::toIntExact).toArray();
    if (sizes.length == 0) {
      return Array.get(flat, 0);
    }
    if (sizes.length == 1) {
      return flat;
    }
    Object nested = Array.newInstance(flat.getClass().getComponentType(), sizes);
    spread(flat, 0, nested, sizes, 0);
    return nested;
  }

  /** The elements in the Java type that shows their value. */
  static Object values(TensorData data) {
    return switch (data.dtype()) {
      case FLOAT16, BFLOAT16 -> data.floats();
      case UINT16 -> data.ints();
      case UINT32 -> data.longs();
      case STRING -> data.strings();
      default -> data.array();
    };
  }

  private static Class<?> leafOf(Object array) {
    Class<?> type = array.getClass();
    while (type.isArray()) {
      type = type.getComponentType();
    }
    return Primitives.unwrap(type);
  }

  /** The sizes along the first elements; {@link #fill} finds those that differ. */
  private static List<Integer> sizesOf(Object array) {
    List<Integer> sizes = new ArrayList<>();
    @Nullable Object part = array;
    while (part != null && part.getClass().isArray()) {
      int size = Array.getLength(part);
      sizes.add(size);
      if (size == 0) {
        addEmpty(part.getClass().getComponentType(), sizes);
        break;
      }
      part = part.getClass().getComponentType().isPrimitive() ? null : Array.get(part, 0);
    }
    return sizes;
  }

  private static void addEmpty(Class<?> component, List<Integer> sizes) {
    for (Class<?> type = component; type.isArray(); type = type.getComponentType()) {
      sizes.add(0);
    }
  }

  private static int fill(
      @Nullable Object part, List<Integer> sizes, int axis, Object flat, int from, String at) {
    checkArgument(part != null, "array: null at %s (expected: a value)", at);
    if (axis == sizes.size()) {
      Array.set(flat, from, part);
      return from + 1;
    }
    int size = Array.getLength(part);
    checkArgument(
        size == sizes.get(axis),
        "array: ragged, %s elements at %s (expected: %s, as at the first)",
        size,
        at.isEmpty() ? "the top" : at,
        sizes.get(axis));
    if (part.getClass().getComponentType().isPrimitive()) {
      System.arraycopy(part, 0, flat, from, size);
      return from + size;
    }
    int next = from;
    for (int i = 0; i < size; i++) {
      next = fill(Array.get(part, i), sizes, axis + 1, flat, next, at + "[" + i + "]");
    }
    return next;
  }

  private static int spread(Object flat, int from, Object nested, int[] sizes, int axis) {
    if (axis == sizes.length - 1) {
      System.arraycopy(flat, from, nested, 0, sizes[axis]);
      return from + sizes[axis];
    }
    int next = from;
    for (int i = 0; i < sizes[axis]; i++) {
      next = spread(flat, next, Array.get(nested, i), sizes, axis + 1);
    }
    return next;
  }
}
