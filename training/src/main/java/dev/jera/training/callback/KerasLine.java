package dev.jera.training.callback;

import com.google.common.primitives.Ints;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;

/**
 * Keras' progress line: {@code 420/938 [============>.................] - ETA: 11s - loss: 0.3}.
 *
 * @see <a href="https://github.com/keras-team/keras/blob/v2.6.0/keras/utils/generic_utils.py">Keras
 *     Progbar</a>
 */
final class KerasLine implements ProgressBarRenderer {
  private static final int WIDTH = 30;

  /** How short the bar becomes on a narrow terminal, before the line is cut. */
  private static final int MIN_WIDTH = 8;

  @Override
  public String render(ProgressState progress, int maxLength) {
    String extra = progress.getExtraMessage();
    String results = extra.isEmpty() ? "" : " - " + extra;
    String line =
        progress.isIndefinite()
            ? unknown(progress) + results
            : withBar(progress, eta(progress) + results, maxLength);
    return line.length() > maxLength ? line.substring(0, Math.max(0, maxLength)) : line;
  }

  /** Where nobody knows how many batches there will be. */
  private static String unknown(ProgressState progress) {
    return "%7d/Unknown%s"
        .formatted(
            progress.getCurrent(), time(progress.getElapsedAfterStart(), doneHere(progress)));
  }

  private static String withBar(ProgressState progress, String rest, int maxLength) {
    int beside = bar(progress.getCurrent(), progress.getMax(), 0).length() + rest.length();
    int width = Ints.constrainToRange(maxLength - beside, MIN_WIDTH, WIDTH);
    return bar(progress.getCurrent(), progress.getMax(), width) + rest;
  }

  private static String eta(ProgressState progress) {
    long done = doneHere(progress);
    Duration left =
        progress
            .getElapsedAfterStart()
            .multipliedBy(progress.getMax() - progress.getCurrent())
            .dividedBy(Math.max(1, done));
    return done == 0 ? "" : " - ETA: " + seconds(left);
  }

  /** Without the batches that were done before the run was stopped. */
  private static long doneHere(ProgressState progress) {
    return progress.getCurrent() - progress.getStart();
  }

  /**
   * The line of an epoch that is over, with its time where the ETA was.
   *
   * @param doneHere how many of the batches the time is that of
   */
  static String finished(
      long batches, long doneHere, Duration elapsed, String results, boolean withBar) {
    return (withBar ? bar(batches, batches, WIDTH) : batches + "/" + batches)
        + time(elapsed, doneHere)
        + " - "
        + results;
  }

  /** As {@code - 20s 21ms/step}. */
  private static String time(Duration elapsed, long batches) {
    double seconds = elapsed.toNanos() / 1e9;
    return String.format(
        Locale.ROOT, " - %.0fs %s/step", seconds, perStep(seconds / Math.max(1, batches)));
  }

  private static String perStep(double seconds) {
    if (seconds >= 1) {
      return String.format(Locale.ROOT, "%.0fs", seconds);
    }
    return seconds >= 1e-3
        ? String.format(Locale.ROOT, "%.0fms", seconds * 1e3)
        : String.format(Locale.ROOT, "%.0fus", seconds * 1e6);
  }

  private static String bar(long current, long max, int width) {
    int filled = (int) (width * current / Math.max(1, max));
    String arrow = filled == 0 ? "" : "=".repeat(filled - 1) + (current < max ? ">" : "=");
    String count = Long.toString(max);
    return "%%%dd/%%s [%%s%%s]"
        .formatted(count.length())
        .formatted(current, count, arrow, ".".repeat(width - filled));
  }

  private static String seconds(Duration duration) {
    long total = duration.toSeconds();
    if (total > 3600) {
      return "%d:%02d:%02d".formatted(total / 3600, total % 3600 / 60, total % 60);
    }
    return total > 60 ? "%d:%02d".formatted(total / 60, total % 60) : total + "s";
  }
}
