package dev.jera.model.layer.regularization;

import static dev.jera.model.layer.regularization.Dropping.EACH;
import static dev.jera.model.layer.regularization.Dropping.TOGETHER;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.model.layer.Numbers;
import dev.jera.model.layer.Window;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Dropout of whole channels of an example: while training, sets a channel to 0 at all steps, at
 * random, and scales the others up; otherwise it does nothing.
 *
 * <p>Input [batch, steps, channels], output of the same shape.
 *
 * @param rate the share of channels that is dropped, from 0 to 1, which drops all
 * @see <a href="https://keras.io/api/layers/regularization_layers/spatial_dropout1d/">Keras
 *     SpatialDropout1D</a>
 */
public record SpatialDropout1D(double rate) implements UnaryLayer {

  /** Checks the rate. */
  public SpatialDropout1D {
    Numbers.checkAtMostOne("rate", rate);
  }

  /** Drops this share of the channels. */
  public static SpatialDropout1D of(double rate) {
    return new SpatialDropout1D(rate);
  }

  @Override
  public Shape outputShape(Shape input) {
    Window.checkInput(input, 1);
    return input;
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    return Dropping.drop(scope, x, rate, EACH, TOGETHER, EACH);
  }
}
