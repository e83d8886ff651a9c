package dev.jera.model.layer.pooling;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** What the pooling layers share: TensorFlow has ops for windows in two and three dimensions. */
final class Pooling {
  private Pooling() {}

  /** Checks the arguments that every pooling by windows has. */
  static Window window(List<Integer> poolSize, List<Integer> strides, Padding padding) {
    checkArgument(
        poolSize.stream().allMatch(size -> size >= 1), "poolSize: %s (expected: >= 1)", poolSize);
    checkArgument(padding != Padding.CAUSAL, "padding: CAUSAL (expected: VALID or SAME)");
    return Window.of(poolSize, strides, padding);
  }

  /** The shape that a window gives, as many channels as it was given. */
  static Shape outputShape(Window window, Shape input) {
    Window.checkInput(input, window.size().size());
    return window.outputShape(input, input.get(-1));
  }

  /** The maximum of each window. */
  static Operand<TFloat32> max(Ops tf, Operand<TFloat32> x, Window given) {
    Window window = clamp(given, x.shape());
    List<Integer> size = window.size();
    List<Integer> strides = window.strides();
    String padding = window.padding().name();
    return switch (size.size()) {
      case 1 -> inOneRow(tf, x, row -> max(tf, row, rowOf(window)));
      case 2 -> tf.nn.maxPool(x, nhwc(tf, size), nhwc(tf, strides), padding);
      default -> tf.nn.maxPool3d(x, Window.toNhwc(size), Window.toNhwc(strides), padding);
    };
  }

  /** The mean of each window; what lies over the edge is not counted. */
  static Operand<TFloat32> average(Ops tf, Operand<TFloat32> x, Window given) {
    Window window = clamp(given, x.shape());
    List<Long> size = Window.toNhwc(window.size());
    List<Long> strides = Window.toNhwc(window.strides());
    String padding = window.padding().name();
    return switch (window.size().size()) {
      case 1 -> inOneRow(tf, x, row -> average(tf, row, rowOf(window)));
      case 2 -> tf.nn.avgPool(x, size, strides, padding);
      default -> tf.nn.avgPool3d(x, size, strides, padding);
    };
  }

  /**
   * The same windows by smaller numbers, as {@link Window#clampStrides} does: twice as wide as the
   * input, every window of padding SAME sees all of it.
   */
  private static Window clamp(Window window, Shape input) {
    List<Integer> size = new ArrayList<>();
    for (int axis = 0; axis < window.size().size(); axis++) {
      size.add((int) Math.min(window.size().get(axis), 2 * input.get(axis + 1)));
    }
    return Window.of(size, window.clampStrides(input).strides(), window.padding());
  }

  /** Sees steps as the pixels of an image that has one row. */
  private static Operand<TFloat32> inOneRow(
      Ops tf, Operand<TFloat32> x, UnaryOperator<Operand<TFloat32>> pooling) {
    Operand<TFloat32> image = tf.expandDims(x, tf.constant(1));
    return tf.squeeze(pooling.apply(image), Squeeze.axis(List.of(1L)));
  }

  private static Window rowOf(Window window) {
    return Window.of(
        List.of(1, window.size().get(0)), List.of(1, window.strides().get(0)), window.padding());
  }

  private static Operand<TInt32> nhwc(Ops tf, List<Integer> sizes) {
    return tf.array(1, sizes.get(0), sizes.get(1), 1);
  }
}
