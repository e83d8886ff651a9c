package dev.jera.examples;

import static dev.jera.model.layer.activation.Activations.RELU;

import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.runtime.Dtype;
import dev.jera.training.optimizer.LearningRate;
import dev.jera.training.optimizer.schedule.ExponentialDecay;

/** Tutorial 4: a small convolutional network that gives logits. */
public final class LeNet {
  /** Adam's learning rate: a fifth less after every epoch of 1,875 steps. */
  public static final LearningRate LEARNING_RATE = ExponentialDecay.of(0.001, 1_875, 0.8);

  private LeNet() {}

  /** The network: 28 x 28 grey pixels, 0 to 255, in; ten logits out. */
  public static Model model() {
    return Sequential.of(
        Input.of(28, 28, 1).withDtype(Dtype.UINT8),
        Rescaling.of(1 / 255.0),
        Conv2D.of(32, 3).withActivation(RELU),
        MaxPooling2D.of(2),
        Conv2D.of(64, 3).withActivation(RELU),
        MaxPooling2D.of(2),
        Flatten.of(),
        Dense.of(64).withActivation(RELU),
        Dense.of(10));
  }
}
