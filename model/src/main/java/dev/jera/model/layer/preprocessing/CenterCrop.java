package dev.jera.model.layer.preprocessing;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.model.layer.Interpolation;
import dev.jera.model.layer.Size2D;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The middle of images: exported with the model.
 *
 * <p>An image that is too small in any direction is cropped about its middle to the output's ratio
 * of height and width instead, then resized bilinearly. Input [batch, height, width, channels],
 * output [batch, height', width', channels].
 *
 * @param height the output's height, at least 1
 * @param width the output's width, at least 1
 * @see <a
 *     href="https://keras.io/api/layers/preprocessing_layers/image_preprocessing/center_crop/">Keras
 *     CenterCrop</a>
 */
public record CenterCrop(int height, int width) implements UnaryLayer {

  /** Checks the size. */
  public CenterCrop {
    Size2D.of(height, width);
  }

  /** A middle part of this size. */
  public static CenterCrop of(int height, int width) {
    return new CenterCrop(height, width);
  }

  @Override
  public Shape outputShape(Shape input) {
    return Images.resized(input, Size2D.of(height, width));
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    Size2D size = Size2D.of(height, width);
    if (x.shape().get(1) >= height && x.shape().get(2) >= width) {
      return Images.crop(tf, x, size);
    }
    return Images.resize(tf, Images.cropToAspectRatio(tf, x, size), size, Interpolation.BILINEAR);
  }
}
