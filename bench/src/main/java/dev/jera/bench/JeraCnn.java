package dev.jera.bench;

import dev.jera.datasets.Dataset;
import dev.jera.examples.KerasCnn;
import dev.jera.model.Weights;
import dev.jera.training.Fit;
import dev.jera.training.Fit.Order;
import dev.jera.training.Trainer;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.Adam;

/** Tutorial 1 as it stands: {@link KerasCnn} and what its main compiles it with. */
final class JeraCnn implements Contender {
  private final Dataset data;
  private final Fit fit;
  private final Trainer trainer =
      Trainer.compile(
          KerasCnn.model(), Adam.of(), SparseCategoricalCrossentropy.of(), Accuracy.of());

  JeraCnn(Dataset data, int batchSize) {
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
