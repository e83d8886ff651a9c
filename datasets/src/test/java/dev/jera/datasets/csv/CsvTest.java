package dev.jera.datasets.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.collect.ImmutableList;
import dev.jera.datasets.DatasetException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

  private static final CsvLabel NUMBER = CsvLabel.classNumber("label");

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("table.csv");
  }

  @Test
  void readsFeaturesAndLabelsByTheNamesOfTheHeader() {
    Csv csv = Csv.of(write("a,label,b\n1,3,-2.5e1\n\n .5 , 0 ,\"7\"\n"), NUMBER);

    assertThat(csv.featureNames()).containsExactly("a", "b");
    assertThat(rows(csv))
        .containsExactly("line 2: [1.0, -25.0] -> 3.0", "line 4: [0.5, 7.0] -> 0.0");
  }

  /** As pandas.read_csv does. */
  @Test
  void skipsLinesOfSpacesAlone() {
    Csv csv = Csv.of(write(" \t\na,label\n1,2\n   \n\n3,4\n  "), NUMBER);

    assertThat(rows(csv)).containsExactly("line 3: [1.0] -> 2.0", "line 6: [3.0] -> 4.0");
    assertThat(csv.collectClassNames()).containsExactly("2", "4");
    assertRefused(
        Csv.of(write("a;label\n ; \n"), NUMBER).withDelimiter(';'), ", line 2: '' in column 'a'");
    assertRefused(Csv.of(write("  \n \n"), NUMBER), "table.csv is empty");
  }

  @Test
  void opensAgainAndAgain() {
    Csv csv = Csv.of(write("a,label\n1,3\n"), NUMBER);

    assertThat(rows(csv)).isEqualTo(rows(csv)).hasSize(1);
  }

  @Test
  void takesTheFeaturesAskedForInTheirOrder() {
    Csv csv = Csv.of(write("a,b,c,label\n1,2,x,4\n"), NUMBER).withFeatures(List.of("b", "a"));

    assertThat(csv.featureNames()).containsExactly("b", "a");
    assertThat(rows(csv)).containsExactly("line 2: [2.0, 1.0] -> 4.0");
  }

  @Test
  void readsFilesWithoutAHeader() {
    Csv csv =
        Csv.of(write("1;2;3\n4;5;6"), NUMBER)
            .withColumns(List.of("a", "label", "b"))
            .withDelimiter(';');

    assertThat(rows(csv)).containsExactly("line 1: [1.0, 3.0] -> 2.0", "line 2: [4.0, 6.0] -> 5.0");
  }

  @Test
  void numbersClassesByTheirPlaceAmongTheNames() {
    Path table = write("a,label\n1,setosa\n2,\"virginica, late\"\n3,setosa\n");
    Csv csv = Csv.of(table, CsvLabel.className("label", List.of("virginica, late", "setosa")));

    assertThat(csv.collectClassNames()).containsExactly("setosa", "virginica, late");
    assertThat(rows(csv))
        .extracting(row -> row.replaceAll(".*-> ", ""))
        .containsExactly("1.0", "0.0", "1.0");
  }

  @Test
  void readsValuesToPredict() {
    assertThat(rows(Csv.of(write("a,price\n1,-0.25\n"), CsvLabel.value("price"))))
        .containsExactly("line 2: [1.0] -> -0.25");
  }

  @Test
  void putsAValueWhereOneIsMissing() {
    Csv csv = Csv.of(write("a,b,label\n,NA,1\n"), NUMBER).withMissing(List.of("", "NA"));

    assertThat(rows(csv.withMissingValue(-1f))).containsExactly("line 2: [-1.0, -1.0] -> 1.0");
    assertThat(rows(csv.withMissingValue(Float.NaN))).containsExactly("line 2: [NaN, NaN] -> 1.0");
    assertRefused(
        csv,
        ", line 2: '' in column 'a' (expected: a number; missing values are let in by withMissingValue)");
  }

  @Test
  void readsGzippedFilesWithAByteOrderMark() throws IOException {
    try (var gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
      gzip.write("\ufeff\"a\",label\r\n1,2\r\n".getBytes(UTF_8));
    }

    assertThat(rows(Csv.of(file, NUMBER))).containsExactly("line 2: [1.0] -> 2.0");
  }

  @Test
  void countsTheLinesWithinQuotes() {
    Csv csv = Csv.of(write("a,\"the\nlabel\"\n1,2\n1,x\n"), CsvLabel.classNumber("the\nlabel"));

    assertRefused(
        csv, ", line 4: 'x' in column 'the\nlabel' (expected: a whole number, 0 to 16777216)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1f", "0x1p3", "NaN", "Infinity", "1e39", "1,000", "--1", "1 2"})
  void refusesFeaturesThatAreNoFiniteNumbers(String text) {
    Csv csv = Csv.of(write("a;label\n1;0\n" + text + ";1\n"), NUMBER).withDelimiter(';');

    assertRefused(
        csv,
        ", line 3: '" + text + "' in column 'a' (expected: a finite number). Correct the file.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "1.5", "16777217", "99999999999", "cat"})
  void refusesLabelsThatAreNoClassNumbers(String text) {
    assertRefused(
        Csv.of(write("a,label\n1," + text), NUMBER),
        ", line 2: '" + text + "' in column 'label' (expected: a whole number, 0 to 16777216)");
  }

  @Test
  void refusesClassesWithoutANumberAndMissingLabels() {
    Path table = write("a,label\n1,\n2,cow\n");
    var label = CsvLabel.className("label", List.of("cat", "dog"));

    assertRefused(
        Csv.of(table, label).withMissingValue(0f),
        ", line 2: '' in column 'label' (expected: a label)");
    assertRefused(
        Csv.of(write("a,label\n2,cow\n"), label),
        ", line 2: 'cow' in column 'label' (expected: one of [cat, dog])");
  }

  @ParameterizedTest
  @CsvSource({"'1', 1", "'1,2,3', 3", "'1,2,', 3"})
  void refusesRowsOfAnotherLength(String row, int length) {
    assertRefused(
        Csv.of(write("a,label\n1,2\n" + row + "\n"), NUMBER),
        ", line 3: %d values (expected: 2, one a column)".formatted(length));
  }

  @Test
  void refusesColumnsThatTheFileLacks() {
    Csv csv = Csv.of(write("a,label\n1,2\n"), NUMBER);

    assertRefused(
        csv.withFeatures(List.of("b")),
        "No column 'b' in " + file + " (expected: one of [a, label])");
    assertRefused(csv.withLabel(CsvLabel.value("price")), "No column 'price' in " + file);
    assertRefused(
        Csv.of(write("label\n1\n"), NUMBER),
        "has the one column label (expected: features beside it)");
    assertRefused(
        Csv.of(write("a,a,label\n"), NUMBER),
        ", line 1: columns [a, a, label] (expected: each name once");
  }

  @Test
  void refusesWhatIsNoTable() throws IOException {
    assertRefused(
        Csv.of(write(""), NUMBER),
        "table.csv is empty (expected: a row with the names of the columns)");
    assertRefused(
        Csv.of(write("a,label\n1,2\n\"3,4\n5,6\n"), NUMBER),
        "table.csv, after the row of line 2: ");
    Files.write(file, "a,label\n\u00e9,2\n".getBytes(ISO_8859_1));
    assertRefused(Csv.of(file, NUMBER), "table.csv is not text in UTF-8");
    assertRefused(
        Csv.of(directory.resolve("none"), NUMBER), "No file " + directory.resolve("none"));
    assertRefused(Csv.of(directory, NUMBER), " cannot be read: ");
  }

  @Test
  void refusesATruncatedGzipFile() throws IOException {
    try (var gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
      gzip.write(("a,label\n" + "1,2\n".repeat(10_000)).getBytes(ISO_8859_1));
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 20));

    assertRefused(Csv.of(file, NUMBER), " is not a whole packed file: ");
  }

  @Test
  void refusesDescriptionsThatDoNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Csv.of(file, NUMBER).withDelimiter('"'))
        .withMessageStartingWith("delimiter: 34 (expected: no quote");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Csv.of(file, NUMBER).withFeatures(List.of("a", "label")))
        .withMessage("features: [a, label] (expected: not the label, label)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Csv.of(file, NUMBER).withColumns(List.of("a", "a")))
        .withMessage("columns: [a, a] (expected: each once)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Csv.of(file, NUMBER).withColumns(List.of("a", "b")))
        .withMessageStartingWith("No column 'label' in ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CsvLabel.className("label", List.of("a", "a")))
        .withMessage("names: [a, a] (expected: each once)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CsvLabel.className("label", List.of()))
        .withMessage("names: [] (expected: the name of every class)");
  }

  @Test
  void readsNothingMoreAtTheEndOrAfterItIsClosed() {
    CsvRows rows = Csv.of(write("a,label\n1,2\n"), NUMBER).open();
    rows.next();

    assertThat(rows.hasNext()).isFalse();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(rows::next);
    rows.close();
    rows.close();
    assertThatIllegalStateException()
        .isThrownBy(rows::hasNext)
        .withMessageStartingWith("The rows are closed");
  }

  private Path write(String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> rows(Csv csv) {
    try (CsvRows rows = csv.open()) {
      return ImmutableList.copyOf(rows).stream().map(CsvRow::toString).toList();
    }
  }

  private static void assertRefused(Csv csv, String message) {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> rows(csv))
        .withMessageContaining(message);
  }
}
