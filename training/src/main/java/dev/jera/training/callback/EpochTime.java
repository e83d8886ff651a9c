package dev.jera.training.callback;

/**
 * How long an epoch took, or several.
 *
 * @param seconds from its first batch to the end of its validation
 * @param trainingSeconds to the end of its last batch
 * @param steps how many batches were trained
 * @param examples how many examples they had
 */
public record EpochTime(double seconds, double trainingSeconds, long steps, long examples) {
  static final EpochTime NONE = new EpochTime(0, 0, 0, 0);

  /** Examples trained a second, without validation; NaN where there were none. */
  public double examplesPerSecond() {
    return examples / trainingSeconds;
  }

  /** Milliseconds a step, without validation; NaN where there were none. */
  public double millisecondsPerStep() {
    return trainingSeconds * 1e3 / steps;
  }

  EpochTime plus(EpochTime other) {
    return new EpochTime(
        seconds + other.seconds,
        trainingSeconds + other.trainingSeconds,
        steps + other.steps,
        examples + other.examples);
  }
}
