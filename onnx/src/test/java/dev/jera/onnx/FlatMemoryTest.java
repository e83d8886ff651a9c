package dev.jera.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.serving.Predictor;
import dev.jera.serving.PredictorOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

class FlatMemoryTest {
  private static final int WARM = 10_000;
  private static final int CALLS = 20_000;

  /** In a process whose heap is all there from the start: what grows then is not Java's. */
  @Test
  void twentyThousandPredictionsKeepNothing() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms128m",
                "-Xmx128m",
                "-XX:+AlwaysPreTouch",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Worker.class.getName(),
                SavedModels.mnist().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    // The answer for an image has 40 bytes.
    assertThat(Long.parseLong(said)).isLessThan(CALLS * 40L);
  }

  /** Prints by how many bytes the process grew. */
  static final class Worker {
    private Worker() {}

    public static void main(String[] args) {
      var options = PredictorOptions.defaults().withAccelerator(new OnnxAccelerator());
      try (Predictor predictor = Predictor.load(Path.of(args[0]), options)) {
        predict(predictor, WARM);
        long before = Pointer.physicalBytes();
        predict(predictor, CALLS);
        System.out.print(Pointer.physicalBytes() - before);
      }
    }

    /** Batches of other sizes than the one before, for which tensors are made anew. */
    private static void predict(Predictor predictor, int calls) {
      byte[][] images = {new byte[784], new byte[2 * 784], new byte[3 * 784]};
      for (int i = 0; i < calls; i++) {
        predictor.predict(images[i % images.length]);
      }
    }
  }
}
