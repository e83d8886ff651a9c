package dev.jera.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.cli.Jera.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no SIGTERM")
class TrainStopTest {
  @TempDir static Path data;
  @TempDir Path directory;

  @BeforeAll
  static void writeData() throws IOException {
    Samples.writeIdx(data, 200, 20);
  }

  @Test
  void sigtermSavesTheRunAndTellsHowToGoOn() throws Exception {
    Path run = directory.resolve("run");
    Stopped stopped = stopAfterAnEpoch("--checkpoint-dir", run.toString());

    assertThat(stopped.exitCode()).isZero();
    assertThat(stopped.last())
        .matches("Stopped by SIGTERM at step [\\d,]+; go on with: jera train lenet .*")
        .endsWith("--resume " + run)
        .doesNotContain("--checkpoint-dir");
    assertThat(directory.resolve("bundle")).doesNotExist();

    String words = stopped.last().substring(stopped.last().indexOf("jera train ") + 5);
    Matcher matcher = Pattern.compile("at step ([\\d,]+);").matcher(stopped.last());
    assertThat(matcher.find()).isTrue();
    long steps = Long.parseLong(matcher.group(1).replace(",", ""));
    // 200 images are 7 steps of 32 each epoch.
    long epochs = steps / 7 + 1;
    Answer resumed =
        Jera.call((Object[]) words.replace("--epochs 100000", "--epochs " + epochs).split(" "));

    assertThat(resumed.err()).isEmpty();
    assertThat(resumed.out()).contains("Epoch %d/%d".formatted(epochs, epochs), "Bundle ");
    assertThat(directory.resolve("bundle/1/saved_model.pb")).exists();
  }

  @Test
  void sigtermWithoutCheckpointsTellsThatNothingWasSaved() throws Exception {
    Stopped stopped = stopAfterAnEpoch();

    assertThat(stopped.exitCode()).isEqualTo(143);
    assertThat(stopped.last())
        .matches("Stopped by SIGTERM at step [\\d,]+; nothing was saved, .*--checkpoint-dir");
    assertThat(directory.resolve("bundle")).doesNotExist();
  }

  private record Stopped(int exitCode, String last) {}

  private Stopped stopAfterAnEpoch(String... options) throws Exception {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    words.addAll(List.of("train", "lenet", "--epochs", "100000", "--data-dir", data.toString()));
    words.addAll(List.of("--export", directory.resolve("bundle").toString()));
    words.addAll(List.of(options));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    try (BufferedReader out = process.inputReader()) {
      List<String> lines = new ArrayList<>();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
        if (line.startsWith("Epoch 1/")) {
          process.toHandle().destroy(); // Process.destroy closes what is read here.
        }
      }
      assertThat(lines).isNotEmpty();
      String last =
          lines.stream()
              .filter(line -> line.startsWith("Stopped"))
              .collect(Collectors.joining("\n"));
      return new Stopped(process.waitFor(), last);
    } finally {
      process.destroyForcibly();
    }
  }
}
