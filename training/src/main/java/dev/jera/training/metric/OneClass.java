package dev.jera.training.metric;

import static com.google.common.base.Preconditions.checkArgument;

/**
 * The score of one class alone, as Keras' {@code class_id}.
 *
 * @param number which, from 0
 */
public record OneClass(int number) implements Averaging {

  /** Checks the number. */
  public OneClass {
    checkArgument(number >= 0, "number: %s (expected: >= 0)", number);
  }

  /** That of this number. */
  public static OneClass of(int number) {
    return new OneClass(number);
  }
}
