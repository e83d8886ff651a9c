package dev.jera.serving;

/**
 * How TensorFlow runs a signature.
 *
 * @param frozen whether small batches run on a copy of the graph whose variables are constants, and
 *     which leaves out what no output needs
 * @param cutFrom the number of examples from which on a batch is cut into parts, which run at once
 *     on another such copy, each on one thread; 0 for never
 * @param reason why, such as what was measured
 */
public record RunPlan(boolean frozen, int cutFrom, String reason) {

  static RunPlan exported(String reason) {
    return new RunPlan(false, 0, reason);
  }

  /** Whether it is run as exported, always. */
  public boolean isAsExported() {
    return !frozen && cutFrom == 0;
  }

  /** As {@code frozen, cut from 32 examples on (batch 1 frozen: 1.31 times as fast)}. */
  @Override
  public String toString() {
    String how = frozen ? "frozen" : "as exported";
    return cutFrom == 0
        ? "%s (%s)".formatted(how, reason)
        : "%s, cut from %s examples on (%s)".formatted(how, cutFrom, reason);
  }
}
