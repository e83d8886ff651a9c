package dev.jera.examples;

import dev.jera.datasets.ArrayDataset;
import dev.jera.model.Model;
import dev.jera.training.Fit;
import dev.jera.training.Trainer;
import dev.jera.training.callback.Progress;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.Adam;

/** What the examples that classify do with their networks. */
final class Classifiers {
  private Classifiers() {}

  /** Prints the network, trains it for an epoch by Adam and prints what the test data says. */
  static void trainAnEpoch(Model model, ArrayDataset train, ArrayDataset test) {
    System.out.println(model.summary());
    try (Trainer trainer =
        Trainer.compile(model, Adam.of(), SparseCategoricalCrossentropy.of(), Accuracy.of())) {
      trainer.fit(
          train, Fit.epochs(1).withBatchSize(64).withCallbacks(Progress.toStandardOutput()));
      System.out.println("test: " + trainer.evaluate(test));
    }
  }
}
