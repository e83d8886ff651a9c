package dev.jera.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

class IdxTest {

  @Test
  void readsElementsInTheShapeOfTheHeader() {
    ByteNdArray array =
        read(HexFormat.of().parseHex("00000802" + "00000002" + "00000003" + "0001027f80ff"));

    assertThat(array)
        .isEqualTo(
            NdArrays.vectorOf((byte) 0, (byte) 1, (byte) 2, (byte) 127, (byte) 128, (byte) 255)
                .withShape(Shape.of(2, 3)));
  }

  @Test
  void readsEveryRank() {
    assertThat(read(IdxFiles.counting(3)).shape()).isEqualTo(Shape.of(3));
    assertThat(read(IdxFiles.counting(1, 2, 3, 4, 5)).shape()).isEqualTo(Shape.of(1, 2, 3, 4, 5));
  }

  @Test
  void readsGzippedFilesByTheirFirstBytesWhateverTheirName(@TempDir Path directory)
      throws IOException {
    byte[] raw = IdxFiles.counting(5, 2);
    Path packed = Files.write(directory.resolve("packed-idx2-ubyte"), IdxFiles.gzip(raw));
    Path plain = Files.write(directory.resolve("plain-idx2-ubyte.gz"), raw);

    assertThat(Idx.read(packed)).isEqualTo(read(raw));
    assertThat(Idx.read(plain)).isEqualTo(read(raw));
  }

  /** 5,000,000 elements make the room for them grow twice. */
  @Test
  void readsMoreElementsThanItMakesRoomForAtFirst() {
    ByteNdArray array = read(IdxFiles.gzip(IdxFiles.counting(5_000, 1_000)));

    assertThat(array.shape()).isEqualTo(Shape.of(5_000, 1_000));
    assertThat(array.getByte(4_999, 999)).isEqualTo((byte) 4_999_999);
    assertThat(array.getByte(1_048, 576)).isEqualTo((byte) 1_048_576);
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '',                         the end of the file within its header
          000008,                     the end of the file within its header
          0000080200000002,           the end of the file within its header
          89504e470d0a1a0a,           first bytes 89504e47
          00000800,                   first bytes 00000800
          00000d010000000100000000,   element type 0x0d
          000008010000000000,         dimension 0 is 0
          0000080100000000,           dimension 0 is 0
          00000801ffffffff00,         dimension 0 is -1
          00000802000100000001000000, dimension 1 is 65536
          0000080100000003000102ff,   more bytes after the last element
          00000801000000030001,       the end of the file after 2 bytes of elements
          """)
  void refusesWhatIsNoWholeIdxFileOfUint8(String hex, String found) {
    byte[] file = HexFormat.of().parseHex(hex);

    assertBroken(file, found);
    assertBroken(IdxFiles.gzip(file), found);
  }

  private static void assertBroken(byte[] file, String found) {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> read(file))
        .withMessageStartingWith("digits is not a whole IDX file: " + found)
        .withMessageContaining("(expected: ")
        .withMessageEndingWith("Get the file again.");
  }

  /** The tests run with a smaller heap than this header asks for. */
  @Test
  void takesNoMemoryOnTheWordOfAHeader() {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> read(IdxFiles.withElements(7, 2_147_000_000)))
        .withMessageContaining("after 7 bytes of elements (expected: 2147000000");
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 30, 60})
  void refusesATruncatedGzipFile(int length) {
    byte[] packed = Arrays.copyOf(IdxFiles.gzip(IdxFiles.counting(50)), length);

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> read(packed))
        .withMessageStartingWith("digits is not a whole packed file: ");
  }

  @Test
  void refusesAGzipFileWhoseChecksumIsWrong() {
    byte[] packed = IdxFiles.gzip(IdxFiles.counting(50));
    packed[packed.length - 8] ^= 1;

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> read(packed))
        .withMessageStartingWith("digits is not a whole packed file: ");
  }

  @Test
  void namesAFileThatIsMissing(@TempDir Path directory) {
    Path file = directory.resolve("labels");

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Idx.read(file))
        .withMessageStartingWith("No file " + file + " (expected: an IDX file, raw or gzipped)");
  }

  @Test
  void namesAFileThatCannotBeRead(@TempDir Path directory) {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> Idx.read(directory))
        .withMessageStartingWith(directory + " cannot be read: ");
  }

  @Test
  void leavesTheStreamOpen() {
    var stream =
        new ByteArrayInputStream(IdxFiles.counting(3)) {
          private boolean closed;

          @Override
          public void close() {
            closed = true;
          }
        };

    Idx.read(stream, "digits");

    assertThat(stream.closed).isFalse();
  }

  private static ByteNdArray read(byte[] file) {
    InputStream stream = new ByteArrayInputStream(file);
    return Idx.read(stream, "digits");
  }
}
