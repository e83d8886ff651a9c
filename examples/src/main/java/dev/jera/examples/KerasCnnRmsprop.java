package dev.jera.examples;

import dev.jera.datasets.Mnist;
import dev.jera.training.Fit;
import dev.jera.training.Trainer;
import dev.jera.training.callback.Progress;
import dev.jera.training.loss.CategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.LearningRate;
import dev.jera.training.optimizer.RMSprop;
import dev.jera.training.optimizer.schedule.ExponentialDecay;

/** Tutorial 2: the network of {@link KerasCnn}, RMSprop, one-hot labels. */
public final class KerasCnnRmsprop {
  /** RMSprop's learning rate: a fifth less after every epoch of 938 steps. */
  public static final LearningRate LEARNING_RATE = ExponentialDecay.of(0.001, 938, 0.8);

  private KerasCnnRmsprop() {}

  /** Trains for five epochs and prints what the test images say. */
  public static void main(String[] args) {
    try (Trainer trainer =
        Trainer.compile(
            KerasCnn.model(),
            RMSprop.of(LEARNING_RATE),
            CategoricalCrossentropy.of(),
            Accuracy.of())) {
      trainer.fit(
          Mnist.train().oneHot(10),
          Fit.epochs(5).withBatchSize(64).withCallbacks(Progress.toStandardOutput()));
      System.out.println("test: " + trainer.evaluate(Mnist.test().oneHot(10)));
    }
  }
}
