package dev.jera.model.layer.convolution;

import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Window;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Convolutions in one, two and three dimensions, of ops whose gradients are right on a CPU. */
final class ConvolutionOps {
  private ConvolutionOps() {}

  /** Convolves with a kernel [size ..., channels / groups, filters]. */
  static Operand<TFloat32> convolve(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> kernel, Window window) {
    return slide(tf, x, kernel, window, TouchingOp.GROUPED);
  }

  /** Convolves each channel by itself, with a kernel [size ..., channels, multiplier]. */
  static Operand<TFloat32> depthwise(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> kernel, Window window) {
    return slide(tf, x, kernel, window, TouchingOp.CHANNELWISE);
  }

  private static Operand<TFloat32> slide(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> kernel, Window given, TouchingOp op) {
    Window window = Dilation.clamp(given.clampStrides(x.shape()), x.shape());
    TouchingOp any = window.size().size() == 1 ? inTwoDimensions(op) : op;
    if (Window.isOne(window.size())) {
      List<Integer> ones = window.size();
      return any.build(tf, seen(tf, x, window.strides()), kernel, ones, "VALID");
    }
    if (Dilation.isDilated(window)) {
      return Dilation.around(
          tf, x, window, phases -> any.build(tf, phases, kernel, window.strides(), "VALID"));
    }
    if (window.padding() == Padding.CAUSAL) {
      int[][] pads = {{0, 0}, {(int) window.reach(0) - 1, 0}, {0, 0}};
      Operand<TFloat32> padded = tf.pad(x, tf.constant(pads), tf.constant(0f));
      return any.build(tf, padded, kernel, window.strides(), "VALID");
    }
    return any.build(tf, x, kernel, window.strides(), window.padding().name());
  }

  /**
   * The values that a window of one value sees, the same ones with any padding. They are taken out
   * first because with strides and few channels the kernel's gradient is written past its memory,
   * or wrong. Averages of one value do it three times as fast as a strided slice.
   *
   * @see <a href="https://github.com/uxlfoundation/oneDNN/issues/6035">oneDNN's issue 6035</a>
   */
  private static Operand<TFloat32> seen(Ops tf, Operand<TFloat32> x, List<Integer> strides) {
    if (Window.isOne(strides)) {
      return x;
    }
    List<Long> ones = Collections.nCopies(strides.size() + 2, 1L);
    return switch (strides.size()) {
      case 1 -> OneRow.steps(tf, seen(tf, OneRow.of(tf, x), List.of(1, strides.get(0))));
      case 2 -> tf.nn.avgPool(x, ones, Window.toNhwc(strides), "VALID");
      default -> tf.nn.avgPool3d(x, ones, Window.toNhwc(strides), "VALID");
    };
  }

  /** Steps become the pixels of one row. Depthwise ops want both strides to be the same. */
  private static TouchingOp inTwoDimensions(TouchingOp op) {
    return (tf, x, kernel, strides, padding) -> {
      List<Integer> both = List.of(strides.get(0), strides.get(0));
      return OneRow.steps(tf, op.build(tf, OneRow.of(tf, x), kernel, both, padding));
    };
  }
}
