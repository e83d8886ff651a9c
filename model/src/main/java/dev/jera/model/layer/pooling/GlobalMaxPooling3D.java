package dev.jera.model.layer.pooling;

import dev.jera.model.LayerScope;
import dev.jera.model.Maxima;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * The maximum of each channel over all voxels.
 *
 * <p>Input [batch, depth, height, width, channels], output [batch, channels], or [batch, 1, 1, 1,
 * channels] with {@code keepDims}.
 *
 * @param keepDims whether the axes in between stay, each of size 1
 * @see <a href="https://keras.io/api/layers/pooling_layers/global_max_pooling3d/">Keras
 *     GlobalMaxPooling3D</a>
 */
@RecordBuilder
public record GlobalMaxPooling3D(boolean keepDims)
    implements Maxima, GlobalMaxPooling3DBuilder.With {

  /** One value a channel, the axes in between gone. */
  public static GlobalMaxPooling3D of() {
    return new GlobalMaxPooling3D(false);
  }

  @Override
  public Shape outputShape(Shape input) {
    return GlobalPooling.outputShape(input, 3, keepDims);
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    return GlobalPooling.max(scope.tf(), x, keepDims);
  }
}
