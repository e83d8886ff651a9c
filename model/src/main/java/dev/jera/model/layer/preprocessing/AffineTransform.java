package dev.jera.model.layer.preprocessing;

import dev.jera.model.layer.Interpolation;
import dev.jera.model.layer.Numbers;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.image.ImageProjectiveTransformV3;
import org.tensorflow.types.TFloat32;

/**
 * Images moved: the pixel at (x, y) of the output is the input's at {@code (xx x + xy y + x0, yx x
 * + yy y + y0)}. All six are [batch]; the op has no gradient.
 */
record AffineTransform(
    Operand<TFloat32> xx,
    Operand<TFloat32> xy,
    Operand<TFloat32> x0,
    Operand<TFloat32> yx,
    Operand<TFloat32> yy,
    Operand<TFloat32> y0) {

  /** A matrix about the middle of [batch, height, width, channels], which stays where it is. */
  static AffineTransform about(
      Ops tf,
      Shape images,
      Operand<TFloat32> xx,
      Operand<TFloat32> xy,
      Operand<TFloat32> yx,
      Operand<TFloat32> yy) {
    Operand<TFloat32> x = tf.constant((images.get(2) - 1) / 2f);
    Operand<TFloat32> y = tf.constant((images.get(1) - 1) / 2f);
    return new AffineTransform(
        xx, xy, toMiddle(tf, x, xx, x, xy, y), yx, yy, toMiddle(tf, y, yx, x, yy, y));
  }

  private static Operand<TFloat32> toMiddle(
      Ops tf,
      Operand<TFloat32> middle,
      Operand<TFloat32> byX,
      Operand<TFloat32> x,
      Operand<TFloat32> byY,
      Operand<TFloat32> y) {
    return tf.math.sub(middle, tf.math.add(tf.math.mul(byX, x), tf.math.mul(byY, y)));
  }

  /** Checks what stands beyond the edges. */
  static void checkFill(double fillValue) {
    Numbers.checkFinite("fillValue", fillValue);
  }

  /** Applies it to [batch, height, width, channels]. */
  Operand<TFloat32> apply(
      Ops tf,
      Operand<TFloat32> images,
      FillMode fillMode,
      Interpolation interpolation,
      double fillValue) {
    Operand<TFloat32> zero = tf.zerosLike(xx);
    Operand<TFloat32> rows = tf.stack(List.of(xx, xy, x0, yx, yy, y0, zero, zero), Stack.axis(1L));
    return tf.image
        .imageProjectiveTransformV3(
            images,
            rows,
            tf.array((int) images.shape().get(1), (int) images.shape().get(2)),
            tf.constant((float) fillValue),
            interpolation.name(),
            ImageProjectiveTransformV3.fillMode(fillMode.name()))
        .transformedImages();
  }
}
