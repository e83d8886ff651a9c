package dev.jera.model.layer.preprocessing;

import dev.jera.model.layer.Interpolation;
import dev.jera.model.layer.Size2D;
import dev.jera.model.layer.Window;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.op.image.ResizeNearestNeighbor;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Images [batch, height, width, channels] cut and resized. */
final class Images {
  private Images() {}

  /** The same images in another size. */
  static Shape resized(Shape input, Size2D size) {
    Window.checkInput(input, 2);
    return Shape.of(input.get(0), size.height(), size.width(), input.get(3));
  }

  /** The middle of the images; where it cannot be in the middle, half a pixel up and left. */
  static Operand<TFloat32> crop(Ops tf, Operand<TFloat32> x, Size2D size) {
    int top = (int) (x.shape().get(1) - size.height()) / 2;
    int left = (int) (x.shape().get(2) - size.width()) / 2;
    return tf.slice(x, tf.array(0, top, left, 0), tf.array(-1, size.height(), size.width(), -1));
  }

  /** The largest middle part with the ratio of height and width that a size has. */
  static Operand<TFloat32> cropToAspectRatio(Ops tf, Operand<TFloat32> x, Size2D size) {
    long height = x.shape().get(1);
    long width = x.shape().get(2);
    long cropHeight = Math.max(1, Math.min(height, width * size.height() / size.width()));
    long cropWidth = Math.max(1, Math.min(width, height * size.width() / size.height()));
    return crop(tf, x, Size2D.of(Math.toIntExact(cropHeight), Math.toIntExact(cropWidth)));
  }

  /** Resizes with the centers of pixels at halves. */
  static Operand<TFloat32> resize(
      Ops tf, Operand<TFloat32> x, Size2D size, Interpolation interpolation) {
    Operand<TInt32> target = tf.array(size.height(), size.width());
    return switch (interpolation) {
      case NEAREST ->
          tf.image.resizeNearestNeighbor(x, target, ResizeNearestNeighbor.halfPixelCenters(true));
      case BILINEAR -> tf.image.resizeBilinear(x, target, ResizeBilinear.halfPixelCenters(true));
    };
  }
}
