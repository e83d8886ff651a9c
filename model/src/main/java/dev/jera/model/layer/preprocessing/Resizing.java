package dev.jera.model.layer.preprocessing;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.model.layer.Interpolation;
import dev.jera.model.layer.Size2D;
import dev.jera.runtime.Shapes;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Images in another size, without smoothing before they shrink: exported with the model.
 *
 * <p>Output pixel i is taken from {@code (i + 0.5) * size / size' - 0.5} of the input, where
 * BILINEAR interpolates and NEAREST rounds halves up. Input [batch, height, width, channels],
 * output [batch, height', width', channels].
 *
 * @param height the output's height, at least 1
 * @param width the output's width, at least 1
 * @param interpolation how values between pixels are made
 * @param cropToAspectRatio whether images are cropped to the output's ratio of height and width
 *     first, about their middle, rather than distorted
 * @see <a
 *     href="https://keras.io/api/layers/preprocessing_layers/image_preprocessing/resizing/">Keras
 *     Resizing</a>
 */
@RecordBuilder
public record Resizing(
    int height, int width, Interpolation interpolation, boolean cropToAspectRatio)
    implements UnaryLayer, ResizingBuilder.With {
  /** TensorFlow's. */
  private static final int NEAREST_LIMIT = 1 << 24;

  /** Checks the size. */
  public Resizing {
    Size2D.of(height, width);
  }

  /** Bilinear, distorted where the ratio of height and width changes. */
  public static Resizing of(int height, int width) {
    return new Resizing(height, width, Interpolation.BILINEAR, false);
  }

  @Override
  public Shape outputShape(Shape input) {
    Shape output = Images.resized(input, Size2D.of(height, width));
    checkArgument(
        interpolation != Interpolation.NEAREST
            || Math.max(input.get(1), input.get(2)) < NEAREST_LIMIT,
        "input %s (expected: height and width below %s for NEAREST)",
        Shapes.format(input),
        NEAREST_LIMIT);
    return output;
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    Size2D size = Size2D.of(height, width);
    Operand<TFloat32> part = cropToAspectRatio ? Images.cropToAspectRatio(scope.tf(), x, size) : x;
    return Images.resize(scope.tf(), part, size, interpolation);
  }
}
