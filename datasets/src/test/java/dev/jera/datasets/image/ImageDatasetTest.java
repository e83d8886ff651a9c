package dev.jera.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.datasets.Dataset;
import dev.jera.datasets.DatasetException;
import dev.jera.datasets.Example;
import dev.jera.datasets.IndexedDataset;
import dev.jera.datasets.Pass;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.Shape;

class ImageDatasetTest {

  private static final int IMAGES = 2_000;
  private static final int CLASSES = 4;
  private static final int SIZE = 16;

  @TempDir private static Path root;

  /** Image n, in class n % 4: a slope of grey that tells n, rows from columns, and both ends. */
  @BeforeAll
  static void writeImages() throws IOException {
    for (int n = 0; n < IMAGES; n++) {
      var image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          image.getRaster().setSample(x, y, 0, grey(n, y, x));
        }
      }
      Path file = file(n);
      Files.createDirectories(file.getParent());
      Files.write(file, ImageBytes.encode(image, "jpg"));
    }
  }

  private static int grey(int n, int y, int x) {
    return n % 128 + 4 * x + 2 * y;
  }

  private static Path file(int n) {
    return root.resolve("class-" + n % CLASSES).resolve("%04d.jpg".formatted(n / CLASSES));
  }

  private static ImageDataset images() {
    return ImageDataset.of(ImageDirectory.of(root), SIZE, SIZE).withChannels(1);
  }

  @Test
  void aPassHasTheRightPixelsAndClasses() {
    ImageDataset images = images();

    assertThat(images.classNames()).containsExactly("class-0", "class-1", "class-2", "class-3");
    assertThat(images.size()).isEqualTo(IMAGES);
    List<Example> all = read(images, 0);
    assertThat(all).hasSize(IMAGES);
    for (int i = 0; i < IMAGES; i++) {
      // By class, and within a class by the number of the file.
      int label = i / (IMAGES / CLASSES);
      int n = i % (IMAGES / CLASSES) * CLASSES + label;
      assertThat(((IntNdArray) all.get(i).label()).getInt()).isEqualTo(label);
      assertPixels(all.get(i), n);
    }
  }

  private static void assertPixels(Example example, int n) {
    ByteNdArray pixels = (ByteNdArray) example.feature();
    assertThat(pixels.shape()).isEqualTo(Shape.of(SIZE, SIZE, 1));
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        int found = Byte.toUnsignedInt(pixels.getByte(y, x, 0));
        int wanted = grey(n, y, x);
        if (Math.abs(found - wanted) > 6) {
          throw new AssertionError(
              "image %d, row %d, column %d: %d (expected: %d)".formatted(n, y, x, found, wanted));
        }
      }
    }
  }

  @Test
  void decodingAheadChangesNothing() {
    Dataset one = images().withAhead(0).shuffle(5);

    List<Example> expected = read(one, 3);
    assertThat(read(images().shuffle(5), 3)).isEqualTo(expected);
    assertThat(read(one.prefetch(20, 3), 3)).isEqualTo(expected);
    assertThat(read(one, 4)).isNotEqualTo(expected);
  }

  /** As the trainer takes it: shuffled by select, of a part too. */
  @Test
  void decodesAheadInEveryOrder() {
    IndexedDataset part = images().split(0.5).get(1);
    int[] order = IntStream.range(0, 1_000).map(i -> 999 - i).toArray();

    assertThat(threads(images())).isGreaterThan(0);
    assertThat(threads(images().select(order))).isGreaterThan(0);
    assertThat(threads(part)).isGreaterThan(0);
    assertThat(threads(part.select(order))).isGreaterThan(0);
    assertThat(threads(images().withAhead(0))).isZero();
    assertThat(threads(images().prefetch(8, 1))).isEqualTo(1);
    assertThat(read(part.select(new int[] {3, 0, 999}), 0))
        .containsExactly(images().get(1_003), images().get(1_000), images().get(1_999));
  }

  /** How many threads read ahead; they live until the pass has its last example, or is closed. */
  private static long threads(Dataset data) {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (Pass pass = data.pass(0)) {
      assertThat(pass.hasNext()).isTrue();
      return Thread.getAllStackTraces().keySet().stream()
          .filter(thread -> !before.contains(thread))
          .filter(thread -> thread.getName().startsWith("jera-prefetch"))
          .count();
    }
  }

  @Test
  void scalesToTheSizeAskedFor() {
    Example example = ImageDataset.of(ImageDirectory.of(root), 4, 8).get(0);

    ByteNdArray pixels = (ByteNdArray) example.feature();
    assertThat(pixels.shape()).isEqualTo(Shape.of(4, 8, 3));
    assertThat(pixels.getByte(0, 0, 0)).isLessThan(pixels.getByte(0, 7, 0));
  }

  @Test
  void namesTheBrokenImageWhereItsExampleWouldCome(@TempDir Path other) throws IOException {
    byte[] whole = Files.readAllBytes(file(0));
    Files.createDirectory(other.resolve("cats"));
    for (int i = 0; i < 5; i++) {
      byte[] bytes = i == 3 ? Arrays.copyOf(whole, whole.length / 2) : whole;
      Files.write(other.resolve("cats/%d.jpg".formatted(i)), bytes);
    }
    ImageDirectory directory = ImageDirectory.of(other);
    ImageDataset images = ImageDataset.of(directory, SIZE, SIZE);

    try (Pass pass = images.pass(0)) {
      for (int i = 0; i < 3; i++) {
        pass.next();
      }
      assertThatExceptionOfType(DatasetException.class)
          .isThrownBy(pass::next)
          .withMessage(
              other.resolve("cats/3.jpg")
                  + ": truncated, it has no end-of-image marker (expected: a JPEG, PNG, BMP or GIF image). Get the file again, or remove it.");
    }
    assertThat(read(images.withDirectory(directory.withoutBroken(broken -> {})), 0))
        .hasSize(4)
        .containsOnly(images.get(0));
  }

  @Test
  void refusesSizesThatCannotBe() {
    ImageDirectory directory = ImageDirectory.of(root);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageDataset.of(directory, 0, 1))
        .withMessage("height: 0 (expected: > 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageDataset.of(directory, 1, -1))
        .withMessage("width: -1 (expected: > 0)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> images().withChannels(4))
        .withMessage("channels: 4 (expected: 1 or 3)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> images().withAhead(-1))
        .withMessage("ahead: -1 (expected: >= 0)");
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> images().get(IMAGES))
        .withMessage("index: 2000 (expected: 0..1999)");
  }

  private static List<Example> read(Dataset data, long number) {
    List<Example> examples = new ArrayList<>();
    try (Pass pass = data.pass(number)) {
      pass.forEachRemaining(examples::add);
    }
    return examples;
  }
}
