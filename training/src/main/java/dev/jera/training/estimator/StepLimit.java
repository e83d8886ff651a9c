package dev.jera.training.estimator;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.training.callback.Callback;
import dev.jera.training.callback.TrainingRun;
import java.util.Map;
import java.util.function.LongUnaryOperator;

/** Ends a run that is counted in steps: at the last of them, or where the data ends. */
final class StepLimit implements Callback {
  private final LongUnaryOperator limit;
  private long first;
  private long last;

  private StepLimit(LongUnaryOperator limit) {
    this.limit = limit;
  }

  /** None but the end of the data. */
  static StepLimit none() {
    return new StepLimit(before -> Long.MAX_VALUE);
  }

  /** So many steps more. */
  static StepLimit more(long steps) {
    checkArgument(steps > 0, "steps: %s (expected: >= 1)", steps);
    return new StepLimit(before -> before + steps);
  }

  /** So many steps, those of earlier runs included. */
  static StepLimit total(long steps) {
    checkArgument(steps > 0, "maxSteps: %s (expected: >= 1)", steps);
    return new StepLimit(before -> steps);
  }

  @Override
  public void onTrainBegin(TrainingRun run) {
    first = run.step();
    last = limit.applyAsLong(first);
    stopAtLast(run);
  }

  @Override
  public long stepsTogether(TrainingRun run) {
    return last - run.step();
  }

  @Override
  public void onBatchEnd(TrainingRun run) {
    stopAtLast(run);
  }

  private void stopAtLast(TrainingRun run) {
    if (run.step() >= last) {
      run.stop("step %d of %d".formatted(run.step(), last));
    }
  }

  /** An earlier run may have stopped right at the end of a pass: this one trains the next then. */
  @Override
  public void onEpochEnd(TrainingRun run, Map<String, Double> results) {
    if (run.step() > first) {
      run.stop("the data ended");
    }
  }
}
