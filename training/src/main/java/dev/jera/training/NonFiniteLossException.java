package dev.jera.training;

import dev.jera.runtime.JeraException;

/** The loss or a weight became NaN or infinite, so that training could not go on. */
public final class NonFiniteLossException extends JeraException {
  private static final long serialVersionUID = 1L;

  private NonFiniteLossException(String what, String where) {
    super(
        "%s at %s: training stopped, and no checkpoint was written since. Try a smaller learning rate, and look for NaN or huge values in the data."
            .formatted(what, where));
  }

  static NonFiniteLossException ofLoss(float loss, long step, int epoch, long batch) {
    return new NonFiniteLossException(
        "Loss is " + loss, "step %d (epoch %d, batch %d)".formatted(step, epoch, batch));
  }

  static NonFiniteLossException ofLoss(float loss, long step) {
    return new NonFiniteLossException("Loss is " + loss, "step " + step);
  }

  static NonFiniteLossException ofWeights(long step, int epoch) {
    return new NonFiniteLossException(
        "A weight is NaN or infinite", "step %d (epoch %d)".formatted(step, epoch));
  }
}
