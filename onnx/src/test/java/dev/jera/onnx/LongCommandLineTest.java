package dev.jera.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.serving.Predictor;
import dev.jera.serving.PredictorOptions;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LongCommandLineTest {
  /** ONNX Runtime 1.29 by itself ends the process at 10,000 characters. */
  @Test
  void aLongCommandLineDoesNotEndTheProcess() throws Exception {
    String classPath =
        System.getProperty("java.class.path") + File.pathSeparator + "x".repeat(50_000);
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command =
        List.of(
            java.toString(),
            "-cp",
            classPath,
            Worker.class.getName(),
            SavedModels.mnist().toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(said).isEqualTo("onnx");
  }

  /** Prints what answers a bundle. */
  static final class Worker {
    private Worker() {}

    public static void main(String[] args) {
      var options = PredictorOptions.defaults().withAccelerator(new OnnxAccelerator());
      try (Predictor predictor = Predictor.load(Path.of(args[0]), options)) {
        System.out.print(predictor.engine().name());
      }
    }
  }
}
