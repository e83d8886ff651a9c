package dev.jera.training.callback;

/**
 * Ends the run quietly, with the History so far, when the loss or a weight is NaN or infinite.
 *
 * <p>Without it such a run ends by a {@link dev.jera.training.NonFiniteLossException}. The weights
 * are spoilt in both cases, and no checkpoint is written of them.
 *
 * @see <a href="https://keras.io/api/callbacks/terminate_on_nan/">Keras TerminateOnNaN</a>
 */
public record TerminateOnNaN() implements Callback {
  /** The callback. */
  public static TerminateOnNaN of() {
    return new TerminateOnNaN();
  }

  @Override
  public boolean onNonFinite(TrainingRun run) {
    return true;
  }
}
