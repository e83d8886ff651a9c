package dev.jera.training.callback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);

  private record FixedEpoch(int number, int count, int batches) implements Epoch {
    @Override
    public Map<String, Double> running() {
      return Map.of("loss", 0.5);
    }

    @Override
    public void save(Path prefix) {}
  }

  @Test
  void awayFromATerminalAnEpochIsOneLine() {
    run(Progress.plain(out));
    assertThat(bytes.toString(UTF_8))
        .matches(
            "Epoch 2/5 - 3/3 - \\d+s \\d+(us|ms)/step - loss: 0.1769 - accuracy: 0.9466 - val_loss: 1.2000e-04\\R");
  }

  @Test
  void onATerminalTheFinishedLineIsKeras() {
    run(Progress.live(out));
    assertThat(bytes.toString(UTF_8)).startsWith("Epoch 2/5");
    assertThat(
            bytes
                .toString(UTF_8)
                .lines()
                .toList()
                .get(bytes.toString(UTF_8).lines().toList().size() - 1))
        .contains("3/3 [==============================] - ")
        .endsWith("s/step - loss: 0.1769 - accuracy: 0.9466 - val_loss: 1.2000e-04");
  }

  @Test
  void aRunThatEndsEarlyStopsTheBar() {
    Progress progress = Progress.live(out);
    progress.onEpochBegin(new FixedEpoch(1, 1, 9));
    progress.onBatchEnd(new FixedEpoch(1, 1, 9), 1);
    progress.onTrainEnd();
    int written = bytes.size();
    progress.onBatchEnd(new FixedEpoch(1, 1, 9), 2);
    progress.onTrainEnd();
    assertThat(bytes.size()).as("nothing is drawn after the end").isEqualTo(written);
  }

  @Test
  void timesAreWrittenAsKerasWritesThem() {
    assertThat(KerasLine.finished(938, Duration.ofMillis(19_700), "loss: 1", false))
        .isEqualTo("938/938 - 20s 21ms/step - loss: 1");
    assertThat(KerasLine.finished(10, Duration.ofSeconds(124), "loss: 1", false))
        .isEqualTo("10/10 - 124s 12s/step - loss: 1");
    assertThat(KerasLine.finished(800, Duration.ofMillis(400), "loss: 1", false))
        .isEqualTo("800/800 - 0s 500us/step - loss: 1");
  }

  private static void run(Progress progress) {
    Epoch epoch = new FixedEpoch(2, 5, 3);
    progress.onEpochBegin(epoch);
    for (int batch = 1; batch <= 3; batch++) {
      progress.onBatchEnd(epoch, batch);
    }
    progress.onEpochEnd(
        epoch, ImmutableMap.of("loss", 0.17694, "accuracy", 0.9466, "val_loss", 1.2e-4));
    progress.onTrainEnd();
  }
}
