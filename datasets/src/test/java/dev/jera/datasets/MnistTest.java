package dev.jera.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.google.common.hash.Hashing;
import com.google.common.hash.HashingInputStream;
import com.google.common.io.ByteStreams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.Shape;

class MnistTest {

  @ParameterizedTest
  @CsvSource({
    "train-images-idx3-ubyte, ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte, 65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte, 0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte, ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"
  })
  void shipsTheCanonicalFiles(String name, String sha256) throws IOException {
    try (var packed = Mnist.class.getResourceAsStream("mnist/" + name + ".gz");
        var raw = new GZIPInputStream(Objects.requireNonNull(packed), 1 << 16);
        var hashed = new HashingInputStream(Hashing.sha256(), raw)) {
      ByteStreams.exhaust(hashed);
      assertThat(hashed.hash()).hasToString(sha256);
    }
  }

  /** The mean pixel is 0.1307, by which PyTorch's MNIST example normalizes. */
  @Test
  void has60000TrainingExamples() {
    ArrayDataset train = Mnist.train();

    assertThat(train.features()).isInstanceOf(ByteNdArray.class);
    assertThat(train.features().shape()).isEqualTo(Shape.of(60_000, 28, 28, 1));
    assertThat(train.labels()).isInstanceOf(ByteNdArray.class);
    assertThat(train.labels().shape()).isEqualTo(Shape.of(60_000));
    assertThat(train.label(0)).isEqualTo(5);
    assertThat(Pixels.countsOfLabels(train))
        .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
    assertThat(Pixels.mean(train)).isEqualTo(0.1307, within(0.00005));
  }

  @Test
  void has10000TestExamples() {
    ArrayDataset test = Mnist.test();

    assertThat(test.features().shape()).isEqualTo(Shape.of(10_000, 28, 28, 1));
    assertThat(Pixels.firstLabels(test, 10)).containsExactly(7, 2, 1, 0, 4, 1, 4, 9, 5, 9);
    test.checkLabels(10);
  }

  @Test
  void isSplitAsTutorialsDo() {
    Splits splits = Mnist.splits();

    assertThat(splits.train().size()).isEqualTo(55_000);
    assertThat(splits.validation().features()).isEqualTo(Mnist.train().skip(55_000).features());
    assertThat(splits.test().size()).isEqualTo(10_000);
  }

  @Test
  void namesItsClassesByDigit() {
    assertThat(Mnist.classNames()).hasSize(10).startsWith("0", "1").endsWith("9");
  }

  @Test
  void readsAnotherPairOfFilesGzippedOrRaw(@TempDir Path directory) throws IOException {
    IdxFiles.writePair(directory, 3, 28, 3);

    ArrayDataset three = Mnist.train(directory);

    assertThat(three.features().shape()).isEqualTo(Shape.of(3, 28, 28, 1));
    assertThat(((ByteNdArray) three.features()).getByte(1, 0, 2, 0)).isEqualTo((byte) 786);
    assertThat(Pixels.firstLabels(three, 3)).containsExactly(0, 1, 2);
  }

  @Test
  void namesTheFileThatADirectoryLacks(@TempDir Path directory) throws IOException {
    IdxFiles.writePair(directory, 3, 28, 3);

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Mnist.test(directory))
        .withMessageStartingWith(
            "No t10k-images-idx3-ubyte.gz in %s (expected: it, or the same without .gz)",
            directory);
  }

  @Test
  void refusesMoreImagesThanLabels(@TempDir Path directory) throws IOException {
    IdxFiles.writePair(directory, 3, 28, 2);

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Mnist.train(directory))
        .withMessageStartingWith(
            "train-labels-idx1-ubyte.gz in %s has shape [2] (expected: [3], a label an image)",
            directory);
  }

  @Test
  void refusesImagesOfAnotherSize(@TempDir Path directory) throws IOException {
    IdxFiles.writePair(directory, 3, 32, 3);

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Mnist.train(directory))
        .withMessageStartingWith(
            "train-images-idx3-ubyte.gz in %s has shape [3, 32, 28] (expected: [n, 28, 28])",
            directory);
  }
}
