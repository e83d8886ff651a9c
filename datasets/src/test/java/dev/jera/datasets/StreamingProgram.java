package dev.jera.datasets;

import static com.google.common.base.Preconditions.checkState;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.CharMatcher;
import dev.jera.datasets.image.ImageDataset;
import dev.jera.datasets.image.ImageDirectory;
import dev.jera.datasets.image.Images;
import dev.jera.datasets.record.TfRecordDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.NdArrays;

/**
 * Reads a large data set with two threads ahead, with one, and with none, and prints a line for
 * each: how many examples, how many a second, and the resident megabytes after the first 10,000 and
 * at the end. A process of its own, so that its heap is as large as it is told.
 */
final class StreamingProgram {

  static final int SIZE = 32;
  static final int WARM = 10_000;
  private static final int AHEAD = 64;

  private StreamingProgram() {}

  /** Of a directory of images or a TFRecord file. */
  public static void main(String[] arguments) throws IOException {
    Path path = Path.of(arguments[0]);
    Dataset data =
        Files.isDirectory(path)
            ? ImageDataset.of(ImageDirectory.of(path), SIZE, SIZE)
                .withChannels(1)
                .withAhead(0)
                .shuffle(1)
            : records(path).shuffle(1_000, 1);
    measure(data.prefetch(AHEAD, 2));
    measure(data.prefetch(AHEAD, 1));
    measure(data);
  }

  private static Dataset records(Path file) {
    return TfRecordDataset.of(
        file,
        record ->
            Example.of(
                Images.read(record.bytes("image"), "image", 1),
                NdArrays.scalarOf((int) record.number("label"))));
  }

  static int shade(int label) {
    return 20 + 20 * label;
  }

  private static void measure(Dataset data) throws IOException {
    long warm = 0;
    int read = 0;
    long began = System.nanoTime();
    try (Pass pass = data.pass(0)) {
      while (pass.hasNext()) {
        Example example = pass.next();
        int wanted = shade(((IntNdArray) example.label()).getInt());
        int pixel = Byte.toUnsignedInt(((ByteNdArray) example.feature()).getByte(5, 9, 0));
        checkState(Math.abs(pixel - wanted) < 4, "%s (expected: %s)", pixel, wanted);
        if (++read == WARM) {
          warm = residentMb();
        }
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf("%d %d %d %d%n", read, Math.round(read / seconds), warm, residentMb());
  }

  private static long residentMb() throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/self/status"), UTF_8).stream()
            .filter(each -> each.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(CharMatcher.inRange('0', '9').retainFrom(line)) >> 10;
  }
}
