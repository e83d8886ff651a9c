package dev.jera.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

class FashionMnistTest {

  private static final Path DEBIAN = Path.of("/usr/share/datasets/fashion-mnist");

  /** Labels as in Keras's tutorial; the mean pixel, 0.2860, is widely used to normalize. */
  @Test
  void has60000TrainingExamples() {
    assumeInstalled();

    ArrayDataset train = FashionMnist.train(DEBIAN);

    assertThat(train.features().shape()).isEqualTo(Shape.of(60_000, 28, 28, 1));
    assertThat(Pixels.firstLabels(train, 3)).containsExactly(9, 0, 0);
    assertThat(Pixels.countsOfLabels(train)).containsOnly(6_000);
    assertThat(Pixels.mean(train)).isEqualTo(0.2860, within(0.0001));
  }

  @Test
  void has10000TestExamples() {
    assumeInstalled();

    ArrayDataset test = FashionMnist.test(DEBIAN);

    assertThat(test.features().shape()).isEqualTo(Shape.of(10_000, 28, 28, 1));
    assertThat(Pixels.firstLabels(test, 5)).containsExactly(9, 2, 1, 1, 6);
    assertThat(Pixels.countsOfLabels(test)).containsOnly(1_000);
  }

  @Test
  void isFoundWhereDebianPutsIt() {
    assumeInstalled();

    assertThat(FashionMnist.test().size()).isEqualTo(10_000);
  }

  private static void assumeInstalled() {
    assumeTrue(
        Files.isDirectory(DEBIAN),
        "Fashion-MNIST is not installed: apt-get install dataset-fashion-mnist");
  }

  @Test
  void namesItsClassesInTheOrderOfTheLabels() {
    assertThat(FashionMnist.classNames())
        .containsExactly(
            "T-shirt/top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot");
  }

  @Test
  void looksInTheGivenDirectoryFirst(@TempDir Path directory) throws IOException {
    Files.writeString(directory.resolve("t10k-images-idx3-ubyte"), "no IDX");
    Files.writeString(directory.resolve("t10k-labels-idx1-ubyte"), "no IDX");
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> FashionMnist.test(directory))
        .withMessageContaining(directory.resolve("t10k-images-idx3-ubyte").toString());
  }

  @Test
  void refusesADirectoryThatIsNotThere(@TempDir Path directory) {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> FashionMnist.train(directory.resolve("typo")))
        .withMessageContaining("no directory " + directory.resolve("typo"));
  }

  @Test
  void saysWhereItLookedAndWhatToDoWhenThereIsNoNetwork(@TempDir Path directory)
      throws IOException {
    Path cache = directory.resolve("cache");
    Path debian = directory.resolve("debian");
    URI nobody;
    try (var server = new FileServer()) {
      nobody = server.uri("");
    }

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(
            () ->
                FashionMnist.locator(List.of(cache, debian), cache)
                    .directoryOf(FashionMnist.files(IdxPair.TEST, nobody)))
        .withMessageStartingWith(
            "Fashion-MNIST is neither in %s nor in %s, and the download of %s into %s failed: ",
            cache, debian, nobody.resolve("t10k-images-idx3-ubyte.gz"), cache)
        .withMessageContaining("ConnectException")
        .withMessageContaining("apt-get install dataset-fashion-mnist")
        .withMessageContaining("FashionMnist.train(directory)")
        .withMessageContaining("train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz");
  }
}
