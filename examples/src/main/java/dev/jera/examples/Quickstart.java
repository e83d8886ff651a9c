package dev.jera.examples;

import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.SOFTMAX;

import dev.jera.datasets.Mnist;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.runtime.Dtype;
import dev.jera.serving.Predictor;
import dev.jera.training.Fit;
import dev.jera.training.Trainer;
import dev.jera.training.callback.Progress;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.Adam;
import java.nio.file.Files;
import java.nio.file.Path;

/** The README's program: describe, train, export, reload, ask. */
public final class Quickstart {
  private Quickstart() {}

  /** Trains for one epoch and asks the exported bundle about a digit. */
  public static void main(String[] args) throws Exception {
    // README begins
    Model cnn =
        Sequential.of(
            Input.of(28, 28, 1).withDtype(Dtype.UINT8),
            Rescaling.of(1 / 255.0),
            Conv2D.of(32, 3).withActivation(RELU),
            MaxPooling2D.of(2),
            Conv2D.of(64, 3).withActivation(RELU),
            MaxPooling2D.of(2),
            Flatten.of(),
            Dense.of(10).withActivation(SOFTMAX));
    Path bundle = Files.createTempDirectory("jera").resolve("digits");

    try (Trainer trainer =
        Trainer.compile(cnn, Adam.of(), SparseCategoricalCrossentropy.of(), Accuracy.of())) {
      trainer.fit(
          Mnist.train(),
          Fit.epochs(1).withBatchSize(64).withCallbacks(Progress.toStandardOutput()));
      System.out.println(trainer.evaluate(Mnist.test()));
      trainer.export(bundle, Mnist.classNames());
    }

    try (Predictor digits = Predictor.load(bundle)) {
      byte[] image = new byte[28 * 28]; // 0 is black, 255 white: this one is a vertical stroke
      for (int row = 5; row < 23; row++) {
        image[28 * row + 13] = image[28 * row + 14] = (byte) 255;
      }
      float[] probabilities = digits.predict(image);
      System.out.printf("a stroke is a 1 with probability %.3f%n", probabilities[1]);
    }
    // README ends
  }
}
