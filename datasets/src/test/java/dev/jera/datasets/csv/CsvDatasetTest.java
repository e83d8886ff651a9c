package dev.jera.datasets.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jera.datasets.Dataset;
import dev.jera.datasets.DatasetException;
import dev.jera.datasets.Example;
import dev.jera.datasets.Pass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.StdArrays;

class CsvDatasetTest {

  private static final CsvLabel NAME = CsvLabel.className("label", List.of("cat", "dog"));

  @TempDir private Path directory;

  @Test
  void rowsAreExamplesWithTheNumberOfTheirClass() {
    Dataset names = Csv.of(write("a,label,b\n1,dog,2\n3,cat,4\n"), NAME);

    assertThat(read(names))
        .containsExactly(
            Example.of(NdArrays.vectorOf(1f, 2f), NdArrays.scalarOf(1)),
            Example.of(NdArrays.vectorOf(3f, 4f), NdArrays.scalarOf(0)));
    assertThat(names.classCounts()).isEqualTo(Map.of(0, 1L, 1, 1L));
    assertThat(names.toArrays().label(0)).isEqualTo(1);
    assertThat(read(Csv.of(write("a,label\n5,16777216\n"), CsvLabel.classNumber("label"))))
        .containsExactly(Example.of(NdArrays.vectorOf(5f), NdArrays.scalarOf(1 << 24)));
  }

  @Test
  void rowsAreExamplesWithTheValueToPredict() {
    Dataset prices = Csv.of(write("a,price\n1,-0.25\n2,8\n"), CsvLabel.value("price"));

    assertThat(prices.toArrays().labels())
        .isEqualTo(StdArrays.ndCopyOf(new float[][] {{-0.25f}, {8}}));
    assertThat(prices.toArrays().features())
        .isEqualTo(StdArrays.ndCopyOf(new float[][] {{1}, {2}}));
  }

  @Test
  void aBrokenRowComesAfterTheWholeOnes() {
    Dataset data = Csv.of(write("a,label\n1,cat\n2,cow\n"), NAME);

    try (Pass pass = data.prefetch(4).pass(0)) {
      pass.next();
      assertThatExceptionOfType(DatasetException.class)
          .isThrownBy(pass::next)
          .withMessage(
              "%s, line 3: 'cow' in column 'label' (expected: one of [cat, dog]). Correct the file.",
              directory.resolve("table.csv"));
    }
  }

  @Test
  void aColumnThatIsNotThereIsToldBeforeAnyRow() {
    Dataset data = Csv.of(write("a,b\n1,2\n"), NAME);

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> data.pass(0))
        .withMessage(
            "No column 'label' in %s (expected: one of [a, b]). Name the columns that the file has.",
            directory.resolve("table.csv"));
  }

  private Path write(String text) {
    try {
      return Files.writeString(directory.resolve("table.csv"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Example> read(Dataset data) {
    List<Example> examples = new ArrayList<>();
    try (Pass pass = data.pass(0)) {
      pass.forEachRemaining(examples::add);
    }
    return examples;
  }
}
