package dev.jera.training.callback;

import java.nio.file.Path;
import java.util.Map;

/**
 * Saves a checkpoint after every epoch, over the one before.
 *
 * @param prefix the path of the checkpoint's files, without their endings
 */
public record Checkpoint(Path prefix) implements Callback {

  /** Saves to {@code PREFIX.index} and {@code PREFIX.data-00000-of-00001}. */
  public static Checkpoint to(Path prefix) {
    return new Checkpoint(prefix);
  }

  @Override
  public void onEpochEnd(Epoch epoch, Map<String, Double> results) {
    epoch.save(prefix);
  }
}
