package dev.jera.model.layer;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import dev.jera.runtime.Shapes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/**
 * A window that slides over the axes between the batch and the channels: what convolution and
 * pooling share, in one, two or three dimensions.
 *
 * @param size its size along each axis
 * @param strides how far it moves along each
 * @param dilationRate the distance between the values that it sees; 1 where they touch
 * @param padding what happens at the edges
 */
public record Window(
    List<Integer> size, List<Integer> strides, List<Integer> dilationRate, Padding padding) {
  private static final List<List<String>> AXES =
      List.of(List.of("steps"), List.of("height", "width"), List.of("depth", "height", "width"));

  /** Checks that all are at least 1, and the padding possible. */
  public Window {
    size = List.copyOf(size);
    strides = List.copyOf(strides);
    dilationRate = List.copyOf(dilationRate);
    checkArgument(
        size.size() >= 1
            && size.size() <= AXES.size()
            && strides.size() == size.size()
            && dilationRate.size() == size.size(),
        "size: %s, strides: %s, dilationRate: %s (expected: 1 to 3 numbers each, as many)",
        size,
        strides,
        dilationRate);
    checkSizes("size", size);
    checkSizes("strides", strides);
    checkSizes("dilationRate", dilationRate);
    checkArgument(
        padding != Padding.CAUSAL || size.size() == 1,
        "padding: CAUSAL (expected: VALID or SAME; causal has a meaning in one dimension only)");
    checkArgument(
        isOne(strides) || isOne(dilationRate),
        "strides: %s with dilationRate: %s (expected: one of them all 1)",
        strides,
        dilationRate);
  }

  /** A window whose values touch. */
  public static Window of(List<Integer> size, List<Integer> strides, Padding padding) {
    return new Window(size, strides, Collections.nCopies(size.size(), 1), padding);
  }

  /** Whether no size is other than 1. */
  public static boolean isOne(List<Integer> sizes) {
    return sizes.stream().allMatch(size -> size == 1);
  }

  private static void checkSizes(String name, List<Integer> sizes) {
    checkArgument(
        sizes.stream().allMatch(size -> size >= 1), "%s: %s (expected: >= 1)", name, sizes);
  }

  /**
   * The shape that a window gives that makes so many channels of an input.
   *
   * @param input [batch, sizes along each axis ..., channels]
   * @throws IllegalArgumentException if it has another rank, or is smaller than the window
   */
  public Shape outputShape(Shape input, long channels) {
    checkInput(input, size.size());
    long[] output = input.asArray();
    for (int axis = 0; axis < size.size(); axis++) {
      output[axis + 1] = outputLength(input, axis);
    }
    output[output.length - 1] = channels;
    return Shape.of(output);
  }

  /** Checks that an input has a batch, so many axes for a window to move along, and channels. */
  public static void checkInput(Shape input, int dimensions) {
    checkArgument(
        input.numDimensions() == dimensions + 2,
        "input %s (expected: rank %s, [batch, %s, channels])",
        Shapes.format(input),
        dimensions + 2,
        Joiner.on(", ").join(AXES.get(dimensions - 1)));
  }

  /**
   * The same window by smaller strides: at huge ones TensorFlow divides by zero, which ends the
   * process, or hangs, or gives wrong numbers. With a stride as long as the input there is one
   * window, at the same place.
   */
  public Window clampStrides(Shape input) {
    List<Integer> clamped = new ArrayList<>();
    for (int axis = 0; axis < strides.size(); axis++) {
      clamped.add((int) Math.min(strides.get(axis), input.get(axis + 1)));
    }
    return new Window(size, clamped, dilationRate, padding);
  }

  /** How far the window reaches along an axis, its gaps included. */
  public long reach(int axis) {
    return (size.get(axis) - 1L) * dilationRate.get(axis) + 1;
  }

  private long outputLength(Shape input, int axis) {
    long length = input.get(axis + 1);
    int stride = strides.get(axis);
    if (padding != Padding.VALID) {
      return (length + stride - 1) / stride;
    }
    checkArgument(
        length >= reach(axis),
        "input %s (expected: at least %s %s, the size of the window, or padding SAME)",
        Shapes.format(input),
        Joiner.on(" x ").join(reaches()),
        size.size() == 1 ? "steps" : size.size() == 2 ? "pixels" : "voxels");
    return (length - reach(axis)) / stride + 1;
  }

  private List<Long> reaches() {
    List<Long> reaches = new ArrayList<>();
    for (int axis = 0; axis < size.size(); axis++) {
      reaches.add(reach(axis));
    }
    return reaches;
  }

  /** The list [1, sizes ..., 1] that TensorFlow's ops take. */
  public static List<Long> toNhwc(List<Integer> sizes) {
    ImmutableList.Builder<Long> list = ImmutableList.builder();
    list.add(1L);
    sizes.forEach(size -> list.add((long) size));
    return list.add(1L).build();
  }
}
