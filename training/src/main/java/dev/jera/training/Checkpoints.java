package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where and how often a run saves its state, so that it can go on after any stop as if there had
 * been none.
 *
 * <p>A checkpoint is a directory, {@code checkpoint-STEP}, with TensorFlow's {@code
 * variables.index} and {@code variables.data-00000-of-00001} (weights, slots of the optimizer,
 * counters, sums of the epoch), {@code checkpoint.json} (epoch, position in the data, history,
 * configuration) and {@code SHA256SUMS}, by which {@code sha256sum -c} checks it, too. It is
 * written aside and renamed when whole.
 *
 * <p>A directory belongs to one run. Fitting again with the one of an earlier fit goes on with that
 * run, also in the same trainer: it is set back to the newest checkpoint, whatever was trained or
 * assigned since, and where that run was over nothing is trained. Give a run of its own a directory
 * of its own, or more epochs to a run that is to go on.
 *
 * <p>A run goes on only with the settings that it had. Optimizers, losses and metrics are compared
 * by their {@code toString}, of classes that have none by the class' name: make own ones records.
 *
 * @param directory where the checkpoints are
 * @param everySteps how many steps lie between two, at least 1; 0 for none within an epoch
 * @param everyEpochs how many epochs lie between two, at least 1; 0 for none at their ends
 * @param keep how many are kept, the newest; at least 1
 * @param start what becomes of checkpoints that are there already
 * @param onFailure what happens when one cannot be written, as on a full disk
 */
@RecordBuilder
public record Checkpoints(
    Path directory, int everySteps, int everyEpochs, int keep, Start start, OnFailure onFailure)
    implements CheckpointsBuilder.With {

  /** What becomes of checkpoints that are in the directory already. */
  public enum Start {
    /** The run goes on from the newest whole one; where there is none it begins. */
    RESUME,
    /** The run goes on from the newest whole one; where there is none that is an error. */
    REQUIRE,
    /** The run begins; where there is one that is an error, so that no run is lost. */
    FRESH
  }

  /** What happens when a checkpoint cannot be written. The last whole one stays in any case. */
  public enum OnFailure {
    /** The run ends by a {@link dev.jera.runtime.CheckpointException}. */
    STOP,
    /**
     * The run goes on, and a warning is logged; a thread that was interrupted stops all the same.
     */
    CONTINUE
  }

  /** Checks the ranges. */
  public Checkpoints {
    checkArgument(everySteps >= 0, "everySteps: %s (expected: >= 0)", everySteps);
    checkArgument(everyEpochs >= 0, "everyEpochs: %s (expected: >= 0)", everyEpochs);
    checkArgument(keep >= 1, "keep: %s (expected: >= 1)", keep);
  }

  /** One an epoch, the newest five kept; resumes; a failure ends the run. */
  public static Checkpoints in(Path directory) {
    return new Checkpoints(directory, 0, 1, 5, Start.RESUME, OnFailure.STOP);
  }

  /** The newest whole checkpoint of a directory; empty where there is none, or no directory. */
  public static Optional<Path> newestIn(Path directory) {
    return Files.isDirectory(directory) ? CheckpointStore.newestWhole(directory) : Optional.empty();
  }
}
