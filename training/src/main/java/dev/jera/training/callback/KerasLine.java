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
    Duration left =
        progress
            .getElapsedAfterStart()
            .multipliedBy(progress.getMax() - progress.getCurrent())
            .dividedBy(Math.max(1, progress.getCurrent()));
    String eta = progress.getCurrent() == 0 ? "" : " - ETA: " + seconds(left);
    String extra = progress.getExtraMessage();
    String rest = eta + (extra.isEmpty() ? "" : " - " + extra);
    int beside = bar(progress.getCurrent(), progress.getMax(), 0).length() + rest.length();
    int width = Ints.constrainToRange(maxLength - beside, MIN_WIDTH, WIDTH);
    String line = bar(progress.getCurrent(), progress.getMax(), width) + rest;
    return line.length() > maxLength ? line.substring(0, Math.max(0, maxLength)) : line;
  }

  /** The line of an epoch that is over, with its time where the ETA was. */
  static String finished(long batches, Duration elapsed, String results, boolean withBar) {
    double seconds = elapsed.toNanos() / 1e9;
    return String.format(
        Locale.ROOT,
        "%s - %.0fs %s/step - %s",
        withBar ? bar(batches, batches, WIDTH) : batches + "/" + batches,
        seconds,
        perStep(seconds / Math.max(1, batches)),
        results);
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
