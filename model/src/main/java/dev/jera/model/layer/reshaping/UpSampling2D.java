package dev.jera.model.layer.reshaping;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.model.layer.Interpolation;
import dev.jera.model.layer.Size2D;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.types.TFloat32;

/**
 * Each image several times as high and as wide.
 *
 * <p>Input [batch, height, width, channels], output [batch, height * size, width * size, channels].
 * Bilinear interpolation takes pixels as points in the middle of their squares, and beyond the
 * outermost of these goes on with the same value.
 *
 * @param size how many times as high and as wide; Keras' default is 2
 * @param interpolation where the new pixels come from
 * @see <a href="https://keras.io/api/layers/reshaping_layers/up_sampling2d/">Keras UpSampling2D</a>
 */
@RecordBuilder
public record UpSampling2D(Size2D size, Interpolation interpolation)
    implements UnaryLayer, UpSampling2DBuilder.With {

  /** Repeats each row and each column so many times. */
  public static UpSampling2D of(int size) {
    return of(Size2D.of(size));
  }

  /** Repeats rows and columns. */
  public static UpSampling2D of(Size2D size) {
    return new UpSampling2D(size, Interpolation.NEAREST);
  }

  @Override
  public Shape outputShape(Shape input) {
    return Repetition.outputShape(input, size.toList());
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    return switch (interpolation) {
      case NEAREST -> Repetition.build(scope.tf(), x, size.toList());
      case BILINEAR -> bilinear(scope.tf(), x);
    };
  }

  private Operand<TFloat32> bilinear(Ops tf, Operand<TFloat32> x) {
    Shape output = outputShape(x.shape());
    int height = Math.toIntExact(output.get(1));
    int width = Math.toIntExact(output.get(2));
    return tf.image.resizeBilinear(
        x, tf.array(height, width), ResizeBilinear.halfPixelCenters(true));
  }
}
