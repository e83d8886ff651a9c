package dev.jera.datasets.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.datasets.Dataset;
import dev.jera.datasets.DatasetException;
import dev.jera.datasets.Example;
import dev.jera.datasets.Mnist;
import dev.jera.datasets.Pass;
import dev.jera.datasets.image.Images;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

@Timeout(60)
class TfRecordDatasetTest {

  /** What a frame has beside its data: length and two checksums. */
  private static final int FRAME = 16;

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("train.tfrecord");
  }

  @Test
  void readsSeveralFilesRawAndGzipped() {
    Path second = directory.resolve("second.gz");
    write(file, 0, 3);
    try (var writer = TfRecordWriter.createGzipped(second)) {
      writer.append(record(3));
    }

    assertThat(numbers(TfRecordDataset.of(List.of(file, second), TfRecordDatasetTest::example)))
        .containsExactly(0, 1, 2, 3);
    assertThat(numbers(TfRecordDataset.of(List.of(second, file), TfRecordDatasetTest::example)))
        .containsExactly(3, 0, 1, 2);
  }

  @Test
  void parsesOnAllThreadsOfPrefetchAndKeepsTheOrder() {
    write(file, 0, 40);
    var together = new CyclicBarrier(4);
    Dataset data =
        TfRecordDataset.of(
            file,
            parsed -> {
              await(together);
              return example(parsed);
            });

    // A thread alone would wait at the barrier for ever.
    assertThat(numbers(data.prefetch(40, 4)))
        .isEqualTo(numbers(TfRecordDataset.of(file, TfRecordDatasetTest::example)));
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void parsesNothingThatIsSkipped() {
    write(file, 0, 10);
    var parsed = new AtomicInteger();
    Dataset data =
        TfRecordDataset.of(
            file,
            record -> {
              parsed.incrementAndGet();
              return example(record);
            });

    assertThat(numbers(data.skip(7))).containsExactly(7, 8, 9);
    assertThat(parsed).hasValue(3);
  }

  @Test
  void decodesImagesWithinRecords() throws IOException {
    var image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(1, 0, 0x0a141e);
    var png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    try (var writer = TfRecordWriter.create(file)) {
      writer.append(TfExample.of().withBytes("image", png.toByteArray()).withLongs("label", 3));
    }
    Dataset data =
        TfRecordDataset.of(
            file,
            record ->
                Example.of(
                    Images.read(record.bytes("image"), "image", 3),
                    NdArrays.scalarOf((int) record.number("label"))));

    try (Pass pass = data.prefetch(2).pass(0)) {
      assertThat(pass.next())
          .isEqualTo(
              Example.of(
                  StdArrays.ndCopyOf(new byte[][][] {{{0, 0, 0}, {10, 20, 30}}}),
                  NdArrays.scalarOf(3)));
    }
  }

  /** How a data set becomes a file, which is not worth a method. */
  @Test
  void readsADatasetThatWasWritten() {
    var data = Mnist.test().take(20);
    try (var writer = TfRecordWriter.create(file);
        Pass pass = data.pass(0)) {
      while (pass.hasNext()) {
        Example example = pass.next();
        var pixels = new byte[28 * 28];
        for (int i = 0; i < pixels.length; i++) {
          pixels[i] = ((ByteNdArray) example.feature()).getByte(i / 28, i % 28, 0);
        }
        long label = ((ByteNdArray) example.label()).getByte();
        writer.append(TfExample.of().withBytes("pixels", pixels).withLongs("label", label));
      }
    }

    Dataset read =
        TfRecordDataset.of(
            file,
            record ->
                Example.of(
                    NdArrays.vectorOf(record.bytes("pixels")).withShape(Shape.of(28, 28, 1)),
                    NdArrays.scalarOf((byte) record.number("label"))));

    assertThat(read.toArrays().features()).isEqualTo(data.features());
    assertThat(read.toArrays().labels()).isEqualTo(data.labels());
  }

  @Test
  void saysWhereARecordIsTruncated() throws IOException {
    write(file, 0, 3);
    byte[] whole = Files.readAllBytes(file);
    int frame = whole.length / 3;
    Files.write(file, Arrays.copyOf(whole, 2 * frame + FRAME));

    assertBroken(
        "%s is not a whole TFRecord file: record 2 at byte %d has the end of the file after 4 bytes of data and checksum (expected: %d). Get or write the file again."
            .formatted(file, 2 * frame, frame - FRAME + 4),
        2);
  }

  @Test
  void saysWhichRecordIsNoExample() {
    try (var writer = TfRecordWriter.create(file)) {
      writer.append(record(0));
      writer.append(new byte[] {1, 2, 3});
    }
    int frame = record(0).toBytes().length + FRAME;

    assertBroken("%s: record 1 at byte %d is no tf.Example: ".formatted(file, frame), 1);
  }

  @Test
  void saysWhichRecordTheParserFailedOn() {
    try (var writer = TfRecordWriter.create(file)) {
      writer.append(record(0));
      writer.append(TfExample.of().withFloats("x", 1f));
    }
    int frame = record(0).toBytes().length + FRAME;

    assertBroken(
        "%s: record 1 at byte %d: the parser failed: dev.jera.datasets.DatasetException: No feature 'y' in the example (expected: a Int64List; it has {x=FloatList of 1}). Check the name."
            .formatted(file, frame),
        1);
  }

  @Test
  void refusesNoFilesAndOneThatIsMissing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TfRecordDataset.of(List.of(), TfRecordDatasetTest::example))
        .withMessage("files: [] (expected: at least one)");
    assertBroken("No file " + file + " (expected: a TFRecord file", 0);
  }

  /** Alone and read ahead, after some examples that are whole. */
  private void assertBroken(String message, int whole) {
    Dataset data = TfRecordDataset.of(file, TfRecordDatasetTest::example);
    for (Dataset either : List.of(data, data.prefetch(4, 2))) {
      try (Pass pass = either.pass(0)) {
        for (int i = 0; i < whole; i++) {
          pass.next();
        }
        assertThatExceptionOfType(DatasetException.class)
            .isThrownBy(pass::next)
            .withMessageStartingWith(message);
      }
    }
  }

  private static void write(Path file, int from, int to) {
    try (var writer = TfRecordWriter.create(file)) {
      for (int i = from; i < to; i++) {
        writer.append(record(i));
      }
    }
  }

  private static TfExample record(int n) {
    return TfExample.of().withFloats("x", n).withLongs("y", n);
  }

  private static Example example(TfExample record) {
    return Example.of(
        NdArrays.vectorOf(record.floats("x")), NdArrays.scalarOf((int) record.number("y")));
  }

  private static List<Integer> numbers(Dataset data) {
    var numbers = new ArrayList<Integer>();
    try (Pass pass = data.pass(0)) {
      pass.forEachRemaining(example -> numbers.add(((IntNdArray) example.label()).getInt()));
    }
    return numbers;
  }
}
