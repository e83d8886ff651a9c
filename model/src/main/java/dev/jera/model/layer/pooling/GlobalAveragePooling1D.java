package dev.jera.model.layer.pooling;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * The mean of each channel over all steps.
 *
 * <p>Input [batch, steps, channels], output [batch, channels], or [batch, 1, channels] with {@code
 * keepDims}.
 *
 * @param keepDims whether the axes in between stay, each of size 1
 * @see <a href="https://keras.io/api/layers/pooling_layers/global_average_pooling1d/">Keras
 *     GlobalAveragePooling1D</a>
 */
@RecordBuilder
public record GlobalAveragePooling1D(boolean keepDims)
    implements UnaryLayer, GlobalAveragePooling1DBuilder.With {

  /** One value a channel, the axes in between gone. */
  public static GlobalAveragePooling1D of() {
    return new GlobalAveragePooling1D(false);
  }

  @Override
  public Shape outputShape(Shape input) {
    return GlobalPooling.outputShape(input, 1, keepDims);
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    return GlobalPooling.average(scope.tf(), x, keepDims);
  }
}
