package dev.jera.training;

import dev.jera.runtime.JeraException;

/** The loss became NaN or infinite, so that training could not go on. */
public final class NonFiniteLossException extends JeraException {
  private static final long serialVersionUID = 1L;

  NonFiniteLossException(float loss, int epoch, int batch, long step) {
    super(
        "Loss is %s at step %d (epoch %d, batch %d): training stopped; the last checkpoint stays as it was. Try a smaller learning rate, and look for NaN or huge values in the data."
            .formatted(loss, step, epoch, batch));
  }
}
