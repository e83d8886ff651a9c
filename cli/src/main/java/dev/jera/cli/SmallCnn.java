package dev.jera.cli;

import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.SOFTMAX;

import dev.jera.model.Input;
import dev.jera.model.Layer;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.runtime.Dtype;
import java.util.ArrayList;
import java.util.List;

/**
 * A network for coloured images of one size: convolutions and pooling until 8 x 8 pixels or fewer
 * are left, then dense layers.
 *
 * @see <a href="https://www.tensorflow.org/tutorials/images/classification">TensorFlow's tutorial
 *     on image classification</a>
 */
final class SmallCnn {
  private static final int FEWEST_FILTERS = 16;
  private static final int MOST_FILTERS = 128;
  private static final int LAST_SIZE = 8;

  private SmallCnn() {}

  /**
   * The network: uint8 [size, size, 3] in, a probability a class out.
   *
   * @param size at least 2
   */
  static Model model(int size, int classes) {
    List<Layer> layers = new ArrayList<>();
    layers.add(Rescaling.of(1 / 255.0));
    int filters = FEWEST_FILTERS;
    int left = size;
    do {
      layers.add(Conv2D.of(filters, 3).withPadding(Padding.SAME).withActivation(RELU));
      layers.add(MaxPooling2D.of(2));
      filters = Math.min(2 * filters, MOST_FILTERS);
      left /= 2;
    } while (left > LAST_SIZE);
    layers.add(Dropout.of(0.2));
    layers.add(Flatten.of());
    layers.add(Dense.of(128).withActivation(RELU));
    layers.add(Dense.of(classes).withActivation(SOFTMAX));
    return Sequential.of(
        Input.of(size, size, 3).withDtype(Dtype.UINT8), layers.toArray(Layer[]::new));
  }
}
