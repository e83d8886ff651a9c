package dev.jera.onnx;

import static com.google.common.base.Preconditions.checkState;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.serving.Predictor;
import dev.jera.serving.PredictorOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class FlatMemoryTest {
  private static final int CALLS = 10_000;
  private static final int WINDOWS = 3;

  /** In a process whose heap is all there from the start: what grows then is not Java's. */
  @Test
  void predictionsKeepNothing() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xms128m",
            "-Xmx128m",
            "-XX:+AlwaysPreTouch",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Worker.class.getName(),
            SavedModels.mnist().toString());
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isZero();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      // The answer for an image has 40 bytes.
      assertThat(Long.parseLong(said)).isLessThan(CALLS * 40L);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Prints by how many bytes the process grew, where it grew least. */
  static final class Worker {
    private Worker() {}

    public static void main(String[] args) {
      var options = PredictorOptions.defaults().withAccelerator(new OnnxAccelerator());
      try (Predictor predictor = Predictor.load(Path.of(args[0]), options)) {
        checkState(predictor.engine().name().equals("onnx"), "%s", predictor.engine());
        predict(predictor);
        long least = Long.MAX_VALUE;
        for (int window = 0; window < WINDOWS; window++) {
          long before = Pointer.physicalBytes();
          predict(predictor);
          least = Math.min(least, Pointer.physicalBytes() - before);
        }
        System.out.print(least);
      }
    }

    /** Batches of other sizes than the one before, for which tensors are made anew. */
    private static void predict(Predictor predictor) {
      byte[][] images = {new byte[784], new byte[2 * 784], new byte[3 * 784]};
      for (int i = 0; i < CALLS; i++) {
        predictor.predict(images[i % images.length]);
      }
    }
  }
}
