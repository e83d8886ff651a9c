package dev.jera.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.datasets.record.TfExample;
import dev.jera.datasets.record.TfRecordWriter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Large data sets go through a small memory; run with -Pacceptance.
 *
 * <p>Linux says how much memory is resident, garbage included. In a heap of gigabytes the collector
 * lets garbage grow by hundreds of megabytes before it looks, so the programs get a small heap,
 * which is full of it after the first examples: what still grows would be a leak.
 */
@Tag("acceptance")
@EnabledOnOs(OS.LINUX)
class StreamingAcceptanceTest {

  private static final int EXAMPLES = 100_000;
  private static final int CLASSES = 10;
  private static final String HEAP = "-Xmx128m";
  private static final long MOST_GROWTH_MB = 100;
  private static final List<byte[]> JPEGS = new ArrayList<>();

  @TempDir private Path directory;

  /** One a class, of one shade of grey that tells it. */
  @BeforeAll
  static void encodeImages() throws IOException {
    int size = StreamingProgram.SIZE;
    for (int label = 0; label < CLASSES; label++) {
      var image = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
      for (int i = 0; i < size * size; i++) {
        image.getRaster().setSample(i % size, i / size, 0, StreamingProgram.shade(label));
      }
      var bytes = new ByteArrayOutputStream();
      ImageIO.write(image, "jpg", bytes);
      JPEGS.add(bytes.toByteArray());
    }
  }

  @Test
  void imagesOfADirectoryLeaveMemoryFlat() throws Exception {
    for (int label = 0; label < CLASSES; label++) {
      Files.createDirectory(directory.resolve("class-" + label));
    }
    IntStream.range(0, EXAMPLES).parallel().forEach(this::writeImage);

    assertFlat("images", directory);
  }

  private void writeImage(int n) {
    int label = n % CLASSES;
    try {
      Files.write(directory.resolve("class-%d/%d.jpg".formatted(label, n)), JPEGS.get(label));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void recordsOfAFileLeaveMemoryFlat() throws Exception {
    Path file = directory.resolve("images.tfrecord");
    try (var writer = TfRecordWriter.create(file)) {
      for (int n = 0; n < EXAMPLES; n++) {
        int label = n % CLASSES;
        writer.append(
            TfExample.of().withBytes("image", JPEGS.get(label)).withLongs("label", label));
      }
    }

    assertFlat("records", file);
  }

  private static void assertFlat(String what, Path data) throws Exception {
    List<String> lines = run(data);
    assertThat(lines).hasSize(3);
    for (int i = 0; i < lines.size(); i++) {
      String[] numbers = lines.get(i).split(" ", -1);
      long warm = Long.parseLong(numbers[2]);
      long end = Long.parseLong(numbers[3]);
      System.out.printf(
          "%s, %d threads ahead: %s examples/s; resident %d MB after %,d, %d MB after %s; %s%n",
          what, 2 - i, numbers[1], warm, StreamingProgram.WARM, end, numbers[0], HEAP);
      assertThat(numbers[0]).isEqualTo(Integer.toString(EXAMPLES));
      assertThat(end - warm).as(lines.get(i)).isLessThan(MOST_GROWTH_MB);
    }
  }

  private static List<String> run(Path data) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-cp",
                System.getProperty("java.class.path"),
                StreamingProgram.class.getName(),
                data.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var out = process.inputReader(UTF_8)) {
      List<String> lines = out.lines().toList();
      assertThat(process.waitFor()).isZero();
      return lines;
    } finally {
      process.destroy();
    }
  }
}
