package dev.jera.bench.peers;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import dev.jera.bench.engine.Cnn;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is asked of every engine.
 *
 * @param batch images a step or a call
 */
record Task(Kind kind, int batch) {

  /** Learning or answering. */
  enum Kind {
    TRAIN,
    PREDICT
  }

  /** All tasks, in the order of the table. */
  static final List<Task> ALL =
      ImmutableList.of(
          train(32),
          train(64),
          train(128),
          train(256),
          predict(1),
          predict(32),
          predict(256),
          predict(10_000));

  static Task train(int batch) {
    return new Task(Kind.TRAIN, batch);
  }

  static Task predict(int batch) {
    return new Task(Kind.PREDICT, batch);
  }

  /** What the engine is told to do it so many times. */
  String command(long times) {
    return "%s %d %d".formatted(kind.name().toLowerCase(Locale.ROOT), batch, times);
  }

  /**
   * The task of a command without its number of times, such as {@code train 64}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Task parse(String words) {
    Matcher command = Pattern.compile("(train|predict) ([1-9]\\d{0,5})").matcher(words.strip());
    checkArgument(
        command.matches(), "task: '%s' (expected: such as 'train 64' or 'predict 256')", words);
    return new Task(
        Kind.valueOf(Ascii.toUpperCase(command.group(1))), Integer.parseInt(command.group(2)));
  }

  /** Multiplications and additions that an image takes of a net. */
  long flops(Cnn net) {
    return kind == Kind.TRAIN ? net.trainingFlops() : net.flops();
  }

  @Override
  public String toString() {
    return "%s, batch %,d".formatted(kind == Kind.TRAIN ? "training" : "inference", batch);
  }
}
