package dev.jera.bench.peers;

import dev.jera.bench.engine.Cnn;
import dev.jera.bench.engine.Engine;
import dev.jera.bench.engine.EngineServer;
import dev.jera.bench.engine.Examples;
import dev.jera.bench.engine.Inference;
import dev.jera.bench.engine.Training;
import dev.jera.runtime.NativeSettings;
import dev.jera.serving.Accelerator;
import dev.jera.serving.Predictor;
import dev.jera.serving.PredictorOptions;
import java.nio.file.Path;

/** Jera's Predictor with the accelerator on ONNX Runtime. */
public final class AcceleratedEngine implements Engine {
  private static final String NAME = "onnx";

  /** Serves; see {@link EngineServer}. */
  public static void main(String[] args) {
    NativeSettings.ensureLoaded();
    EngineServer.run(new AcceleratedEngine(), args);
  }

  @Override
  public String backend() {
    return "CPU provider";
  }

  @Override
  public Inference inference(Cnn net, Path directory) {
    Predictor predictor =
        Predictor.load(
            Engine.bundle(directory, net),
            PredictorOptions.defaults().withAccelerator(Accelerator.named(NAME)));
    if (!predictor.engine().name().equals(NAME)) {
      throw new IllegalStateException(
          "engine: %s (expected: %s)".formatted(predictor.engine(), NAME));
    }
    return JeraEngine.answers(predictor);
  }

  @Override
  public Training training(Cnn net, Examples examples) {
    throw new UnsupportedOperationException("Jera trains on TensorFlow");
  }
}
