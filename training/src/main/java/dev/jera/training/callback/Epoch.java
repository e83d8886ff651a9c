package dev.jera.training.callback;

import java.nio.file.Path;
import java.util.Map;

/** The epoch that is being trained, as a callback sees it. */
public interface Epoch {

  /** Its number in this run of fit, from 1. */
  int number();

  /** How many epochs this run of fit has. */
  int count();

  /** How many batches it has. */
  int batches();

  /** The loss and the metrics over the batches so far, by name. Takes a moment to read. */
  Map<String, Double> running();

  /**
   * Saves the weights and the state of the optimizer as they are now.
   *
   * @param prefix the path of the checkpoint's files, without their endings
   */
  void save(Path prefix);
}
