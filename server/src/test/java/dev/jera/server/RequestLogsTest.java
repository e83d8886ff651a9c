package dev.jera.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.runtime.savedmodel.PredictionLog;
import dev.jera.runtime.savedmodel.PredictionLogFile;
import dev.jera.server.config.ModelSettings;
import dev.jera.server.config.RequestLogging;
import dev.jera.serving.repository.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

class RequestLogsTest {
  private static List<PredictionLog> logged(Path directory, double rate, int requests)
      throws IOException {
    ModelSettings model =
        new ModelSettings(
            ModelConfig.of("mnist", Bundles.MNIST),
            Optional.of(new RequestLogging(directory.resolve("logs/mnist").toString(), rate)));
    try (ModelServer server =
        ModelServer.builder()
            .restPort(0)
            .grpcPort(0)
            .options(options -> options.withModels(List.of(model)))
            .start()) {
      HttpCaller caller = HttpCaller.of(server);
      for (int i = 0; i < requests; i++) {
        caller.post("/v1/models/mnist:predict", Bundles.images(2));
        caller.post("/v1/models/mnist:predict", "{}");
      }
    }
    if (!Files.exists(directory.resolve("logs"))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory.resolve("logs"))) {
      return files.flatMap(file -> PredictionLogFile.read(file, 1000).stream()).toList();
    }
  }

  @Test
  void everyAnsweredRequestIsWrittenWithItsAnswer(@TempDir Path directory) throws IOException {
    List<PredictionLog> logs = logged(directory, 1, 3);
    assertThat(logs).hasSize(3);
    assertThat(logs.get(0).signature()).isEqualTo("serving_default");
    assertThat(logs.get(0).inputs().get("input_1").shape()).isEqualTo(Shape.of(2, 28, 28, 1));
    assertThat(logs.get(0).outputs().get("dense_1").shape()).isEqualTo(Shape.of(2, 10));
  }

  @Test
  void aSampleIsAboutAsLargeAsItsRate(@TempDir Path directory) throws IOException {
    // 64 requests at 0.5: outside of 12 to 52 once in 10 million runs.
    assertThat(logged(directory, 0.5, 64)).hasSizeBetween(12, 52);
  }

  @Test
  void nothingIsWrittenAtTheRateZero(@TempDir Path directory) throws IOException {
    assertThat(logged(directory, 0, 2)).isEmpty();
  }
}
