package dev.jera.datasets.csv;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.List;

/**
 * Where the columns are that are wanted.
 *
 * @param all names, in the order of the file
 * @param features indices
 * @param label an index
 */
record CsvColumns(List<String> all, List<Integer> features, int label) {

  /**
   * @param features the names wanted; none for all but the label
   * @throws IllegalArgumentException if a name is not there, or no feature is left
   */
  static CsvColumns of(List<String> all, List<String> features, String label, String file) {
    List<String> names =
        features.isEmpty() ? all.stream().filter(name -> !name.equals(label)).toList() : features;
    checkArgument(
        !names.isEmpty(), "%s has the one column %s (expected: features beside it)", file, label);
    List<Integer> indices = names.stream().map(name -> index(all, name, file)).toList();
    return new CsvColumns(all, indices, index(all, label, file));
  }

  private static int index(List<String> all, String name, String file) {
    int index = all.indexOf(name);
    checkArgument(index >= 0, "No column '%s' in %s (expected: one of %s)", name, file, all);
    return index;
  }
}
