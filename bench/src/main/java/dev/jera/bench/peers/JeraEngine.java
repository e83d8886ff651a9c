package dev.jera.bench.peers;

import dev.jera.bench.engine.Cnn;
import dev.jera.bench.engine.Engine;
import dev.jera.bench.engine.EngineServer;
import dev.jera.bench.engine.Examples;
import dev.jera.bench.engine.Inference;
import dev.jera.bench.engine.Training;
import dev.jera.datasets.ArrayDataset;
import dev.jera.runtime.NativeSettings;
import dev.jera.serving.Predictor;
import dev.jera.training.Fit;
import dev.jera.training.Fit.Order;
import dev.jera.training.Trainer;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.optimizer.Adam;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/** Jera: Trainer.fit, and the Predictor of an exported bundle. */
public final class JeraEngine implements Engine {

  /** Serves; see {@link EngineServer}. */
  public static void main(String[] args) {
    NativeSettings.ensureLoaded();
    EngineServer.run(new JeraEngine(), args);
  }

  @Override
  public String backend() {
    return "TensorFlow " + TensorFlow.version();
  }

  @Override
  public Inference inference(Cnn net, Path directory) {
    return answers(Predictor.load(Engine.bundle(directory, net)));
  }

  /** By this predictor, which is closed with it. */
  static Inference answers(Predictor predictor) {
    return new Answers(predictor);
  }

  @Override
  public Training training(Cnn net, Examples examples) {
    Trainer trainer =
        Trainer.compile(JeraCnn.model(net), Adam.of(), SparseCategoricalCrossentropy.of());
    trainer.assign(JeraCnn.weights(net));
    Shape images = Shape.of(examples.size(), Examples.SIDE, Examples.SIDE, 1);
    return new Fits(
        trainer,
        ArrayDataset.of(
            NdArrays.wrap(images, DataBuffers.of(examples.pixels(), false, false)),
            NdArrays.wrap(
                Shape.of(examples.size()), DataBuffers.of(examples.labels(), false, false))));
  }

  private record Answers(Predictor predictor) implements Inference {

    @Override
    public Callable<float[]> call(Examples images) {
      return () -> predictor.predict(images.pixels());
    }

    @Override
    public void close() {
      predictor.close();
    }
  }

  private record Fits(Trainer trainer, ArrayDataset data) implements Training {

    @Override
    public double train(int batchSize, int steps) {
      Fit fit = Fit.epochs(1).withBatchSize(batchSize).withOrder(Order.GIVEN);
      return trainer.fit(data.take((long) batchSize * steps), fit).last("loss");
    }

    @Override
    public void close() {
      trainer.close();
    }
  }
}
