package dev.jera.examples;

import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.Mnist;
import dev.jera.model.Weights;
import dev.jera.training.Trainer;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.SGD;

/** A training loop of one's own: gradients in the caller's hand, the rule still the optimizer's. */
public final class CustomLoop {
  private static final int BATCH_SIZE = 100;

  private CustomLoop() {}

  /** Trains one pass and prints what the test images say. */
  public static void main(String[] args) {
    ArrayDataset digits = Mnist.train();
    try (Trainer trainer =
        Trainer.compile(
            LeNet.model(),
            SGD.of(0.05).withMomentum(0.9),
            SparseCategoricalCrossentropy.ofLogits(),
            Accuracy.of())) {
      // README begins
      for (long from = 0; from < digits.size(); from += BATCH_SIZE) {
        ArrayDataset batch = digits.skip(from).take(BATCH_SIZE);
        Weights gradients = trainer.gradients(batch); // by name: read them, change them
        trainer.apply(gradients);
      }
      // README ends
      System.out.println(trainer.evaluate(Mnist.test()));
    }
  }
}
