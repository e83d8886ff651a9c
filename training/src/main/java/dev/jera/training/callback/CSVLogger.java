package dev.jera.training.callback;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.datasets.OutputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes a row an epoch to a text file: its number, from 0 as Keras counts, and its results.
 *
 * <p>The columns are those of the first epoch; what a later one lacks is {@code NA}. A row is in
 * the file as soon as its epoch is over. A run that goes on from a checkpoint goes on in the file:
 * rows of epochs that are trained again go. A run that begins replaces the file.
 *
 * @see <a href="https://keras.io/api/callbacks/csv_logger/">Keras CSVLogger</a>
 */
public final class CSVLogger implements Callback {
  private static final String MISSING = "NA";

  private final Path file;
  private final char separator;
  private List<String> columns = List.of();

  private CSVLogger(Path file, char separator) {
    this.file = file;
    this.separator = separator;
  }

  /** Writes this file, separated by commas. */
  public static CSVLogger to(Path file) {
    return new CSVLogger(file, ',');
  }

  /**
   * Separates by another character, such as a tab.
   *
   * @throws IllegalArgumentException if it could be part of a number or ends a line
   */
  public CSVLogger withSeparator(char separator) {
    checkArgument(
        "\r\n\"+-.".indexOf(separator) < 0 && !Character.isLetterOrDigit(separator),
        "separator: '%s' (expected: a character such as ',' or ';')",
        separator);
    return new CSVLogger(file, separator);
  }

  /**
   * Writes the epochs that are over already.
   *
   * @throws dev.jera.datasets.DatasetException if the file cannot be written
   */
  @Override
  public void onTrainBegin(TrainingRun run) {
    columns = List.of();
    StringBuilder lines = new StringBuilder();
    List<Map<String, Double>> rows = run.history().rows();
    for (int epoch = 0; epoch < rows.size(); epoch++) {
      lines.append(lines(epoch, rows.get(epoch)));
    }
    write(
        lines.toString(),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE);
  }

  /**
   * Adds a row.
   *
   * @throws dev.jera.datasets.DatasetException if the file cannot be written
   */
  @Override
  public void onEpochEnd(TrainingRun run, Map<String, Double> results) {
    write(lines(run.epoch() - 1, results), StandardOpenOption.APPEND);
  }

  /** The row, after the header if it is the first. */
  private String lines(int epoch, Map<String, Double> results) {
    String header = "";
    if (columns.isEmpty()) {
      columns = List.copyOf(results.keySet());
      List<String> names = new ArrayList<>(List.of("epoch"));
      names.addAll(columns);
      header = line(names.stream().map(this::quote).toList());
    }
    List<String> cells = new ArrayList<>(List.of(Integer.toString(epoch)));
    for (String column : columns) {
      Double value = results.get(column);
      cells.add(value == null ? MISSING : value.toString());
    }
    return header + line(cells);
  }

  private String line(List<String> cells) {
    return cells.stream().collect(Collectors.joining(String.valueOf(separator), "", "\n"));
  }

  private String quote(String name) {
    return name.indexOf(separator) < 0 && name.indexOf('"') < 0
        ? name
        : '"' + name.replace("\"", "\"\"") + '"';
  }

  private void write(String text, OpenOption... options) {
    try {
      Files.writeString(file, text, options);
    } catch (IOException e) {
      throw OutputFile.unwritable(file, e);
    }
  }
}
