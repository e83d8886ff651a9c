package dev.jera.training.callback;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * Stops the run at a step.
 *
 * @see <a
 *     href="https://www.tensorflow.org/api_docs/python/tf/estimator/StopAtStepHook">StopAtStepHook</a>
 */
public final class StopAtStep implements Callback {
  private final long number;
  private final boolean isLast;
  private long last;

  private StopAtStep(long number, boolean isLast) {
    this.number = number;
    this.isLast = isLast;
  }

  /**
   * Stops after step number {@code lastStep}, counted over all runs of the trainer; a run that is
   * there already stops before its first step.
   *
   * @param lastStep at least 1
   */
  public static StopAtStep last(long lastStep) {
    checkArgument(lastStep >= 1, "lastStep: %s (expected: >= 1)", lastStep);
    return new StopAtStep(lastStep, true);
  }

  /**
   * Stops after so many steps from where the run begins or goes on from a checkpoint. For a stop
   * that a resumed run shares with the one that was never stopped, give the {@link #last} step.
   *
   * @param numSteps at least 1
   */
  public static StopAtStep after(long numSteps) {
    checkArgument(numSteps >= 1, "numSteps: %s (expected: >= 1)", numSteps);
    return new StopAtStep(numSteps, false);
  }

  @Override
  public void onTrainBegin(TrainingRun run) {
    last = isLast ? number : run.step() + number;
    stopWhenThere(run);
  }

  @Override
  public long stepsTogether(TrainingRun run) {
    return last - run.step();
  }

  @Override
  public void onBatchEnd(TrainingRun run) {
    stopWhenThere(run);
  }

  private void stopWhenThere(TrainingRun run) {
    if (run.step() >= last) {
      run.stop("step " + run.step() + " is the last one");
    }
  }
}
