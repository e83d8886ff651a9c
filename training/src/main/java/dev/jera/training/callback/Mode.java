package dev.jera.training.callback;

import com.google.common.collect.ImmutableSet;
import java.util.Locale;

/** Which way a result gets better. */
public enum Mode {
  /**
   * By its name: {@link #MAX} if that ends in {@code acc}, {@code accuracy}, {@code auc}, {@code
   * precision}, {@code recall}, {@code score}, {@code iou} or {@code similarity}, else {@link
   * #MIN}.
   */
  AUTO,
  /** Less is better, as of a loss. */
  MIN,
  /** More is better, as of an accuracy. */
  MAX;

  private static final ImmutableSet<String> ENDS_OF_MAX =
      ImmutableSet.of(
          "acc", "accuracy", "auc", "precision", "recall", "score", "iou", "similarity");

  /** Either {@link #MIN} or {@link #MAX}, for a result of this name. */
  Mode resolve(String name) {
    if (this != AUTO) {
      return this;
    }
    String lower = name.toLowerCase(Locale.ROOT);
    return ENDS_OF_MAX.stream().anyMatch(lower::endsWith) ? MAX : MIN;
  }
}
