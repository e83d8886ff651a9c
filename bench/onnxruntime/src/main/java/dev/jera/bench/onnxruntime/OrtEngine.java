package dev.jera.bench.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.jera.bench.engine.Cnn;
import dev.jera.bench.engine.Engine;
import dev.jera.bench.engine.EngineServer;
import dev.jera.bench.engine.Examples;
import dev.jera.bench.engine.Inference;
import dev.jera.bench.engine.Training;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * ONNX Runtime: a session with a thread for each core, fed from a direct buffer that is kept. Its
 * Java package does not train.
 */
public final class OrtEngine implements Engine {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

  /** Serves; see {@link EngineServer}. */
  public static void main(String[] args) {
    EngineServer.run(new OrtEngine(), args);
  }

  @Override
  public String backend() {
    return "CPU provider";
  }

  @Override
  public Inference inference(Cnn net, Path directory) throws IOException, OrtException {
    Path file = directory.resolve("cnn-width" + net.width() + ".onnx");
    if (!Files.exists(file)) {
      Files.write(file, OnnxFile.of(net));
    }
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(Runtime.getRuntime().availableProcessors());
    return new Answers(environment, environment.createSession(file.toString(), options));
  }

  @Override
  public Training training(Cnn net, Examples examples) {
    throw new UnsupportedOperationException("its Java package does not train");
  }

  private record Answers(OrtEnvironment environment, OrtSession session) implements Inference {

    @Override
    public Callable<float[]> call(Examples images) {
      float[] pixels = images.scaledPixels();
      long[] shape = {images.size(), 1, Examples.SIDE, Examples.SIDE};
      FloatBuffer buffer =
          ByteBuffer.allocateDirect(pixels.length * Float.BYTES)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      return () -> {
        buffer.clear().put(pixels).flip();
        try (OnnxTensor x = OnnxTensor.createTensor(environment, buffer, shape);
            OrtSession.Result result = session.run(Map.of("x", x))) {
          float[] probabilities = new float[images.size() * Cnn.CLASSES];
          ((OnnxTensor) result.get(0)).getFloatBuffer().get(probabilities);
          return probabilities;
        }
      };
    }

    @Override
    public void close() throws OrtException {
      session.close();
    }
  }
}
