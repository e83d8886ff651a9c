package dev.jera.serving.mapping;

import com.google.common.primitives.Primitives;
import com.google.common.reflect.TypeToken;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;

/** How a component's Java type goes into a tensor, and comes out of one. */
sealed interface JavaType permits ArrayType, NdArrayType, TensorType {

  /** Whether it can be fed where this dtype and shape are asked for, as far as that is known. */
  boolean feeds(Dtype dtype, Shape shape);

  /** Whether it can hold tensors of this dtype and shape, as far as that is known. */
  boolean holds(Dtype dtype, Shape shape);

  /**
   * The tensor of a value.
   *
   * @param dtype that of the tensor
   * @param shape what is asked for, by which flat values are shaped
   * @throws IllegalArgumentException if the value is ragged, holds a null, or is of another dtype
   */
  TensorData tensor(Object value, Dtype dtype, Shape shape);

  /** The value of a tensor that it {@link #holds}. */
  Object value(TensorData tensor);

  /** What a type is to tensors of a dtype; none where it is nothing to any. */
  static Optional<JavaType> of(Type type, Dtype dtype) {
    Class<?> raw = TypeToken.of(type).getRawType();
    if (raw == TensorData.class) {
      return Optional.of(new TensorType());
    }
    return NdArray.class.isAssignableFrom(raw) ? NdArrayType.of(type) : array(raw, dtype);
  }

  /** A byte[] is a string to strings, and an array of numbers to others. */
  private static Optional<JavaType> array(Class<?> raw, Dtype dtype) {
    int dims = 0;
    Class<?> leaf = raw;
    while (leaf.isArray() && !(dtype == Dtype.STRING && leaf == byte[].class)) {
      leaf = leaf.getComponentType();
      dims++;
    }
    int rank = dims;
    return Element.of(rank == 0 ? Primitives.unwrap(leaf) : leaf)
        .map(element -> new ArrayType(element, rank));
  }

  /** The types that can be fed, as errors list them. */
  static String feeding(Dtype dtype, Shape shape) {
    return list(shape, type -> type.feeds(dtype, shape));
  }

  /** The types that can hold such tensors, as errors list them. */
  static String holding(Dtype dtype, Shape shape) {
    return list(shape, type -> type.holds(dtype, shape));
  }

  private static String list(Shape shape, Predicate<JavaType> fits) {
    int most = shape.isUnknown() ? 2 : shape.numDimensions();
    List<String> types = new ArrayList<>();
    for (Element element : Element.values()) {
      IntStream.rangeClosed(0, most)
          .mapToObj(dims -> new ArrayType(element, dims))
          .filter(fits)
          .forEach(type -> types.add(type.toString()));
    }
    return String.join(", ", types) + ", NdArray or TensorData";
  }
}
