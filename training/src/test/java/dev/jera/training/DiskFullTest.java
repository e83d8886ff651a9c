package dev.jera.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.Mnist;
import dev.jera.model.Input;
import dev.jera.model.Sequential;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.runtime.CheckpointException;
import dev.jera.runtime.Dtype;
import dev.jera.training.Checkpoints.OnFailure;
import dev.jera.training.callback.Callback;
import dev.jera.training.callback.CallbackState;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.optimizer.Adam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;

/**
 * Processes that may write no file of more than 1 or 2 MB, as the shell's {@code ulimit -f} counts:
 * to what writes a larger one it is as if the disk was full. The JVM's own files are smaller.
 */
class DiskFullTest {
  private static final String LIMITED = "ulimit -f 2048 && exec \"$0\" \"$@\"";

  private static final ArrayDataset DATA = Mnist.test().take(64);

  @TempDir private static Path directory;

  /** What the process without room told of each run, by the run's name. */
  private static ListMultimap<String, String> told;

  /** Which file of a checkpoint is the one that finds no room. */
  private enum Large {
    /** 1.6 MB of weights, and twice as much of Adam's. */
    VARIABLES,
    /** 4 MB of a callback's. */
    CALLBACKS
  }

  /** All runs in one process, which takes longer to start than to train. */
  @BeforeAll
  static void trainWithoutRoom() throws Exception {
    assumeTrue(isLimited(), "A process' files cannot be limited here: sh, head or ulimit fail");
    for (Large large : Large.values()) {
      for (OnFailure onFailure : OnFailure.values()) {
        train(run(large, onFailure), large, OnFailure.STOP, 1);
      }
    }
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                LIMITED,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1", // starts sooner, and computes nothing that is compared
                "-cp",
                System.getProperty("java.class.path"),
                DiskFullTest.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    told = ArrayListMultimap.create();
    for (String line : process.inputReader(UTF_8).lines().toList()) {
      List<String> words = Splitter.on(": ").limit(2).splitToList(line);
      told.put(words.get(0), words.get(1));
    }
    assertThat(process.waitFor()).as("said %s", told).isZero();
  }

  private static boolean isLimited() throws InterruptedException {
    Path file = directory.resolve("large");
    try {
      new ProcessBuilder("sh", "-c", LIMITED, "head", "-c", "4000000", "/dev/zero")
          .redirectOutput(file.toFile())
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
      long size = Files.size(file);
      return size > 0 && size < 4_000_000;
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource
  void trainingGoesOnByChoice(Large large) throws IOException {
    List<String> straight = train(directory.resolve("straight-" + large), large, OnFailure.STOP, 3);
    assertThat(told.get(name(large, OnFailure.CONTINUE))).isEqualTo(straight);
    Path run = run(large, OnFailure.CONTINUE);
    checkOnlyTheFirstEpochIsThere(run);
    assertThat(train(run, large, OnFailure.STOP, 3)).isEqualTo(straight);
  }

  @ParameterizedTest
  @EnumSource
  void trainingStopsByChoiceAndGoesOnWhereThereIsRoom(Large large) throws IOException {
    Path run = run(large, OnFailure.STOP);
    assertThat(told.get(name(large, OnFailure.STOP)))
        .singleElement()
        .asString()
        .startsWith("Checkpoint " + run.resolve("checkpoint-8") + ": cannot be written: ");
    checkOnlyTheFirstEpochIsThere(run);
    assertThat(train(run, large, OnFailure.STOP, 3))
        .isEqualTo(told.get(name(large, OnFailure.CONTINUE)));
  }

  /** The last checkpoint that is written before the disk is full. */
  private static void checkOnlyTheFirstEpochIsThere(Path run) throws IOException {
    assertThat(run.toFile().list()).containsExactlyInAnyOrder(".lock", "checkpoint-4");
    new CheckpointDirectory(run.resolve("checkpoint-4")).check();
  }

  private static Path run(Large large, OnFailure onFailure) {
    return directory.resolve(name(large, onFailure));
  }

  private static String name(Large large, OnFailure onFailure) {
    return large + "-" + onFailure;
  }

  /**
   * Trains each run to three epochs, and tells what came of it.
   *
   * @param args the directory of the runs' directories
   */
  public static void main(String[] args) {
    for (Large large : Large.values()) {
      for (OnFailure onFailure : OnFailure.values()) {
        String name = name(large, onFailure);
        train(Path.of(args[0], name), large, onFailure, 3)
            .forEach(line -> System.out.println(name + ": " + line));
      }
    }
  }

  /** The weights at the end, or why there are none. */
  private static List<String> train(Path directory, Large large, OnFailure onFailure, int epochs) {
    try (Trainer trainer =
        Trainer.compile(
            Sequential.of(
                Input.of(28, 28, 1).withDtype(Dtype.UINT8),
                Flatten.of(),
                Dense.of(large == Large.VARIABLES ? 512 : 1),
                Dense.of(10)),
            Adam.of(),
            SparseCategoricalCrossentropy.ofLogits())) {
      trainer.fit(
          DATA,
          Fit.epochs(epochs)
              .withBatchSize(16)
              .withCheckpoints(Checkpoints.in(directory).withOnFailure(onFailure))
              .withCallbacks(large == Large.CALLBACKS ? List.of(new Hoarder()) : List.of()));
      List<String> weights = new ArrayList<>();
      trainer
          .weights()
          .values()
          .forEach(
              (name, values) ->
                  weights.add(name + " " + values.streamOfObjects().toList().hashCode()));
      return weights;
    } catch (CheckpointException e) {
      return List.of(e.getMessage());
    }
  }

  /** Has a state that no file of a limited process holds, packed or not. */
  private static final class Hoarder implements Callback {
    @Override
    public CallbackState state() {
      Random random = new Random(7);
      float[] noise = new float[1_000_000];
      for (int i = 0; i < noise.length; i++) {
        noise[i] = random.nextFloat();
      }
      FloatNdArray array = NdArrays.vectorOf(noise);
      return new CallbackState(Map.of(), Map.of("noise", array));
    }
  }
}
