package dev.jera.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed while they train and checkpoint every third step. */
class KillResumeTest {
  @TempDir private static Path directory;

  /** What a process says at its end that nobody stops. */
  private static List<String> straight;

  @BeforeAll
  static void trainStraight() throws Exception {
    straight = end(start("straight"));
    assertThat(straight).hasSize(2);
  }

  @Test
  void aKilledRunGoesOnToTheSameWeights() throws Exception {
    checkKilledRuns(1);
  }

  @Test
  @Tag("acceptance")
  void twentyKilledRunsGoOnToTheSameWeights() throws Exception {
    checkKilledRuns(20);
  }

  private void checkKilledRuns(int runs) throws Exception {
    Random random = new Random(7);
    for (int i = 0; i < runs; i++) {
      String name = "killed-" + i;
      int step = 1 + random.nextInt(KillableRun.STEPS - 1);
      Process process = start(name);
      awaitStep(process, step);
      // Anywhere in a step or the writing of a checkpoint, which takes some milliseconds.
      LockSupport.parkNanos(random.nextInt(20_000_000));
      process.destroyForcibly().waitFor();
      assertThat(process.exitValue()).as("killed after step %s", step).isEqualTo(137);
      assertThat(end(start(name))).as("killed after step %s", step).isEqualTo(straight);
    }
  }

  @Test
  void sigtermFinishesTheStepSavesAndExitsWithZero() throws Exception {
    Process process = start("terminated");
    awaitStep(process, 10);
    process.toHandle().destroy(); // Process.destroy would close what it says, too.
    List<String> told = end(process);
    assertThat(process.exitValue()).isZero();
    assertThat(told).singleElement().asString().startsWith("stopped at ");
    String step = told.get(0).substring("stopped at ".length());
    assertThat(directory.resolve("terminated/checkpoint-" + step)).isDirectory();
    assertThat(end(start("terminated"))).isEqualTo(straight);
  }

  private static Process start(String name) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1", // starts sooner, and computes nothing that is compared
            "-cp",
            System.getProperty("java.class.path"),
            KillableRun.class.getName(),
            directory.resolve(name).toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static void awaitStep(Process process, int step) throws IOException {
    BufferedReader out = process.inputReader(UTF_8);
    String line;
    do {
      line = out.readLine();
      assertThat(line).as("a process that still trains").isNotNull();
    } while (!line.equals("step " + step));
  }

  /** What it says at its end, without the steps. */
  private static List<String> end(Process process) throws Exception {
    List<String> told = new ArrayList<>();
    process.inputReader(UTF_8).lines().filter(line -> !line.startsWith("step ")).forEach(told::add);
    process.waitFor();
    return told;
  }
}
