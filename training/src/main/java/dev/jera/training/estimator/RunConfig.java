package dev.jera.training.estimator;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.SessionOptions;
import dev.jera.training.Checkpoints;
import dev.jera.training.Compilation;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;

/**
 * How an estimator runs.
 *
 * @param seed from which the randomness comes: first weights, dropout; it stays the same for a
 *     model directory
 * @param saveCheckpointsSteps how many steps lie between two checkpoints, at least 1; a run that
 *     ends saves one, too
 * @param keepCheckpointMax how many checkpoints are kept, the newest; at least 1
 * @param session how the machine is used
 * @see <a
 *     href="https://www.tensorflow.org/versions/r1.15/api_docs/python/tf/estimator/RunConfig">tf.estimator.RunConfig</a>
 */
@RecordBuilder
public record RunConfig(
    long seed, int saveCheckpointsSteps, int keepCheckpointMax, SessionOptions session)
    implements RunConfigBuilder.With {

  /** Checks the ranges. */
  public RunConfig {
    checkArgument(
        saveCheckpointsSteps > 0,
        "saveCheckpointsSteps: %s (expected: >= 1)",
        saveCheckpointsSteps);
    checkArgument(
        keepCheckpointMax > 0, "keepCheckpointMax: %s (expected: >= 1)", keepCheckpointMax);
  }

  /** A checkpoint every 1000 steps, the newest five kept; the default seed and session. */
  public static RunConfig defaults() {
    return new RunConfig(Compilation.DEFAULT_SEED, 1000, 5, SessionOptions.defaults());
  }

  Checkpoints checkpoints(Path directory) {
    return Checkpoints.in(directory)
        .withEverySteps(saveCheckpointsSteps)
        .withEveryEpochs(0)
        .withKeep(keepCheckpointMax);
  }
}
