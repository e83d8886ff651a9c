package dev.jera.model.layer.convolution;

import dev.jera.model.layer.Window;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Along one axis, what windows reach that were made to touch, moved apart to their strides.
 *
 * @param count the number of windows
 * @param size the size of a window
 * @param stride how far they are apart at first, the size at most
 * @param gap the zeros that follow each window, only where they touch
 * @param rest the zeros that follow all
 */
record Apart(long count, int size, int stride, long gap, long rest) {

  /** So many windows, and zeros up to this length at least. */
  static Apart of(long count, Window window, int axis, long length) {
    int size = window.size().get(axis);
    int stride = Math.min(window.strides().get(axis), size);
    long gap = count == 1 ? 0 : window.strides().get(axis) - stride;
    Apart apart = new Apart(count, size, stride, gap, 0);
    return new Apart(count, size, stride, gap, Math.max(0, length - apart.whole()));
  }

  /** The length before. */
  int touching() {
    return Math.toIntExact((count - 1) * stride + size);
  }

  /** The length after. */
  long whole() {
    return touching() + count * gap + rest;
  }

  /** Moves along all axes of [batch, sizes ..., filters], one after the other. */
  static Operand<TFloat32> move(Ops tf, Operand<TFloat32> x, List<Apart> axes) {
    Operand<TFloat32> y = x;
    for (int axis = 0; axis < axes.size(); axis++) {
      y = axes.get(axis).move(tf, y, axis + 1);
    }
    return y;
  }

  private Operand<TFloat32> move(Ops tf, Operand<TFloat32> x, int axis) {
    Shape before = x.shape().take(axis);
    Shape after = x.shape().takeLast(x.shape().numDimensions() - axis - 1);
    Operand<TFloat32> y = x;
    if (gap > 0) {
      Shape windows = before.append(count).append(size).append(after);
      y = padded(tf, tf.reshape(x, tf.constant(windows.asArray())), axis + 1, gap);
      Shape moved = before.append(count * (size + gap)).append(after);
      y = tf.reshape(y, tf.constant(moved.asArray()));
    }
    return rest > 0 ? padded(tf, y, axis, rest) : y;
  }

  private static Operand<TFloat32> padded(Ops tf, Operand<TFloat32> x, int axis, long zeros) {
    int[][] pads = new int[x.shape().numDimensions()][2];
    pads[axis][1] = Math.toIntExact(zeros);
    return tf.pad(x, tf.constant(pads), tf.constant(0f));
  }
}
