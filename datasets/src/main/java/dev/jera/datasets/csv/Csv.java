package dev.jera.datasets.csv;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSet;
import dev.jera.datasets.Dataset;
import dev.jera.datasets.DatasetException;
import dev.jera.datasets.Pass;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A table of numbers in a text file, with a label a row; read row by row in every pass.
 *
 * <p>An example is float32 [features] with its label: the number of a class, int32 [], or a value
 * to predict, float32 [1], the shape of a model's answer of one unit. The size of memory does not
 * depend on the length of the file.
 *
 * <p>{@code Csv.of(file, CsvLabel.classNumber("quality")).withDelimiter(';')} reads a file whose
 * first row names its columns. The file is UTF-8, raw or gzipped (its first bytes tell), quoted as
 * RFC 4180 says; spaces around a value do not count, nor do lines that are empty or hold spaces
 * alone. It is only described here: every pass and every {@link #open} read it anew.
 *
 * @param file the file
 * @param label its column and kind
 * @param delimiter between values, as {@code ,} or {@code ;} or a tab
 * @param columns the names of the columns of a file without a header; none where the first row
 *     names them
 * @param features the columns that become features, in this order; none for all but the label, in
 *     the order of the file
 * @param missing what stands where a value is missing; nothing at all, at first
 * @param missingValue what a missing feature becomes, NaN if so wished; null to refuse its row. A
 *     missing label is always refused
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 */
@RecordBuilder
public record Csv(
    Path file,
    CsvLabel label,
    char delimiter,
    List<String> columns,
    List<String> features,
    List<String> missing,
    @Nullable Float missingValue)
    implements Dataset, CsvBuilder.With {

  /** Checks that the columns fit together, as far as that can be seen without the file. */
  public Csv {
    checkArgument(
        delimiter != '"' && delimiter != '\n' && delimiter != '\r' && delimiter != 0,
        "delimiter: %s (expected: no quote, line break or NUL)",
        (int) delimiter);
    columns = List.copyOf(columns);
    features = List.copyOf(features);
    missing = List.copyOf(missing);
    checkUnique("columns", columns);
    checkUnique("features", features);
    checkArgument(
        !features.contains(label.column()),
        "features: %s (expected: not the label, %s)",
        features,
        label.column());
    if (!columns.isEmpty()) {
      CsvColumns.of(columns, features, label.column(), file.toString());
    }
  }

  private static void checkUnique(String what, List<String> names) {
    checkArgument(
        ImmutableSet.copyOf(names).size() == names.size(),
        "%s: %s (expected: each once)",
        what,
        names);
  }

  /** With a header, commas, all columns but the label as features, and no value missing. */
  public static Csv of(Path file, CsvLabel label) {
    return new Csv(file, label, ',', List.of(), List.of(), List.of(""), null);
  }

  /**
   * The names of the features, in the order of {@link CsvRow#features}; the file is asked if they
   * or the columns are not given.
   *
   * @throws DatasetException if the file is missing, unreadable, or lacks a column
   */
  public List<String> featureNames() {
    try (CsvRows rows = open()) {
      return rows.featureNames();
    }
  }

  /**
   * Begins to read the rows as examples, always in the order of the file.
   *
   * @throws DatasetException if the file is missing, unreadable, or lacks a column
   */
  @Override
  public Pass pass(long number) {
    return new CsvPass(open(), label);
  }

  /** Empty: only reading tells. */
  @Override
  public OptionalLong count() {
    return OptionalLong.empty();
  }

  /**
   * Begins to read the rows as they are. The caller closes them.
   *
   * @throws DatasetException if the file is missing, unreadable, or lacks a column
   */
  public CsvRows open() {
    return CsvRows.open(this);
  }

  /**
   * All texts of the label's column, each once, sorted: the names of the classes where nobody knows
   * them beforehand, for {@link CsvLabel#className}. Reads the whole file.
   *
   * @throws DatasetException if the file is missing or broken, lacks the column, or a label is
   *     missing
   */
  public List<String> collectClassNames() {
    var names = new TreeSet<String>();
    try (CsvTable table = CsvTable.open(this)) {
      while (table.next()) {
        names.add(table.label());
      }
    }
    return List.copyOf(names);
  }
}
