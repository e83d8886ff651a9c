package dev.jera.serving.mapping;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import dev.jera.runtime.TensorData;
import java.lang.invoke.MethodHandles;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;

/**
 * Builds tf.Examples, which signatures of Estimators take serialized.
 *
 * <p>A feature is a list of one kind: of floats, doubles and floating tensors a float_list; of
 * integers, booleans, and tensors of both an int64_list; of Strings, {@code byte[]} and string
 * tensors a bytes_list, text in UTF-8. Its value may be one of these, an array, nested or not, a
 * Collection, an NdArray or a {@link TensorData}; what has axes is laid flat in row-major order. An
 * empty Optional, and an empty Collection, which is of no kind, is left out.
 *
 * <p>An {@link IllegalArgumentException} names the feature that is null, of no kind or of several,
 * or out of range: a double beyond float32, an integer beyond int64.
 *
 * @see <a href="https://www.tensorflow.org/api_docs/python/tf/train/Example">tf.train.Example</a>
 */
public final class Examples {
  private static final ClassValue<RecordClass<?>> PUBLIC =
      new ClassValue<>() {
        @Override
        protected RecordClass<?> computeValue(Class<?> type) {
          return RecordClass.of(type.asSubclass(Record.class), MethodHandles.publicLookup());
        }
      };

  private Examples() {}

  /** The example of features by name; equal features give the same bytes when serialized. */
  public static Example of(Map<String, ?> features) {
    Map<String, Feature> built = new TreeMap<>();
    features.forEach(
        (name, value) -> {
          String text = text(name);
          new Features(text).of(value).ifPresent(feature -> built.put(text, feature));
        });
    Example.Builder example = Example.newBuilder();
    built.forEach(example.getFeaturesBuilder()::putFeature);
    return example.build();
  }

  /** The example of a public record's components, by name or {@link MappedName}. */
  public static Example of(Record features) {
    return of(features, PUBLIC.get(features.getClass()));
  }

  /**
   * The example of a record's components.
   *
   * @param lookup what sees the record: {@code MethodHandles.lookup()} in a class that can call its
   *     methods, for one that is not public
   */
  public static Example of(Record features, MethodHandles.Lookup lookup) {
    return of(features, RecordClass.of(features.getClass(), lookup));
  }

  /**
   * Serialized examples, as a signature takes them.
   *
   * @param examples each an {@link Example}, a Map of features by name, or a public record
   * @return strings [n]
   */
  public static TensorData tensorOf(Collection<?> examples) {
    ImmutableList.Builder<byte[]> serialized = ImmutableList.builder();
    int index = 0;
    for (Object example : examples) {
      try {
        serialized.add(example(example).toByteArray());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("Example %d, %s".formatted(index, e.getMessage()), e);
      }
      index++;
    }
    return TensorData.of(Shape.of(index), serialized.build().toArray(byte[][]::new));
  }

  private static Example example(@Nullable Object example) {
    if (example instanceof Example built) {
      return built;
    } else if (example instanceof Record features) {
      return of(features);
    } else if (example instanceof Map<?, ?> features) {
      Map<String, Object> named = new HashMap<>();
      features.forEach((name, value) -> named.put(text(name), value));
      return of(named);
    }
    throw new IllegalArgumentException(
        "%s (expected: an Example, a Map or a record)"
            .formatted(example == null ? "null" : example.getClass().getTypeName()));
  }

  private static String text(@Nullable Object name) {
    checkArgument(name instanceof String, "feature: the name %s (expected: a text)", name);
    return (String) name;
  }

  private static Example of(Record features, RecordClass<?> type) {
    Map<String, Object> values = new HashMap<>();
    type.components().forEach((name, component) -> values.put(name, component.get(features)));
    return of(values);
  }
}
