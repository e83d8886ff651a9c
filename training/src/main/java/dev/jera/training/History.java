package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import java.util.List;
import java.util.Map;

/**
 * What a run of fit measured: one row an epoch, each with {@code loss}, the metrics, and the same
 * with {@code val_} where there was validation.
 *
 * @param rows the rows, the first epoch first
 */
public record History(List<Map<String, Double>> rows) {

  /** Copies the list. */
  public History {
    rows = List.copyOf(rows);
  }

  /**
   * One column, a value an epoch.
   *
   * @throws IllegalArgumentException if nothing of this name was measured
   */
  public List<Double> get(String name) {
    return rows.stream().map(row -> value(row, name)).toList();
  }

  /**
   * The value of the last epoch.
   *
   * @throws IllegalArgumentException if nothing of this name was measured
   */
  public double last(String name) {
    checkState(!rows.isEmpty(), "The history has no rows (expected: at least one epoch)");
    return value(rows.get(rows.size() - 1), name);
  }

  private static double value(Map<String, Double> row, String name) {
    Double value = row.get(name);
    checkArgument(value != null, "No '%s' in the history: it has %s", name, row.keySet());
    return value;
  }
}
