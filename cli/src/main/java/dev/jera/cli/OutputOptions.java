package dev.jera.cli;

import dev.jera.runtime.JeraException;
import dev.jera.training.Checkpoints;
import dev.jera.training.Checkpoints.Start;
import dev.jera.training.callback.Callback;
import dev.jera.training.callback.tensorboard.TensorBoard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of {@code jera train} that say what is kept of a run. */
final class OutputOptions {
  /** The name of {@link #checkpointDirectory}'s option. */
  static final String CHECKPOINT_DIR = "--checkpoint-dir";

  /** The name of {@link #resume}'s option. */
  static final String RESUME = "--resume";

  @Option(
      names = CHECKPOINT_DIR,
      paramLabel = "DIR",
      description =
          "Save the state of the run in DIR after every epoch, and when SIGTERM stops it, so that --resume can go on from it.")
  private Optional<Path> checkpointDirectory = Optional.empty();

  @Option(
      names = RESUME,
      paramLabel = "DIR",
      description =
          "Go on from the newest checkpoint in DIR, as if there had been no stop, and save there. All other options must be as they were, but for more --epochs.")
  private Optional<Path> resume = Optional.empty();

  @Option(
      names = "--tensorboard",
      paramLabel = "DIR",
      description = "Write event files for 'tensorboard --logdir DIR'.")
  private Optional<Path> tensorBoard = Optional.empty();

  @Option(
      names = "--plots",
      paramLabel = "DIR",
      description =
          "Draw in DIR, as PNG files: the history, predictions, the confusion matrix, mistakes, and the filters of a first convolution.")
  private Optional<Path> plots = Optional.empty();

  @Option(
      names = "--export",
      paramLabel = "DIR",
      description =
          "The bundle to make where DIR ends in a number, else where to make the next version (default: savedmodels/RECIPE, or savedmodels/ and the name of the folder of --images).")
  private Optional<Path> export = Optional.empty();

  @Option(
      names = "--report",
      paramLabel = "FILE.json",
      description = "Write down what was done and measured.")
  private Optional<Path> report = Optional.empty();

  Optional<Path> plots() {
    return plots;
  }

  Optional<Path> report() {
    return report;
  }

  /** The directory in which the state of the run is kept, if any. */
  Optional<Path> checkpoints() {
    return resume.or(() -> checkpointDirectory);
  }

  /**
   * Finds out where the bundle will be made, and that all can be written.
   *
   * @param usual where it is made unless an option says otherwise
   * @throws ParameterException if options contradict each other
   * @throws JeraException if something cannot be written, or a run is not where it should be
   */
  Path checkTarget(Path usual, CommandLine command) {
    if (resume.isPresent() && !checkpointDirectory.orElse(resume.get()).equals(resume.get())) {
      throw new ParameterException(
          command,
          "%s with %s of another directory (expected: one of them; %s saves where it goes on)"
              .formatted(CHECKPOINT_DIR, RESUME, RESUME));
    }
    Path target = export.orElse(usual);
    Destination.checkBundle(target);
    report.ifPresent(file -> Destination.checkFile("--report", file));
    plots.ifPresent(directory -> Destination.checkDirectory("--plots", directory));
    tensorBoard.ifPresent(directory -> Destination.checkDirectory("--tensorboard", directory));
    checkpointDirectory
        .filter(directory -> resume.isEmpty())
        .ifPresent(OutputOptions::checkNoCheckpoints);
    resume.ifPresent(OutputOptions::checkSomeCheckpoint);
    return target;
  }

  private static void checkNoCheckpoints(Path directory) {
    Destination.checkDirectory(CHECKPOINT_DIR, directory);
    if (holdsCheckpoints(directory)) {
      throw new JeraException(
          "%s %s: it holds the checkpoints of a run (expected: a directory without); go on with that run by %s %s"
              .formatted(CHECKPOINT_DIR, directory, RESUME, Shell.quote(directory.toString())));
    }
  }

  private static void checkSomeCheckpoint(Path directory) {
    Destination.checkDirectory(RESUME, directory);
    if (!holdsCheckpoints(directory)) {
      throw new JeraException(
          "%s %s: no checkpoint (expected: a directory that was given to %s)"
              .formatted(RESUME, directory, CHECKPOINT_DIR));
    }
  }

  private static boolean holdsCheckpoints(Path directory) {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("checkpoint-"));
    } catch (IOException e) {
      throw new JeraException("%s cannot be listed: %s".formatted(directory, e), e);
    }
  }

  /** How the state of the run is saved, if it is. */
  Optional<Checkpoints> checkpointing() {
    Start start = resume.isPresent() ? Start.REQUIRE : Start.FRESH;
    return checkpoints().map(directory -> Checkpoints.in(directory).withStart(start));
  }

  /** Who writes event files, if they are wanted. */
  Optional<Callback> tensorBoard() {
    return tensorBoard.map(TensorBoard::in);
  }
}
