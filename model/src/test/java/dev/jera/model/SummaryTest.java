package dev.jera.model;

import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.SOFTMAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.reshaping.Flatten;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SummaryTest {

  /** As Keras 2 (TensorFlow 2.0 to 2.6) prints it, trailing spaces included. */
  private static final String KERAS =
      """
      Model: "sequential"
      _________________________________________________________________
      Layer (type)                 Output Shape              Param #  \s
      =================================================================
      conv2d (Conv2D)              (None, 26, 26, 32)        320      \s
      _________________________________________________________________
      max_pooling2d (MaxPooling2D) (None, 13, 13, 32)        0        \s
      _________________________________________________________________
      conv2d_1 (Conv2D)            (None, 11, 11, 64)        18496    \s
      _________________________________________________________________
      max_pooling2d_1 (MaxPooling2 (None, 5, 5, 64)          0        \s
      _________________________________________________________________
      conv2d_2 (Conv2D)            (None, 3, 3, 64)          36928    \s
      _________________________________________________________________
      flatten (Flatten)            (None, 576)               0        \s
      _________________________________________________________________
      dense (Dense)                (None, 64)                36928    \s
      _________________________________________________________________
      dense_1 (Dense)              (None, 10)                650      \s
      =================================================================
      Total params: 93,322
      Trainable params: 93,322
      Non-trainable params: 0
      _________________________________________________________________""";

  @Test
  void tutorialOnesNetIsPrintedAsKerasPrintsIt() {
    Model model =
        Sequential.of(
            Input.of(28, 28, 1),
            Conv2D.of(32, 3).withActivation(RELU),
            MaxPooling2D.of(2),
            Conv2D.of(64, 3).withActivation(RELU),
            MaxPooling2D.of(2),
            Conv2D.of(64, 3).withActivation(RELU),
            Flatten.of(),
            Dense.of(64).withActivation(RELU),
            Dense.of(10).withActivation(SOFTMAX));
    Locale locale = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(model.summary().lines()).containsExactlyElementsOf(KERAS.lines().toList());
    } finally {
      Locale.setDefault(locale);
    }
  }
}
