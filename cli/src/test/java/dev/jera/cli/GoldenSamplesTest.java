package dev.jera.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.jera.cli.Jera.Answer;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.PredictionLog;
import dev.jera.runtime.savedmodel.PredictionLogFile;
import dev.jera.runtime.savedmodel.SavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.tensorflow.ndarray.Shape;

class GoldenSamplesTest {
  private static final String REQUEST = "{\"inputs\": {\"x\": [0.5]}}";

  @TempDir private Path directory;
  private Path bundle;

  /** A bundle that gives back 1 where its sample says 2. */
  @BeforeEach
  void writeBundle() {
    bundle = directory.resolve("echo");
    EchoBundle.write(bundle);
    PredictionLogFile.write(
        bundle.resolve(SavedModel.GOLDEN_SAMPLES),
        List.of(
            new PredictionLog(
                "float32",
                Map.of("x", TensorData.of(Shape.of(1), 1f)),
                Map.of("y", TensorData.of(Shape.of(1), 2f)))));
  }

  @Test
  void aBundleThatAnswersOtherwiseIsRefusedUnlessToldNotTo() {
    Answer refused = run();
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .startsWith(
            "error: SavedModel %s: golden sample 1 of 1: output 'y' is 1.0".formatted(bundle))
        .contains("(expected: 2.0 +- 0.00210)");
    assertThat(run("--golden", "refuse").exitCode()).isEqualTo(1);
    assertThat(run("--golden", "ignore").out()).contains("0.5");
  }

  @Test
  void aWarningIsLogged() {
    Logger logger = (Logger) LoggerFactory.getLogger("dev.jera.serving");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      assertThat(run("--golden", "warn").out()).contains("0.5");
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list)
        .singleElement()
        .satisfies(
            event -> assertThat(event.getFormattedMessage()).contains("golden sample 1 of 1"));
  }

  @Test
  void anotherWordIsWrongUsage() {
    Answer answer = run("--golden", "maybe");
    assertThat(answer.exitCode()).isEqualTo(2);
    assertThat(answer.err()).contains("'maybe' (expected: refuse, warn, ignore)");
  }

  @Test
  void inspectCountsThemAndNamesADamagedFile() throws IOException {
    assertThat(Jera.call("inspect", bundle).out()).contains("Golden      1 sample");
    Files.write(bundle.resolve(SavedModel.GOLDEN_SAMPLES), new byte[5]);
    assertThat(Jera.call("inspect", bundle).out())
        .contains("Golden      damaged: ", "golden_samples: record 0 at byte 0");
    assertThat(Jera.call("inspect", "--json", bundle).json().has("golden_samples")).isFalse();
  }

  /** lenet gives logits, and its bundle probabilities. */
  @Test
  void whatIsTrainedHasThem() throws IOException {
    Path data = directory.resolve("data");
    Samples.writeIdx(Files.createDirectory(data), 64, 32);
    Path trained = directory.resolve("lenet");
    Answer answer =
        Jera.call("train", "lenet", "--epochs", 1, "--data-dir", data, "--export", trained);
    assertThat(answer.exitCode()).isZero();
    assertThat(Jera.call("inspect", trained).out()).contains("Golden      4 samples");
    assertThat(Jera.call("evaluate", trained, "--dataset", "mnist", "--data-dir", data).exitCode())
        .isZero();
  }

  private Answer run(Object... options) {
    Object[] call = {"run", bundle, "--signature", "float32", "--input", "-"};
    Object[] words = Arrays.copyOf(call, call.length + options.length);
    System.arraycopy(options, 0, words, call.length, options.length);
    return Jera.callWithInput(REQUEST, words);
  }
}
