package dev.jera.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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
import java.util.stream.Stream;
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

  @TempDir private Path directory;

  /** Which file of a checkpoint is the one that finds no room. */
  private enum Large {
    /** 1.6 MB of weights, and twice as much of Adam's. */
    VARIABLES,
    /** 4 MB of a callback's. */
    CALLBACKS
  }

  @ParameterizedTest
  @EnumSource
  void trainingGoesOnByChoice(Large large) throws Exception {
    Path last = trainTheFirstEpoch(large);
    List<String> straight = train(directory.resolve("straight"), large, OnFailure.STOP, 3);
    assertThat(trainWithoutRoom(large, OnFailure.CONTINUE)).isEqualTo(straight);
    checkOnlyThisIsThere(last);
    assertThat(train(last.getParent(), large, OnFailure.STOP, 3)).isEqualTo(straight);
  }

  @ParameterizedTest
  @EnumSource
  void trainingStopsByChoiceAndGoesOnWhereThereIsRoom(Large large) throws Exception {
    Path last = trainTheFirstEpoch(large);
    assertThat(trainWithoutRoom(large, OnFailure.STOP))
        .singleElement()
        .asString()
        .startsWith("Checkpoint " + last.resolveSibling("checkpoint-8") + ": cannot be written: ");
    checkOnlyThisIsThere(last);
    assertThat(train(last.getParent(), large, OnFailure.STOP, 3))
        .isEqualTo(train(directory.resolve("straight"), large, OnFailure.STOP, 3));
  }

  /** The last checkpoint that is written before the disk is full. */
  private Path trainTheFirstEpoch(Large large) {
    train(directory.resolve("run"), large, OnFailure.STOP, 1);
    return directory.resolve("run/checkpoint-4");
  }

  private static void checkOnlyThisIsThere(Path checkpoint) throws IOException {
    try (Stream<Path> files = Files.list(checkpoint.getParent())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(".lock", checkpoint.getFileName().toString());
    }
    new CheckpointDirectory(checkpoint).check();
  }

  private List<String> trainWithoutRoom(Large large, OnFailure onFailure) throws Exception {
    assumeTrue(isLimited(), "A process' files cannot be limited here: sh, head or ulimit fail");
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                LIMITED,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                DiskFullTest.class.getName(),
                directory.resolve("run").toString(),
                large.name(),
                onFailure.name())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> told = process.inputReader(UTF_8).lines().toList();
    assertThat(process.waitFor()).as("said %s", told).isZero();
    return told;
  }

  private boolean isLimited() throws InterruptedException {
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

  /**
   * Trains three epochs, and tells what came of it.
   *
   * @param args the directory of the checkpoints, the {@link Large} and the {@link OnFailure}
   */
  public static void main(String[] args) {
    List<String> told =
        train(Path.of(args[0]), Large.valueOf(args[1]), OnFailure.valueOf(args[2]), 3);
    told.forEach(System.out::println);
  }

  /** The weights at the end, or why there are none. */
  private static List<String> train(Path directory, Large large, OnFailure onFailure, int epochs) {
    ArrayDataset data = Mnist.train().take(64);
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
          data,
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
