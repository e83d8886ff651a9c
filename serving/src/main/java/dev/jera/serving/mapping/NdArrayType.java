package dev.jera.serving.mapping;

import com.google.common.primitives.Primitives;
import com.google.common.reflect.TypeToken;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import java.lang.reflect.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;

/**
 * A component that is an NdArray.
 *
 * @param type its class, such as {@code FloatNdArray}
 * @param element its elements; null for any, as of {@code NdArray<?>}
 */
record NdArrayType(Class<?> type, @Nullable Element element) implements JavaType {

  /** None where there is no dtype for its elements. */
  static Optional<JavaType> of(Type type) {
    TypeToken<?> token = TypeToken.of(type);
    Type elements = token.resolveType(NdArray.class.getTypeParameters()[0]).getType();
    return elements instanceof Class<?> known
        ? Element.of(Primitives.unwrap(known))
            .map(element -> new NdArrayType(token.getRawType(), element))
        : Optional.of(new NdArrayType(token.getRawType(), null));
  }

  @Override
  public boolean feeds(Dtype dtype, Shape shape) {
    return element == null ? dtype != Dtype.OTHER : element.feeds(dtype);
  }

  /** TensorFlow Java's own tensors are NdArrays, but hold native memory: none are made. */
  @Override
  public boolean holds(Dtype dtype, Shape shape) {
    if (element == null) {
      return type == NdArray.class;
    }
    return element.nests()
        && element.holds(dtype)
        && (type == NdArray.class || type == element.ndArrayType());
  }

  @Override
  public TensorData tensor(Object value, Dtype dtype, Shape shape) {
    return TensorData.of((NdArray<?>) value).as(dtype);
  }

  @Override
  public Object value(TensorData tensor) {
    return element == null
        ? tensor.toNdArray()
        : element.wrap(tensor.shape(), element.read(tensor)).toNdArray();
  }
}
