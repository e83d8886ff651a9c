package dev.jera.model.layer.pooling;

import dev.jera.model.LayerScope;
import dev.jera.model.Maxima;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Size3D;
import dev.jera.model.layer.Sliding;
import dev.jera.model.layer.Window;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * The maximum of each window.
 *
 * <p>Input [batch, depth, height, width, channels], output [batch, depth', height', width',
 * channels].
 *
 * @param poolSize the size of the window
 * @param strides how far it moves; Keras' default is the window's own size
 * @param padding what happens at the edge: VALID or SAME
 * @see <a href="https://keras.io/api/layers/pooling_layers/max_pooling3d/">Keras MaxPooling3D</a>
 */
@RecordBuilder
public record MaxPooling3D(Size3D poolSize, Size3D strides, Padding padding)
    implements Maxima, Sliding, MaxPooling3DBuilder.With {

  /** Checks the sizes and the padding. */
  public MaxPooling3D {
    Pooling.window(poolSize.toList(), strides.toList(), padding);
  }

  /** Cubic windows that touch without overlapping, no padding. */
  public static MaxPooling3D of(int poolSize) {
    return of(Size3D.of(poolSize));
  }

  /** Windows that touch without overlapping, no padding. */
  public static MaxPooling3D of(Size3D poolSize) {
    return new MaxPooling3D(poolSize, poolSize, Padding.VALID);
  }

  @Override
  public Shape outputShape(Shape input) {
    return Pooling.outputShape(window(), input);
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    return Pooling.max(scope.tf(), x, window());
  }

  @Override
  public Window window() {
    return Pooling.window(poolSize.toList(), strides.toList(), padding);
  }
}
