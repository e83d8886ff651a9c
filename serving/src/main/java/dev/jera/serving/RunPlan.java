package dev.jera.serving;

import java.util.EnumSet;
import java.util.Set;

/**
 * How TensorFlow runs a signature.
 *
 * @param frozen whether small batches run on a copy of the graph whose variables are constants, and
 *     which is rewritten for speed
 * @param onOneThread whether they run on the caller's thread alone, which for short ops is faster
 *     than to wake others; only where larger ones are cut
 * @param cutFrom the number of examples from which on a batch is cut into parts, which run at once
 *     on another such copy, each on one thread; 0 for never
 * @param reason why, such as what was measured
 */
public record RunPlan(boolean frozen, boolean onOneThread, int cutFrom, String reason) {

  static RunPlan exported(String reason) {
    return new RunPlan(false, false, 0, reason);
  }

  /** This plan with another number to cut from, and one more thing that was found. */
  RunPlan cut(int from, String found) {
    return new RunPlan(frozen, onOneThread, from, found + "; " + reason);
  }

  /** The sessions of a frozen graph that it needs. */
  Set<FrozenSession.Use> uses() {
    Set<FrozenSession.Use> uses = EnumSet.noneOf(FrozenSession.Use.class);
    if (frozen) {
      uses.add(small());
    }
    if (cutFrom > 0) {
      uses.add(FrozenSession.Use.PARTS);
    }
    return uses;
  }

  /** The session of small batches, where they run on a frozen graph. */
  FrozenSession.Use small() {
    return onOneThread ? FrozenSession.Use.FEW : FrozenSession.Use.WHOLE;
  }

  /** Whether it is run as exported, always. */
  public boolean isAsExported() {
    return !frozen && cutFrom == 0;
  }

  /** As {@code frozen, cut from 32 examples on (batch 1 frozen: 1.31 times as fast)}. */
  @Override
  public String toString() {
    String how = onOneThread ? "frozen, on one thread" : frozen ? "frozen" : "as exported";
    return cutFrom == 0
        ? "%s (%s)".formatted(how, reason)
        : "%s, cut from %s examples on (%s)".formatted(how, cutFrom, reason);
  }
}
