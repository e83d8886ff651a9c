package dev.jera.runtime;

import com.google.common.primitives.Ints;
import org.jspecify.annotations.Nullable;

/**
 * A tensor's name in a graph, {@code op:index}; without the index it is the op's first output.
 *
 * @param operation the op that gives it
 * @param index which of the op's outputs it is, from 0
 */
public record TensorName(String operation, int index) {

  /** Reads a name. What follows the last colon and is no number belongs to the op's name. */
  public static TensorName parse(String tensor) {
    int colon = tensor.lastIndexOf(':');
    @Nullable Integer index = colon < 0 ? null : Ints.tryParse(tensor.substring(colon + 1));
    return index == null || index < 0
        ? new TensorName(tensor, 0)
        : new TensorName(tensor.substring(0, colon), index);
  }

  /** As {@code dense/Softmax:0}. */
  @Override
  public String toString() {
    return operation + ":" + index;
  }
}
