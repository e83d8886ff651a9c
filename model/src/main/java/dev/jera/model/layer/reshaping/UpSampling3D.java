package dev.jera.model.layer.reshaping;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.model.layer.Size3D;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Each plane, each row and each column of a volume several times.
 *
 * <p>Input [batch, depth, height, width, channels], output [batch, depth * size, height * size,
 * width * size, channels].
 *
 * @param size how many times along each axis; Keras' default is 2
 * @see <a href="https://keras.io/api/layers/reshaping_layers/up_sampling3d/">Keras UpSampling3D</a>
 */
public record UpSampling3D(Size3D size) implements UnaryLayer {

  /** Repeats each plane, each row and each column so many times. */
  public static UpSampling3D of(int size) {
    return of(Size3D.of(size));
  }

  /** Repeats planes, rows and columns. */
  public static UpSampling3D of(Size3D size) {
    return new UpSampling3D(size);
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
    return Repetition.build(scope.tf(), x, size.toList());
  }
}
