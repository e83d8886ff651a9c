package dev.jera.model.layer.pooling;

import dev.jera.model.LayerScope;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Sliding;
import dev.jera.model.layer.Window;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * The mean of each window.
 *
 * <p>Input [batch, steps, channels], output [batch, steps', channels].
 *
 * @param poolSize the size of the window, at least 1
 * @param strides how far it moves, at least 1; Keras' default is the window's own size
 * @param padding what happens at the edge: VALID or SAME; the mean is of the real values alone
 * @see <a href="https://keras.io/api/layers/pooling_layers/average_pooling1d/">Keras
 *     AveragePooling1D</a>
 */
@RecordBuilder
public record AveragePooling1D(int poolSize, int strides, Padding padding)
    implements Sliding, AveragePooling1DBuilder.With {

  /** Checks the sizes and the padding. */
  public AveragePooling1D {
    Pooling.window(List.of(poolSize), List.of(strides), padding);
  }

  /** Windows that touch without overlapping, no padding. */
  public static AveragePooling1D of(int poolSize) {
    return new AveragePooling1D(poolSize, poolSize, Padding.VALID);
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
    return Pooling.average(scope.tf(), x, window());
  }

  @Override
  public Window window() {
    return Pooling.window(List.of(poolSize), List.of(strides), padding);
  }
}
