package dev.jera.training.callback;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Prints Keras' progress line: on a terminal with a bar that moves, elsewhere a line when an epoch
 * ends.
 *
 * <p>Where the number of batches is not known it counts them: {@code 12/Unknown}. An epoch that
 * goes on from a checkpoint goes on in the bar; its time is that of the batches since.
 */
public final class Progress implements Callback {
  private static final int REFRESH_MILLIS = 200;

  private final PrintStream out;
  private final boolean live;
  private long began;
  private long refreshed;
  private long batchesBefore;
  private @Nullable ProgressBar bar;

  private Progress(PrintStream out, boolean live) {
    this.out = out;
    this.live = live;
  }

  /** Prints to standard output, with a moving bar if that is a terminal. */
  public static Progress toStandardOutput() {
    return new Progress(System.out, isTerminal());
  }

  /** Prints plain lines. */
  public static Progress plain(PrintStream out) {
    return new Progress(out, false);
  }

  /** Prints a moving bar, for a terminal. */
  public static Progress live(PrintStream out) {
    return new Progress(out, true);
  }

  @Override
  public void onEpochBegin(TrainingRun run) {
    began = System.nanoTime();
    refreshed = began;
    batchesBefore = run.batch();
    if (live) {
      out.println(epochOf(run));
      ProgressBarConsumer console = new ConsoleProgressBarConsumer(out);
      bar =
          new ProgressBarBuilder()
              .setInitialMax(run.batches().orElse(-1))
              .startsFrom(batchesBefore, Duration.ZERO)
              .setUpdateIntervalMillis(REFRESH_MILLIS)
              .setRenderer(new KerasLine())
              .setConsumer(console)
              .clearDisplayOnFinish()
              .build();
    }
  }

  /** The bar moves on when it can. */
  @Override
  public long stepsTogether(TrainingRun run) {
    return Long.MAX_VALUE;
  }

  @Override
  public void onBatchEnd(TrainingRun run) {
    if (bar == null) {
      return;
    }
    long now = System.nanoTime();
    if (Duration.ofNanos(now - refreshed).toMillis() >= REFRESH_MILLIS) {
      refreshed = now;
      bar.setExtraMessage(format(run.running()));
    }
    bar.stepTo(run.batch());
  }

  @Override
  public void onEpochEnd(TrainingRun run, Map<String, Double> results) {
    Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
    if (!live) {
      out.print(epochOf(run) + " - ");
    }
    close();
    out.println(
        KerasLine.finished(
            run.batch(), run.batch() - batchesBefore, elapsed, format(results), live));
    out.flush();
  }

  @Override
  public void onTrainEnd(TrainingRun run) {
    close();
  }

  /** As {@code Epoch 1/5}, or {@code Epoch 1} where something else ends the run. */
  private static String epochOf(TrainingRun run) {
    String epoch = "Epoch " + run.epoch();
    return run.epochs() == Integer.MAX_VALUE ? epoch : epoch + "/" + run.epochs();
  }

  private void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null || Runtime.version().feature() < 22) {
      return console != null;
    }
    try {
      // From JDK 22 on there is always a console, and it says whether it is a terminal.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /** As {@code loss: 0.1769 - accuracy: 0.9466}. */
  private static String format(Map<String, Double> results) {
    return results.entrySet().stream()
        .map(result -> result.getKey() + ": " + number(result.getValue()))
        .collect(Collectors.joining(" - "));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) > 1e-3 ? "%.4f" : "%.4e", value);
  }
}
