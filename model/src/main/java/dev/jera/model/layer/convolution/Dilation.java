package dev.jera.model.layer.convolution;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Window;
import dev.jera.runtime.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Windows with gaps, for ops that know none or whose gradient is wrong with gaps.
 *
 * <p>A window with gaps of d sees every d-th value only. So its axis is d interleaved axes, on each
 * of which its values touch; they are laid side by side in the batch and put together afterwards.
 */
final class Dilation {
  private Dilation() {}

  /** Whether the window has gaps; one value alone has none. */
  static boolean isDilated(Window window) {
    for (int axis = 0; axis < window.size().size(); axis++) {
      if (gap(window, axis) > 1) {
        return true;
      }
    }
    return false;
  }

  /** The distance between the window's values along an axis. */
  static int gap(Window window, int axis) {
    return window.size().get(axis) == 1 ? 1 : window.dilationRate().get(axis);
  }

  /**
   * The same window by smaller gaps, whose cost grows with them: from twice the input's length on,
   * whatever is not in the window's middle, or last where it is causal, sees zeros only. Without
   * padding there are no zeros to see.
   */
  static Window clamp(Window window, Shape input) {
    if (window.padding() == Padding.VALID) {
      return window;
    }
    List<Integer> gaps = new ArrayList<>();
    for (int axis = 0; axis < window.size().size(); axis++) {
      gaps.add((int) Math.min(gap(window, axis), 2 * input.get(axis + 1)));
    }
    return new Window(window.size(), window.strides(), gaps, window.padding());
  }

  /** Checks that the input with all that a window with gaps may reach can be held. */
  static void check(Window given, Shape input) {
    Window window = clamp(given, input);
    if (!isDilated(window)) {
      return;
    }
    double values = input.get(-1);
    for (int axis = 0; axis < window.size().size(); axis++) {
      values *= (double) input.get(axis + 1) + window.reach(axis) + gap(window, axis);
    }
    checkArgument(
        values <= Integer.MAX_VALUE,
        "input %s with dilationRate: %s (expected: at most %s values an example, padding included)",
        Shapes.format(input),
        given.dilationRate(),
        Integer.MAX_VALUE);
  }

  /**
   * Moves a window with gaps and stride 1.
   *
   * @param touching moves the same window without gaps and without padding
   */
  static Operand<TFloat32> around(
      Ops tf, Operand<TFloat32> x, Window window, UnaryOperator<Operand<TFloat32>> touching) {
    int axes = window.size().size();
    int[] gaps = new int[axes];
    int[][] pads = new int[axes][2];
    int[][] crops = new int[axes][2];
    for (int axis = 0; axis < axes; axis++) {
      gaps[axis] = gap(window, axis);
      int before = before(window, axis);
      int after = window.padding() == Padding.SAME ? (int) window.reach(axis) - 1 - before : 0;
      long length = before + x.shape().get(axis + 1) + after;
      int missing = (int) Math.floorMod(-length, (long) gaps[axis]);
      pads[axis] = new int[] {before, after + missing};
      crops[axis] = new int[] {0, missing};
    }
    Operand<TFloat32> phases = tf.spaceToBatchNd(x, tf.array(gaps), tf.constant(pads));
    return tf.batchToSpaceNd(touching.apply(phases), tf.array(gaps), tf.constant(crops));
  }

  /** The zeros before the first value, with stride 1. */
  private static int before(Window window, int axis) {
    int all = (int) window.reach(axis) - 1;
    return switch (window.padding()) {
      case VALID -> 0;
      case SAME -> all / 2;
      case CAUSAL -> all;
    };
  }
}
