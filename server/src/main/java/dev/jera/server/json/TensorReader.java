package dev.jera.server.json;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.server.ApiException;
import dev.jera.server.Limits;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;

/**
 * Reads one tensor from nested arrays, in one value or item by item of a batch: the shape is that
 * of the first element at each level, which all others must have.
 */
final class TensorReader {
  private static final int UNKNOWN = -1;

  private final Elements elements;
  private final int[] sizes = new int[Limits.MOST_JSON_DEPTH];
  private int rank;
  private int items;
  private int @Nullable [] itemShape;

  TensorReader(Dtype dtype) {
    this.elements = Elements.of(dtype);
  }

  /**
   * Reads the next value as the whole tensor.
   *
   * @throws ApiException if it is ragged, or holds what is not of the dtype
   */
  TensorData read(JsonScanner json) {
    rank = UNKNOWN;
    value(json, 0);
    return elements.tensor(shape(false));
  }

  /**
   * Reads the next value as the next item of the tensor's batch.
   *
   * @throws ApiException if it is ragged, of another shape than the first item, or holds what is
   *     not of the dtype
   */
  void readItem(JsonScanner json) {
    rank = UNKNOWN;
    int before = elements.size();
    value(json, 0);
    if (itemShape == null) {
      itemShape = Arrays.copyOf(sizes, rank);
    } else if (!Arrays.equals(itemShape, 0, itemShape.length, sizes, 0, rank)) {
      throw unequal(itemShape, elements.size() - before);
    }
    items++;
  }

  /** The tensor of the items that were read, at least one. */
  TensorData batch() {
    return elements.tensor(shape(true));
  }

  private void value(JsonScanner json, int level) {
    if (json.kind() == Kind.ARRAY) {
      array(json, level);
    } else {
      if (rank == UNKNOWN) {
        rank = level;
      } else if (level != rank) {
        throw ApiException.invalid(
            "JSON Value: %s found at incorrect level: %d in the JSON DOM. Expected at level: %d",
            json.quote(), level + 1, rank);
      }
      elements.add(json);
    }
  }

  private void array(JsonScanner json, int level) {
    boolean isFirst = rank == UNKNOWN;
    if (!isFirst && level >= rank) {
      throw ApiException.invalid(
          "Encountered list at unexpected level: %d expected < %d", level, rank);
    }
    int size = 0;
    json.enter();
    while (json.hasNext()) {
      value(json, level + 1);
      size++;
      if (rank == level + 1) {
        size += elements.addRun(json);
      }
    }
    if (rank == UNKNOWN) {
      rank = level + 1;
    }
    if (isFirst) {
      sizes[level] = size;
    } else if (size != sizes[level]) {
      throw ApiException.invalid(
          "Encountered list at unexpected size: %d at level: %d expected size: %d",
          size, level, sizes[level]);
    }
  }

  private ApiException unequal(int[] first, int size) {
    int expected = Arrays.stream(first).reduce(1, (a, b) -> a * b);
    if (expected != size) {
      return ApiException.invalid("Expecting tensor size: %d but got: %d", expected, size);
    }
    return ApiException.invalid(
        "Expecting shape %s but got: %s", text(first), text(Arrays.copyOf(sizes, rank)));
  }

  private static String text(int[] shape) {
    return Arrays.stream(shape)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private Shape shape(boolean isBatch) {
    LongStream item = Arrays.stream(sizes, 0, rank).asLongStream();
    return Shape.of((isBatch ? LongStream.concat(LongStream.of(items), item) : item).toArray());
  }
}
