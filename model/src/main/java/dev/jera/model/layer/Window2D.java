package dev.jera.model.layer;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Shapes;
import org.tensorflow.ndarray.Shape;

/** A window that slides over an image: what convolution and pooling share. */
record Window2D(Size2D size, Size2D strides, Padding padding) {

  /**
   * The shape of what a window that gives so many channels makes of [batch, height, width,
   * channels].
   */
  Shape outputShape(Shape input, long channels) {
    return Shape.of(
        input.get(0),
        outputLength(input, 1, size.height(), strides.height()),
        outputLength(input, 2, size.width(), strides.width()),
        channels);
  }

  static void checkImage(Shape input) {
    checkArgument(
        input.numDimensions() == 4,
        "input %s (expected: rank 4, [batch, height, width, channels])",
        Shapes.format(input));
  }

  private long outputLength(Shape input, int axis, int window, int stride) {
    checkImage(input);
    long length = input.get(axis);
    if (padding == Padding.SAME) {
      return (length + stride - 1) / stride;
    }
    checkArgument(
        length >= window,
        "input %s (expected: at least %s x %s pixels, the size of the window, or padding SAME)",
        Shapes.format(input),
        size.height(),
        size.width());
    return (length - window) / stride + 1;
  }
}
