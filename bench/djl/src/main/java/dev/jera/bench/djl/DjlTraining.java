package dev.jera.bench.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.jera.bench.engine.Cnn;
import dev.jera.bench.engine.Examples;
import dev.jera.bench.engine.Training;
import java.util.Arrays;

/** DJL's own training loop, on batches cut from Java arrays. */
final class DjlTraining implements Training {
  private final float[] pixels;
  private final float[] labels;
  private final Model model = Model.newInstance("cnn", "PyTorch");
  private final Loss loss = Loss.softmaxCrossEntropyLoss();
  private final Trainer trainer;

  DjlTraining(Cnn net, Examples examples) {
    this.pixels = examples.scaledPixels();
    this.labels = examples.labelValues();
    model.setBlock(DjlEngine.block(net));
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(loss)
                .optOptimizer(
                    Optimizer.adam().optLearningRateTracker(Tracker.fixed(0.001f)).build())
                .optDevices(new Device[] {Device.cpu()}));
    trainer.initialize(DjlEngine.images(1));
    DjlEngine.assign(net, model.getBlock(), trainer.getManager());
  }

  @Override
  public double train(int batchSize, int steps) {
    double sum = 0;
    for (int step = 0; step < steps; step++) {
      sum += step(step * batchSize, (step + 1) * batchSize);
    }
    return sum / steps;
  }

  private float step(int from, int to) {
    try (NDManager manager = trainer.getManager().newSubManager()) {
      float[] images = Arrays.copyOfRange(pixels, from * Examples.PIXELS, to * Examples.PIXELS);
      NDArray x = manager.create(images, DjlEngine.images(to - from));
      NDArray y = manager.create(Arrays.copyOfRange(labels, from, to), new Shape(to - from));
      float value;
      try (GradientCollector collector = trainer.newGradientCollector()) {
        NDList logits = trainer.forward(new NDList(x));
        NDArray mean = loss.evaluate(new NDList(y), logits);
        logits.attach(manager);
        mean.attach(manager);
        collector.backward(mean);
        value = mean.getFloat();
      }
      trainer.step();
      return value;
    }
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
  }
}
