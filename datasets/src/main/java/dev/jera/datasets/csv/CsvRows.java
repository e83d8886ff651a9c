package dev.jera.datasets.csv;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Floats;
import com.google.common.primitives.Ints;
import dev.jera.datasets.DatasetException;
import dev.jera.datasets.csv.CsvLabel.ClassName;
import dev.jera.datasets.csv.CsvLabel.Value;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table, read one by one as they are asked for.
 *
 * <p>Owns the open file; not for several threads at once.
 */
public final class CsvRows implements Iterator<CsvRow>, AutoCloseable {

  /** Java also takes 0x1p3, 1f and NaN for numbers; a table that has these has another meaning. */
  private static final CharMatcher DECIMAL = CharMatcher.anyOf("0123456789+-.eE");

  /** A float holds all whole numbers up to here. */
  private static final int MOST_CLASSES = 1 << 24;

  private final CsvTable table;
  private final CsvLabel label;
  private final @Nullable Float missingValue;
  private final ImmutableMap<String, Integer> classes;
  private @Nullable CsvRow next;
  private boolean closed;

  private CsvRows(Csv csv, CsvTable table) {
    this.table = table;
    label = csv.label();
    missingValue = csv.missingValue();
    classes = label instanceof ClassName named ? numbers(named.names()) : ImmutableMap.of();
  }

  private static ImmutableMap<String, Integer> numbers(List<String> names) {
    return IntStream.range(0, names.size())
        .boxed()
        .collect(ImmutableMap.toImmutableMap(names::get, number -> number));
  }

  static CsvRows open(Csv csv) {
    return new CsvRows(csv, CsvTable.open(csv));
  }

  /** The names of the features, in the order of {@link CsvRow#features}. */
  public List<String> featureNames() {
    return table.columns().features().stream().map(table.columns().all()::get).toList();
  }

  /**
   * Whether there is another row.
   *
   * @throws DatasetException if the file is broken or a value is not what its column wants; the
   *     message names the file and the line
   * @throws IllegalStateException if the rows are closed
   */
  @Override
  public boolean hasNext() {
    checkState(!closed, "The rows are closed (expected: open). Open the table again.");
    if (next == null && table.next()) {
      next = new CsvRow(readFeatures(), readLabel(), table.line());
    }
    return next != null;
  }

  /**
   * The next row.
   *
   * @throws NoSuchElementException if there is none
   * @throws DatasetException as {@link #hasNext} does
   */
  @Override
  public CsvRow next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException("No row is left");
    }
    CsvRow row = next;
    next = null;
    return row;
  }

  private float[] readFeatures() {
    List<Integer> columns = table.columns().features();
    var features = new float[columns.size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = readFeature(columns.get(i));
    }
    return features;
  }

  private float readFeature(int column) {
    if (!table.isMissing(column)) {
      return number(column);
    }
    if (missingValue == null) {
      throw table.brokenField(column, "a number; missing values are let in by withMissingValue");
    }
    return missingValue;
  }

  private float readLabel() {
    int column = table.columns().label();
    String text = table.label();
    if (label instanceof Value) {
      return number(column);
    }
    Integer number = label instanceof ClassName ? classes.get(text) : Ints.tryParse(text);
    if (number == null || number < 0 || number > MOST_CLASSES) {
      throw table.brokenField(
          column,
          label instanceof ClassName
              ? "one of " + classes.keySet()
              : "a whole number, 0 to " + MOST_CLASSES);
    }
    return number;
  }

  private float number(int column) {
    String text = table.field(column);
    Float number = DECIMAL.matchesAllOf(text) ? Floats.tryParse(text) : null;
    if (number == null || !Float.isFinite(number)) {
      throw table.brokenField(column, "a finite number");
    }
    return number;
  }

  /** Closes the file. May be called again. */
  @Override
  public void close() {
    closed = true;
    next = null;
    table.close();
  }
}
