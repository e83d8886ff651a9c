package dev.jera.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import com.google.common.collect.Sets;
import dev.jera.datasets.DatasetException;
import dev.jera.datasets.npy.Npz;
import dev.jera.runtime.CheckpointException;
import dev.jera.runtime.Sha256Sums;
import dev.jera.runtime.StagedDirectory;
import dev.jera.training.callback.CallbackState;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.tensorflow.ndarray.NdArray;

/** One checkpoint: a directory that is there whole or not at all. */
final class CheckpointDirectory {
  private static final String VARIABLES = "variables";
  private static final String STATE = "checkpoint.json";
  private static final String ARRAYS = "callbacks.npz";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path path;

  CheckpointDirectory(Path path) {
    this.path = path;
  }

  /** Whether this is a checkpoint, whole or not. */
  static boolean is(Path path) {
    return Files.isRegularFile(path.resolve(STATE));
  }

  /**
   * The checkpoint of this path, or the newest whole one of a directory of them. One that was being
   * replaced when its process was killed is found, too.
   *
   * @throws CheckpointException if there is none, or it is damaged
   */
  static CheckpointDirectory find(Path path) {
    Path present = Files.exists(path) ? path : orphan(path);
    Path checkpoint =
        is(present)
            ? present
            : CheckpointStore.newestWhole(path)
                .orElseThrow(
                    () ->
                        new CheckpointException(
                            "Checkpoint %s: none that is whole (expected: a checkpoint, or a directory of them)"
                                .formatted(path),
                            null));
    CheckpointDirectory found = new CheckpointDirectory(checkpoint);
    found.check();
    return found;
  }

  private static Path orphan(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      return StagedDirectory.orphans(absolute.resolveSibling("."))
          .getOrDefault(absolute.resolveSibling(".").resolve(absolute.getFileName()), path);
    } catch (IOException e) {
      return path;
    }
  }

  Path path() {
    return path;
  }

  /**
   * Writes it; what is there already is replaced.
   *
   * @param variables dtype and shape of every variable, by name
   * @param saver writes the variables to the files of a prefix
   * @throws CheckpointException if it cannot be written, or what is there is no checkpoint; what
   *     was there stays
   */
  void write(RunState state, Map<String, String> variables, Consumer<Path> saver) {
    try (StagedDirectory staged = StagedDirectory.beside(path)) {
      checkReplaceable();
      saveVariables(staged.path(), saver);
      Map<String, NdArray<?>> arrays = arrays(state.callbacks());
      if (!arrays.isEmpty()) {
        Npz.write(staged.path().resolve(ARRAYS), arrays);
      }
      String json = JSON.writeValueAsString(CheckpointFile.of(state, variables));
      Files.writeString(staged.path().resolve(STATE), json + "\n");
      try (Stream<Path> files = Files.list(staged.path())) {
        Sha256Sums.write(staged.path().resolve(Sha256Sums.FILE), staged.path(), files.toList());
      }
      force(staged.path());
      staged.commitOver();
      forceFile(path.toAbsolutePath().resolveSibling("."));
    } catch (IOException | DatasetException e) {
      throw unwritable(e);
    }
  }

  /** What fails names the files that are written aside, and are gone by then. */
  private void saveVariables(Path staged, Consumer<Path> saver) {
    try {
      saver.accept(staged.resolve(VARIABLES));
    } catch (CheckpointException e) {
      throw unwritable(e);
    }
  }

  private CheckpointException unwritable(Exception e) {
    if (isInterruption(e)) {
      return new CheckpointException(
          "Checkpoint %s: the thread was interrupted while it was written (expected: no interrupt before the end of a save). Those before it are whole."
              .formatted(path),
          e);
    }
    return new CheckpointException(
        "Checkpoint %s: cannot be written: %s. Check that its directory may be written to and has room."
            .formatted(path, e.toString().lines().findFirst().orElse("")),
        e);
  }

  /**
   * Whether a checkpoint could not be written because the thread was interrupted, which closes the
   * channels that it uses; the thread is still marked as interrupted then.
   */
  static boolean isInterruption(Exception e) {
    return Throwables.getCausalChain(e).stream()
        .anyMatch(cause -> cause instanceof ClosedByInterruptException);
  }

  /** Other people's files are not to be lost by a wrong path; a damaged checkpoint may be. */
  private void checkReplaceable() throws IOException {
    if (!Files.exists(path) || is(path)) {
      return;
    }
    if (!Files.isDirectory(path) || !files(path).stream().allMatch(CheckpointDirectory::isOwn)) {
      throw new CheckpointException(
          "Checkpoint %s: there is something else (expected: nothing, or a checkpoint to replace)"
              .formatted(path),
          null);
    }
  }

  private static boolean isOwn(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith(VARIABLES + ".") || name.equals(ARRAYS) || name.equals(Sha256Sums.FILE);
  }

  /**
   * Checks that every file is as it was written.
   *
   * @throws CheckpointException if not, with the file and what is wrong
   */
  void check() {
    Optional<String> damage;
    try {
      damage =
          Sha256Sums.difference(
              path.resolve(Sha256Sums.FILE), path, Set.of(STATE, VARIABLES + ".index"));
    } catch (IOException e) {
      throw new CheckpointException("Checkpoint %s: cannot be read: %s".formatted(path, e), e);
    }
    if (damage.isPresent()) {
      throw broken(damage.get());
    }
  }

  private CheckpointException broken(String what) {
    return new CheckpointException(
        "Checkpoint %s: %s (expected: a whole checkpoint). Take an older one."
            .formatted(path, what),
        null);
  }

  /**
   * Reads where the run was.
   *
   * @param variables dtype and shape of every variable that is to be restored, by name
   * @throws CheckpointException if it is another model's; the message says which variables differ
   */
  RunState read(Map<String, String> variables) {
    CheckpointFile file = file();
    checkVariables(file.variables(), variables);
    Map<String, NdArray<?>> arrays =
        Files.exists(path.resolve(ARRAYS)) ? Npz.read(path.resolve(ARRAYS)) : ImmutableMap.of();
    return new RunState(
        file.step(),
        file.epoch(),
        file.batch(),
        file.pass(),
        file.batchInPass(),
        file.history(),
        file.configuration(),
        callbacks(file.callbacks(), arrays));
  }

  /**
   * What it says of itself.
   *
   * @throws CheckpointException if that cannot be read
   */
  CheckpointFile file() {
    try {
      CheckpointFile file = JSON.readValue(path.resolve(STATE).toFile(), CheckpointFile.class);
      if (file.format() != CheckpointFile.FORMAT) {
        throw broken("format " + file.format());
      }
      return file;
    } catch (IOException e) {
      throw new CheckpointException(
          "Checkpoint %s: %s cannot be read: %s".formatted(path, STATE, e.getMessage()), e);
    }
  }

  private void checkVariables(Map<String, String> saved, Map<String, String> wanted) {
    if (saved.equals(wanted)) {
      return;
    }
    List<String> differences = new ArrayList<>();
    for (String name : Sets.union(wanted.keySet(), saved.keySet())) {
      String has = saved.getOrDefault(name, "nothing");
      String wants = wanted.getOrDefault(name, "nothing");
      if (!has.equals(wants)) {
        differences.add("%s: it has %s, the model %s".formatted(name, has, wants));
      }
    }
    int shown = Math.min(differences.size(), 10);
    throw new CheckpointException(
        "Checkpoint %s is another model's or optimizer's; %d variables differ: %s%s"
            .formatted(
                path,
                differences.size(),
                String.join("; ", differences.subList(0, shown)),
                shown < differences.size() ? " ..." : ""),
        null);
  }

  /** The prefix of TensorFlow's files. */
  Path variables() {
    return path.resolve(VARIABLES);
  }

  private static Map<String, NdArray<?>> arrays(Map<String, CallbackState> callbacks) {
    Map<String, NdArray<?>> arrays = new LinkedHashMap<>();
    callbacks.forEach(
        (name, state) ->
            state.arrays().forEach((array, value) -> arrays.put(name + "/" + array, value)));
    return arrays;
  }

  private static Map<String, CallbackState> callbacks(
      Map<String, Map<String, Double>> numbers, Map<String, NdArray<?>> arrays) {
    ImmutableMap.Builder<String, CallbackState> states = ImmutableMap.builder();
    numbers.forEach(
        (name, own) -> states.put(name, new CallbackState(own, under(name + "/", arrays))));
    return states.buildOrThrow();
  }

  private static Map<String, NdArray<?>> under(String prefix, Map<String, NdArray<?>> arrays) {
    Map<String, NdArray<?>> own = new LinkedHashMap<>();
    Maps.filterKeys(arrays, name -> name.startsWith(prefix))
        .forEach((name, value) -> own.put(name.substring(prefix.length()), value));
    return own;
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  /** Makes the files survive a loss of power from here on. */
  private static void force(Path directory) throws IOException {
    for (Path file : files(directory)) {
      forceFile(file);
    }
    forceFile(directory);
  }

  private static void forceFile(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
