package dev.jera.model.layer.convolution;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.Ints;
import java.util.List;

/**
 * By how much a transposed convolution's output is longer at its end than the shortest that fits:
 * several inputs of a strided convolution have outputs of one length.
 *
 * @param sizes one for each axis, or one for all, each at least 0 and below the stride; none to let
 *     the layer choose, as Keras' default does
 */
public record OutputPadding(List<Integer> sizes) {

  /** Checks that all are at least 0. */
  public OutputPadding {
    checkArgument(
        sizes.stream().allMatch(size -> size >= 0), "outputPadding: %s (expected: >= 0)", sizes);
    sizes = List.copyOf(sizes);
  }

  /**
   * Left to the layer: SAME gives the input's size times the stride, VALID the least that holds
   * every window and every stride.
   */
  public static OutputPadding automatic() {
    return new OutputPadding(List.of());
  }

  /** One for all axes, or one for each. */
  public static OutputPadding of(int... sizes) {
    checkArgument(sizes.length > 0, "outputPadding: [] (expected: one for all axes or for each)");
    return new OutputPadding(Ints.asList(sizes));
  }

  boolean isAutomatic() {
    return sizes.isEmpty();
  }

  int along(int axis) {
    return sizes.get(sizes.size() == 1 ? 0 : axis);
  }
}
