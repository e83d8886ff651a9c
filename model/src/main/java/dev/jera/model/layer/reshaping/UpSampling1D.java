package dev.jera.model.layer.reshaping;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Each step several times, one after the other.
 *
 * <p>Input [batch, steps, channels], output [batch, steps * size, channels].
 *
 * @param size how many times, at least 1; Keras' default is 2
 * @see <a href="https://keras.io/api/layers/reshaping_layers/up_sampling1d/">Keras UpSampling1D</a>
 */
public record UpSampling1D(int size) implements UnaryLayer {

  /** Checks the size. */
  public UpSampling1D {
    checkArgument(size >= 1, "size: %s (expected: >= 1)", size);
  }

  /** Repeats each step so many times. */
  public static UpSampling1D of(int size) {
    return new UpSampling1D(size);
  }

  @Override
  public Shape outputShape(Shape input) {
    return Repetition.outputShape(input, List.of(size));
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    return Repetition.build(scope.tf(), x, List.of(size));
  }
}
