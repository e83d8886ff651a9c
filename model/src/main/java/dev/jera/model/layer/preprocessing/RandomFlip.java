package dev.jera.model.layer.preprocessing;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.model.layer.Window;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * While training, flips each image with probability 1/2; otherwise it does nothing.
 *
 * <p>Input [batch, height, width, channels], output of the same shape. As in Keras 3, one draw an
 * image decides both directions of HORIZONTAL_AND_VERTICAL; a layer for each draws for each.
 *
 * @param mode the directions
 * @see <a
 *     href="https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_flip/">Keras
 *     RandomFlip</a>
 */
public record RandomFlip(Mode mode) implements UnaryLayer {

  /** Which sides change places. */
  public enum Mode {
    /** Left and right. */
    HORIZONTAL,
    /** Top and bottom. */
    VERTICAL,
    /** Both: a turn by half a circle. */
    HORIZONTAL_AND_VERTICAL
  }

  /** Flips in this direction. */
  public static RandomFlip of(Mode mode) {
    return new RandomFlip(mode);
  }

  @Override
  public Shape outputShape(Shape input) {
    Window.checkInput(input, 2);
    return input;
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    if (!scope.isTraining()) {
      return x;
    }
    Ops tf = scope.tf();
    Operand<TInt32> axes =
        switch (mode) {
          case HORIZONTAL -> tf.array(2);
          case VERTICAL -> tf.array(1);
          case HORIZONTAL_AND_VERTICAL -> tf.array(1, 2);
        };
    Operand<TFloat32> draw = tf.reshape(Range.of(0, 1).draw(scope, x), tf.array(-1, 1, 1, 1));
    Operand<TBool> flipped = tf.math.less(draw, tf.constant(0.5f));
    return tf.select(flipped, tf.reverse(x, axes), x);
  }
}
