package dev.jera.cli;

import com.google.common.collect.ImmutableMap;
import dev.jera.runtime.JeraException;
import dev.jera.training.callback.Callback;
import dev.jera.training.callback.CallbackState;
import dev.jera.training.callback.TrainingRun;
import java.util.Optional;

/**
 * Refuses to go on with a run otherwise than it was begun, where its checkpoints do not: with
 * another patience of {@code --early-stopping}, or with fewer epochs than it has had.
 */
final class ResumeCheck implements Callback {
  private static final String PATIENCE = "patience";

  private final int patience;
  private int epochsBefore;
  private long batchesBefore;

  /**
   * @param patience of early stopping, if there is any
   */
  ResumeCheck(Optional<Integer> patience) {
    this.patience = patience.orElse(0);
  }

  @Override
  public CallbackState state() {
    return CallbackState.of(ImmutableMap.of(PATIENCE, (double) patience));
  }

  /**
   * Takes up the run.
   *
   * @throws JeraException if its patience was another
   */
  @Override
  public void restore(CallbackState state) {
    int then = (int) state.number(PATIENCE);
    if (then != patience) {
      throw new JeraException(
          "--resume: the run was begun %s, now it is %s (expected: the same, or another directory)"
              .formatted(words(then), words(patience)));
    }
  }

  private static String words(int patience) {
    return patience == 0 ? "without --early-stopping" : "with --early-stopping " + patience;
  }

  @Override
  public void onTrainBegin(TrainingRun run) {
    epochsBefore = run.epoch() - 1;
    batchesBefore = run.batch();
  }

  /**
   * Checks, after the run, that it had not gone further before than it should go at all.
   *
   * @throws JeraException if it had
   */
  void checkEpochs(int epochs) {
    if (epochsBefore > epochs || (epochsBefore == epochs && batchesBefore > 0)) {
      throw new JeraException(
          "--epochs %d: the run to resume has had %d%s (expected: at least as many)"
              .formatted(
                  epochs,
                  epochsBefore,
                  batchesBefore > 0 ? " and %,d steps more".formatted(batchesBefore) : ""));
    }
  }
}
