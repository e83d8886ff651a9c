package dev.jera.examples;

import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.SOFTMAX;

import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.FashionMnist;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.runtime.Dtype;
import dev.jera.training.Fit;
import dev.jera.training.Trainer;
import dev.jera.training.callback.Progress;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.Adam;
import dev.jera.training.optimizer.LearningRate;
import dev.jera.training.optimizer.schedule.ExponentialDecay;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Tutorial 3: a small dense network on Fashion-MNIST, and what it predicts.
 *
 * <p>At a constant learning rate of 0.001, Adam's default, the accuracy after the last epoch swings
 * by a percent from seed to seed; a rate that shrinks lets it settle.
 */
public final class FashionMlp {
  /** Adam's learning rate: a fifth less after every epoch of 1,875 steps. */
  public static final LearningRate LEARNING_RATE = ExponentialDecay.of(0.001, 1_875, 0.8);

  private FashionMlp() {}

  /** The network: 28 x 28 grey pixels, 0 to 255, in; ten probabilities out. */
  public static Model model() {
    return Sequential.of(
        Input.of(28, 28, 1).withDtype(Dtype.UINT8),
        Rescaling.of(1 / 255.0),
        Flatten.of(),
        Dense.of(128).withActivation(RELU),
        Dense.of(10).withActivation(SOFTMAX));
  }

  /** Trains for ten epochs, then names the first test image. */
  public static void main(String[] args) {
    ArrayDataset test = FashionMnist.test();
    try (Trainer trainer =
        Trainer.compile(
            model(), Adam.of(LEARNING_RATE), SparseCategoricalCrossentropy.of(), Accuracy.of())) {
      trainer.fit(FashionMnist.train(), Fit.epochs(10).withCallbacks(Progress.toStandardOutput()));
      System.out.println("test: " + trainer.evaluate(test));

      FloatNdArray probabilities = trainer.predict(test.take(1).features());
      System.out.println("first image: " + FashionMnist.classNames().get(argMax(probabilities)));
    }
  }

  private static int argMax(FloatNdArray row) {
    int best = 0;
    for (int i = 1; i < row.shape().get(1); i++) {
      if (row.getFloat(0, i) > row.getFloat(0, best)) {
        best = i;
      }
    }
    return best;
  }
}
