package dev.jera.bench.peers;

import dev.jera.bench.Network;
import dev.jera.bench.RawNet;
import dev.jera.bench.engine.Cnn;
import dev.jera.bench.engine.Engine;
import dev.jera.bench.engine.EngineServer;
import dev.jera.bench.engine.Examples;
import dev.jera.bench.engine.Inference;
import dev.jera.bench.engine.Training;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * TensorFlow Java alone, at its defaults: a graph and a loop written by hand, and a bundle that is
 * run by its session.
 */
public final class RawEngine implements Engine {

  /** Serves; see {@link EngineServer}. */
  public static void main(String[] args) {
    EngineServer.run(new RawEngine(), args);
  }

  @Override
  public String backend() {
    return "TensorFlow " + TensorFlow.version();
  }

  @Override
  public Inference inference(Cnn net, Path directory) {
    SavedModelBundle bundle =
        SavedModelBundle.load(Engine.bundle(directory, net).toString(), "serve");
    SignatureDef signature = bundle.metaGraphDef().getSignatureDefOrThrow("serving_default");
    return new Answers(
        bundle,
        signature.getInputsMap().values().iterator().next().getName(),
        signature.getOutputsMap().values().iterator().next().getName());
  }

  @Override
  public Training training(Cnn net, Examples examples) {
    return new Steps(
        new RawNet(JeraCnn.weights(net), Network.KERAS_CNN.raw()),
        examples.pixels(),
        examples.labels());
  }

  private record Answers(SavedModelBundle bundle, String input, String output)
      implements Inference {

    @Override
    public Callable<float[]> call(Examples images) {
      Shape shape = Shape.of(images.size(), Examples.SIDE, Examples.SIDE, 1);
      return () -> {
        try (TUint8 x = TUint8.tensorOf(shape, DataBuffers.of(images.pixels(), true, false));
            Result result = bundle.session().runner().feed(input, x).fetch(output).run()) {
          float[] probabilities = new float[images.size() * Cnn.CLASSES];
          ((TFloat32) result.get(0)).copyTo(DataBuffers.of(probabilities, false, false));
          return probabilities;
        }
      };
    }

    @Override
    public void close() {
      bundle.close();
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Steps(RawNet net, byte[] pixels, byte[] labels) implements Training {

    @Override
    public double train(int batchSize, int steps) {
      double sum = 0;
      for (int step = 0; step < steps; step++) {
        int from = step * batchSize;
        int to = from + batchSize;
        sum +=
            net.step(
                Arrays.copyOfRange(pixels, from * Examples.PIXELS, to * Examples.PIXELS),
                Arrays.copyOfRange(labels, from, to));
      }
      return sum / steps;
    }

    @Override
    public void close() {
      net.close();
    }
  }
}
