package dev.jera.datasets.csv;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;
import java.util.List;

/** Which column is the label, and how its text becomes a number. */
public sealed interface CsvLabel {

  /** The name of its column. */
  String column();

  /** A label that is the number of a class already: 0, 1, 2, ... */
  static CsvLabel classNumber(String column) {
    return new ClassNumber(column);
  }

  /**
   * A label that is the name of a class.
   *
   * @param names of all classes; the place of a name is its number
   */
  static CsvLabel className(String column, List<String> names) {
    return new ClassName(column, names);
  }

  /** A label that is any number, for regression. */
  static CsvLabel value(String column) {
    return new Value(column);
  }

  /** A whole number, 0 to 2^24. */
  record ClassNumber(String column) implements CsvLabel {}

  /** One of the names; its place among them is the number. */
  record ClassName(String column, List<String> names) implements CsvLabel {

    /** Copies the names. */
    public ClassName {
      names = List.copyOf(names);
      checkArgument(!names.isEmpty(), "names: [] (expected: the name of every class)");
      checkArgument(
          ImmutableSet.copyOf(names).size() == names.size(),
          "names: %s (expected: each once)",
          names);
    }
  }

  /** A finite float. */
  record Value(String column) implements CsvLabel {}
}
