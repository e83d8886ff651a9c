package dev.jera.bench;

import dev.jera.datasets.ArrayDataset;
import dev.jera.model.Model;
import dev.jera.model.Weights;
import dev.jera.training.Fit;
import dev.jera.training.Fit.Order;
import dev.jera.training.Trainer;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.Adam;

/** A network as Jera's users train it: by Adam, with accuracy beside the loss. */
final class JeraNet implements Contender {
  private final ArrayDataset data;
  private final Fit fit;
  private final Trainer trainer;

  JeraNet(Model model, ArrayDataset data, int batchSize) {
    this.trainer =
        Trainer.compile(model, Adam.of(), SparseCategoricalCrossentropy.of(), Accuracy.of());
    this.data = data;
    this.fit = Fit.epochs(1).withBatchSize(batchSize);
  }

  /** The present values of the weights. */
  Weights weights() {
    return trainer.weights();
  }

  @Override
  public double trainInOrder() {
    return train(Order.GIVEN);
  }

  @Override
  public double trainShuffled() {
    return train(Order.SHUFFLED);
  }

  private double train(Order order) {
    return trainer.fit(data, fit.withOrder(order)).last("loss");
  }

  @Override
  public void close() {
    trainer.close();
  }
}
