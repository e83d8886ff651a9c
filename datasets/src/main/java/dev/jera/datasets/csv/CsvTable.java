package dev.jera.datasets.csv;

import com.google.common.collect.ImmutableSet;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.jera.datasets.DatasetException;
import dev.jera.datasets.InputFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** The rows of an open file as text, each of the right length. */
final class CsvTable implements AutoCloseable {

  private static final String EXPECTED = "a table in UTF-8, raw or gzipped";
  private static final int BYTE_ORDER_MARK = 0xfeff;

  private final Csv csv;
  private final CloseableIterator<CsvRecord> records;
  private final Set<String> missing;
  private final CsvColumns columns;
  private List<String> fields = List.of();
  private long line;

  private CsvTable(Csv csv, CloseableIterator<CsvRecord> records) {
    this.csv = csv;
    this.records = records;
    missing = ImmutableSet.copyOf(csv.missing());
    columns = findColumns();
  }

  static CsvTable open(Csv csv) {
    try {
      InputStream in = InputFile.open(csv.file());
      try {
        return new CsvTable(csv, parser(csv, in).iterator());
      } catch (IOException | RuntimeException e) {
        in.close();
        throw e;
      }
    } catch (IOException e) {
      throw InputFile.failure(csv.file(), EXPECTED, e);
    }
  }

  /** The length of rows is checked here, for the sake of the message. */
  private static CsvReader<CsvRecord> parser(Csv csv, InputStream in) throws IOException {
    // A decoder of its own refuses what is not UTF-8; by its charset it would put U+FFFD.
    var text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
    text.mark(1);
    if (text.read() != BYTE_ORDER_MARK) {
      text.reset();
    }
    return CsvReader.builder()
        .fieldSeparator(csv.delimiter())
        .skipEmptyLines(true)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .allowUnclosedQuote(false)
        .trimWhitespacesAroundQuotes(true)
        .ofCsvRecord(text);
  }

  private CsvColumns findColumns() {
    List<String> names = csv.columns();
    if (names.isEmpty()) {
      if (!advance()) {
        throw new DatasetException(
            "%s is empty (expected: a row with the names of the columns). Get the file again."
                .formatted(csv.file()));
      }
      names = fields;
      if (ImmutableSet.copyOf(names).size() < names.size()) {
        throw broken("columns " + names, "each name once; give the names by withColumns");
      }
    }
    try {
      return CsvColumns.of(names, csv.features(), csv.label().column(), csv.file().toString());
    } catch (IllegalArgumentException e) {
      throw new DatasetException(e.getMessage() + ". Name the columns that the file has.", e);
    }
  }

  CsvColumns columns() {
    return columns;
  }

  /** Goes to the next row, the first at first; false at the end. */
  boolean next() {
    if (!advance()) {
      return false;
    }
    int expected = columns.all().size();
    if (fields.size() != expected) {
      throw broken(fields.size() + " values", expected + ", one a column");
    }
    return true;
  }

  /** Goes to the next row with a value; the parser skips empty lines, but not those of spaces. */
  private boolean advance() {
    try {
      do {
        if (!records.hasNext()) {
          return false;
        }
        CsvRecord row = records.next();
        line = row.getStartingLineNumber();
        fields = row.getFields().stream().map(String::strip).toList();
      } while (fields.equals(List.of("")));
      return true;
    } catch (CsvParseException | UncheckedIOException e) {
      throw unparsable(e);
    }
  }

  private DatasetException unparsable(RuntimeException e) {
    if (e.getCause() instanceof IOException io) {
      return InputFile.failure(csv.file(), EXPECTED, io);
    }
    return new DatasetException(
        "%s, after the row of line %d: %s (expected: values quoted as RFC 4180 says). Correct the file."
            .formatted(csv.file(), line, e.getMessage()),
        e);
  }

  /** Where the row begins, from 1. */
  long line() {
    return line;
  }

  String field(int index) {
    return fields.get(index);
  }

  boolean isMissing(int index) {
    return missing.contains(field(index));
  }

  /** The text of the label, which is never missing. */
  String label() {
    if (isMissing(columns.label())) {
      throw brokenField(columns.label(), "a label");
    }
    return field(columns.label());
  }

  DatasetException brokenField(int index, String expected) {
    return broken(
        "'%s' in column '%s'".formatted(field(index), columns.all().get(index)), expected);
  }

  private DatasetException broken(String found, String expected) {
    return new DatasetException(
        "%s, line %d: %s (expected: %s). Correct the file."
            .formatted(csv.file(), line, found, expected));
  }

  @Override
  public void close() {
    try {
      records.close();
    } catch (IOException e) {
      throw InputFile.failure(csv.file(), EXPECTED, e);
    }
  }
}
