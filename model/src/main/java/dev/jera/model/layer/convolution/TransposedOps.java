package dev.jera.model.layer.convolution;

import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Window;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Transposed convolutions in one and two dimensions, of the op that makes Conv2D's gradient. */
final class TransposedOps {
  private TransposedOps() {}

  /** Spreads x by a kernel [size ..., filters, channels] over an output of this shape. */
  static Operand<TFloat32> build(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> kernel, Window given, Shape output) {
    Window window = Dilation.clamp(given, x.shape());
    if (!Dilation.isDilated(window) && hasOp(x.shape(), window, output)) {
      return spread(tf, x, kernel, window.strides(), sizes(output), window.padding().name());
    }
    int axes = window.size().size();
    int[] gaps = new int[axes];
    int[][] pads = new int[axes][2];
    int[][] crops = new int[axes][2];
    List<Apart> apart = new ArrayList<>();
    for (int axis = 0; axis < axes; axis++) {
      int gap = Dilation.gap(window, axis);
      int length = (int) x.shape().get(axis + 1);
      int phase = (length + gap - 1) / gap;
      int before = cropped(window, axis, length, output.get(axis + 1));
      long needed = before + output.get(axis + 1);
      apart.add(Apart.of(phase, window, axis, (needed + gap - 1) / gap));
      gaps[axis] = gap;
      pads[axis][1] = phase * gap - length;
      crops[axis] = new int[] {before, Math.toIntExact(apart.get(axis).whole() * gap - needed)};
    }
    Operand<TFloat32> phases = tf.spaceToBatchNd(x, tf.array(gaps), tf.constant(pads));
    List<Integer> strides = apart.stream().map(Apart::stride).toList();
    List<Integer> sizes = apart.stream().map(Apart::touching).toList();
    Operand<TFloat32> touching = spread(tf, phases, kernel, strides, sizes, "VALID");
    return tf.batchToSpaceNd(Apart.move(tf, touching, apart), tf.array(gaps), tf.constant(crops));
  }

  /**
   * Whether the op takes x, and soon: whether its windows meet, since it takes as long as the
   * square of strides, and whether a convolution of the output with this padding gives the size of
   * x.
   */
  private static boolean hasOp(Shape x, Window window, Shape output) {
    for (int axis = 0; axis < window.size().size(); axis++) {
      long stride = window.strides().get(axis);
      long length = (output.get(axis + 1) + stride - 1) / stride;
      if (stride > window.size().get(axis)
          || (window.padding() == Padding.SAME && length != x.get(axis + 1))) {
        return false;
      }
    }
    return true;
  }

  /** What a convolution of the output pads before its first value. */
  private static int cropped(Window window, int axis, long length, long output) {
    long whole = (length - 1) * window.strides().get(axis) + window.reach(axis);
    return window.padding() == Padding.VALID ? 0 : (int) (Math.max(whole - output, 0) / 2);
  }

  private static List<Integer> sizes(Shape output) {
    List<Integer> sizes = new ArrayList<>();
    for (int axis = 1; axis < output.numDimensions() - 1; axis++) {
      sizes.add((int) output.get(axis));
    }
    return sizes;
  }

  private static Operand<TFloat32> spread(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> kernel,
      List<Integer> strides,
      List<Integer> sizes,
      String padding) {
    if (sizes.size() == 1) {
      return OneRow.steps(
          tf,
          spread(
              tf,
              OneRow.of(tf, x),
              OneRow.kernel(tf, kernel),
              List.of(1, strides.get(0)),
              List.of(1, sizes.get(0)),
              padding));
    }
    int filters = (int) kernel.shape().get(2);
    Operand<TInt32> batch = tf.gather(tf.shape(x), tf.constant(0), tf.constant(0));
    Operand<TInt32> shape =
        tf.stack(
            List.of(
                batch, tf.constant(sizes.get(0)), tf.constant(sizes.get(1)), tf.constant(filters)));
    return tf.nn.conv2dBackpropInput(shape, kernel, x, Window.toNhwc(strides), padding);
  }
}
