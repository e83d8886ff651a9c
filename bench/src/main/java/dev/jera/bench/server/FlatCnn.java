package dev.jera.bench.server;

import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.SOFTMAX;

import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.model.layer.reshaping.Reshape;
import dev.jera.training.Trainer;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.optimizer.Adam;
import java.nio.file.Path;

/** Tutorial 1's net behind 784 floats, with fresh weights: what the load tests ask. */
final class FlatCnn {
  /** The elements of an example. */
  static final int PIXELS = 784;

  private FlatCnn() {}

  /** Exports it to a version's directory. */
  static void export(Path version) {
    Model model =
        Sequential.of(
            Input.of(PIXELS),
            Reshape.of(28, 28, 1),
            Conv2D.of(32, 3).withActivation(RELU),
            MaxPooling2D.of(2),
            Conv2D.of(64, 3).withActivation(RELU),
            MaxPooling2D.of(2),
            Conv2D.of(64, 3).withActivation(RELU),
            Flatten.of(),
            Dense.of(64).withActivation(RELU),
            Dense.of(10).withActivation(SOFTMAX));
    try (Trainer trainer = Trainer.compile(model, Adam.of(), SparseCategoricalCrossentropy.of())) {
      trainer.export(version);
    }
  }

  /** So many examples of numbers between 0 and 1, each with six digits as JSON. */
  static float[] examples(int count) {
    float[] values = new float[count * PIXELS];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i * 7919 % 1_000_003) / 1_000_003f;
    }
    return values;
  }
}
