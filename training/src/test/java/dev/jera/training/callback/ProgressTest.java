package dev.jera.training.callback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.datasets.Dataset;
import dev.jera.datasets.Pass;
import dev.jera.training.Checkpoints;
import dev.jera.training.Fit.Order;
import dev.jera.training.Trainer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);

  @TempDir private Path directory;

  private List<String> lines() {
    return bytes.toString(UTF_8).lines().toList();
  }

  /** As of a file that only reading measures. */
  private record Unmeasured(Dataset data) implements Dataset {
    @Override
    public Pass pass(long number) {
      return data.pass(number);
    }

    @Override
    public OptionalLong count() {
      return OptionalLong.empty();
    }
  }

  @Test
  void awayFromATerminalAnEpochIsOneLine() {
    Runs.fit(0.2, Runs.epochs(2, Progress.plain(out)).withValidation(Runs.ONES));
    assertThat(lines()).hasSize(2);
    assertThat(lines().get(0))
        .as("w is 0.64 after the epoch; the loss before its steps is 1 and 0.36")
        .matches("Epoch 1/2 - 2/2 - \\d+s \\d+(us|ms|s)/step - loss: 0.6800 - val_loss: 0.1296");
  }

  @Test
  void epochsThatNobodyCountedAreNotToldOf() {
    int endless = Integer.MAX_VALUE;
    Runs.fit(0.2, Runs.epochs(endless, Progress.plain(out), Runs.stopAfterStep(3)));
    assertThat(lines()).singleElement().asString().startsWith("Epoch 1 - 2/2 - ");
    Runs.fit(0.2, Runs.epochs(endless, Progress.live(out), Runs.stopAfterStep(3)));
    assertThat(lines()).contains("Epoch 1").contains("Epoch 2");
  }

  @Test
  void onATerminalTheFinishedLineIsKeras() {
    Runs.fit(0.2, Runs.epochs(2, Progress.live(out)));
    assertThat(bytes.toString(UTF_8)).startsWith("Epoch 1/2").contains("Epoch 2/2");
    assertThat(lines().get(lines().size() - 1))
        .contains("2/2 [==============================] - ")
        .containsPattern("/step - loss: 0.0881$");
  }

  @Test
  void anUnknownNumberOfBatchesIsCounted() {
    try (Trainer trainer = Runs.line(0.2)) {
      trainer.fit(
          new Unmeasured(Runs.ONES), Runs.epochs(1, Progress.live(out)).withOrder(Order.GIVEN));
      trainer.fit(
          new Unmeasured(Runs.ONES), Runs.epochs(1, Progress.plain(out)).withOrder(Order.GIVEN));
    }
    assertThat(bytes.toString(UTF_8))
        .contains("2/2 [==============================] - ")
        .contains("Epoch 1/1 - 2/2 - ");
  }

  @Test
  void theBarOfAnUnknownNumberSaysSo() {
    assertThat(rendered(-1, 0, 12)).matches(" {5}12/Unknown - \\d+s \\d+(us|ms)/step - loss: 1");
  }

  @Test
  void theBarOfAResumedEpochGoesOnWhereItWas() {
    assertThat(rendered(30, 10, 20)).matches("20/30 \\[={19}>\\.{10}\\] - ETA: 0s - loss: 1");
  }

  private static String rendered(long max, long start, long current) {
    List<String> rendered = new ArrayList<>();
    ProgressBarConsumer consumer =
        new ProgressBarConsumer() {
          @Override
          public int getMaxRenderedLength() {
            return 100;
          }

          @Override
          public void accept(String line) {
            rendered.add(line);
          }

          @Override
          public void close() {}
        };
    try (ProgressBar bar =
        new ProgressBarBuilder()
            .setInitialMax(max)
            .startsFrom(start, Duration.ZERO)
            .setRenderer(new KerasLine())
            .setConsumer(consumer)
            .build()) {
      bar.setExtraMessage("loss: 1");
      bar.stepTo(current);
      bar.refresh();
    }
    return rendered.get(rendered.size() - 1);
  }

  @Test
  void aResumedEpochIsTimedByWhatItDid() {
    Checkpoints checkpoints = Checkpoints.in(directory);
    Runs.fit(
        0.2,
        Runs.epochs(1, Progress.plain(out), Runs.stopAfterStep(1)).withCheckpoints(checkpoints));
    assertThat(bytes.size()).as("an epoch that did not end has no line").isZero();
    Runs.fit(0.2, Runs.epochs(1, Progress.plain(out)).withCheckpoints(checkpoints));
    assertThat(lines()).singleElement().asString().startsWith("Epoch 1/1 - 2/2 - ");
  }

  @Test
  void aRunThatEndsEarlyStopsTheBar() {
    Progress progress = Progress.live(out);
    Runs.fit(0.2, Runs.epochs(3, progress, Runs.stopAfterStep(1)));
    int written = bytes.size();
    Runs.fit(0.2, Runs.epochs(1, LambdaCallback.onBatchEnd(progress::onBatchEnd)));
    assertThat(bytes.size()).as("nothing is drawn after the end").isEqualTo(written);
  }

  @Test
  void timesAreWrittenAsKerasWritesThem() {
    assertThat(KerasLine.finished(938, 938, Duration.ofMillis(19_700), "loss: 1", false))
        .isEqualTo("938/938 - 20s 21ms/step - loss: 1");
    assertThat(KerasLine.finished(938, 469, Duration.ofMillis(19_700), "loss: 1", false))
        .as("half of the batches were done before")
        .isEqualTo("938/938 - 20s 42ms/step - loss: 1");
    assertThat(KerasLine.finished(10, 10, Duration.ofSeconds(124), "loss: 1", false))
        .isEqualTo("10/10 - 124s 12s/step - loss: 1");
    assertThat(KerasLine.finished(800, 800, Duration.ofMillis(400), "loss: 1", false))
        .isEqualTo("800/800 - 0s 500us/step - loss: 1");
  }
}
