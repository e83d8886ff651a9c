package dev.jera.model.layer.pooling;

import dev.jera.model.LayerScope;
import dev.jera.model.Maxima;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Size2D;
import dev.jera.model.layer.Window;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * The maximum of each window.
 *
 * <p>Input [batch, height, width, channels], output [batch, height', width', channels].
 *
 * @param poolSize the size of the window
 * @param strides how far it moves; Keras' default is its own size
 * @param padding what happens at the edge
 * @see <a href="https://keras.io/api/layers/pooling_layers/max_pooling2d/">Keras MaxPooling2D</a>
 */
@RecordBuilder
public record MaxPooling2D(Size2D poolSize, Size2D strides, Padding padding)
    implements Maxima, MaxPooling2DBuilder.With {

  /** Square windows that touch without overlapping, no padding. */
  public static MaxPooling2D of(int poolSize) {
    return of(Size2D.of(poolSize));
  }

  /** Windows that touch without overlapping, no padding. */
  public static MaxPooling2D of(Size2D poolSize) {
    return new MaxPooling2D(poolSize, poolSize, Padding.VALID);
  }

  @Override
  public Shape outputShape(Shape input) {
    Window.checkInput(input, 2);
    return Window.of(poolSize.toList(), strides.toList(), padding).outputShape(input, input.get(3));
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    var tf = scope.tf();
    return tf.nn.maxPool(
        x,
        tf.array(1, poolSize.height(), poolSize.width(), 1),
        tf.array(1, strides.height(), strides.width(), 1),
        padding.name());
  }
}
