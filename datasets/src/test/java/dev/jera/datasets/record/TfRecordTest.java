package dev.jera.datasets.record;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Bytes;
import dev.jera.datasets.DatasetException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TfRecordTest {

  private static final byte[] ABC = "abc".getBytes(US_ASCII);

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("train.tfrecord");
  }

  /** As TensorFlow frames it; here by the JDK's CRC-32C. */
  static byte[] framed(byte[] data) {
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length).array();
    return Bytes.concat(length, masked(length), data, masked(data));
  }

  private static byte[] masked(byte[] data) {
    var crc = new CRC32C();
    crc.update(data);
    long value = crc.getValue();
    long mask = ((value >> 15 | value << 17) & 0xffffffffL) + 0xa282ead8L;
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) mask).array();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsWhatItWrote(boolean gzipped) throws IOException {
    byte[] large = new byte[200_000];
    Arrays.fill(large, (byte) 7);
    try (var writer = gzipped ? TfRecordWriter.createGzipped(file) : TfRecordWriter.create(file)) {
      writer.append(ABC);
      writer.append(new byte[0]);
      writer.append(large);
    }

    assertThat(read(file)).containsExactly(ABC, new byte[0], large);
    assertThat(Files.readAllBytes(file))
        .startsWith(gzipped ? new byte[] {0x1f, (byte) 0x8b} : new byte[] {3, 0});
  }

  @Test
  void writesLengthDataAndTheirMaskedChecksums() throws IOException {
    try (var writer = TfRecordWriter.create(file)) {
      writer.append(ABC);
    }

    assertThat(file).hasBinaryContent(framed(ABC));
  }

  @Test
  void readsSeveralFilesOneOfThemEmpty() throws IOException {
    Path second = Files.write(directory.resolve("empty"), new byte[0]);
    Path third = Files.write(directory.resolve("third"), framed(new byte[] {9}));
    Files.write(file, framed(ABC));

    assertThat(read(file, second, third)).containsExactly(ABC, new byte[] {9});
  }

  /** Its length begins with 1f 8b 08, as a gzip file does. */
  @Test
  void takesNoLengthForTheBeginningOfAGzipFile() throws IOException {
    byte[] data = new byte[0x088b1f];
    Files.write(file, framed(data));

    assertThat(read(file)).containsExactly(data);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void handsOverWhatIsFlushed(boolean gzipped) {
    try (var writer = gzipped ? TfRecordWriter.createGzipped(file) : TfRecordWriter.create(file);
        var reader = TfRecordReader.open(file)) {
      writer.append(ABC);
      writer.flush();

      assertThat(reader.next()).isEqualTo(ABC);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "20, record 1 at byte 19 has the end of the file within its length",
    "30, record 1 at byte 19 has the end of the file within its length",
    "31, record 1 at byte 19 has the end of the file after 0 bytes of data and checksum (expected: 7)",
    "37, record 1 at byte 19 has the end of the file after 6 bytes of data and checksum (expected: 7)"
  })
  void namesTheRecordThatIsTruncated(int length, String found) throws IOException {
    Files.write(file, Arrays.copyOf(Bytes.concat(framed(ABC), framed(ABC)), length));

    assertBroken(found);
  }

  @ParameterizedTest
  @CsvSource({
    "0, a length with a wrong checksum",
    "8, a length with a wrong checksum",
    "12, data with a wrong checksum",
    "15, data with a wrong checksum"
  })
  void refusesEveryWrongByte(int at, String found) throws IOException {
    byte[] second = framed(ABC);
    second[at] ^= 1;
    byte[] all = Bytes.concat(framed(ABC), second);
    Files.write(file, all);

    assertBroken("record 1 at byte 19 has " + found);
    try (var gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
      gzip.write(all);
    }
    assertBroken("record 1 at byte 19 has " + found);
  }

  @ParameterizedTest
  @CsvSource({
    "ffffffffffffffff, a length of 18446744073709551615",
    "0000000001000000, a length of 4294967296",
    "00ffff7f00000000, the end of the file after 0 bytes"
  })
  void takesNoMemoryOnTheWordOfALength(String hex, String found) throws IOException {
    byte[] length = HexFormat.of().parseHex(hex);
    Files.write(file, Bytes.concat(length, masked(length)));

    assertBroken("record 0 at byte 0 has " + found);
  }

  @Test
  void refusesATruncatedGzipFile() throws IOException {
    try (var writer = TfRecordWriter.createGzipped(file)) {
      writer.append(ABC);
    }
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 25));

    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> read(file))
        .withMessageStartingWith(file + " is not a whole packed file: ");
  }

  @Test
  void saysWhatItCannotOpen() {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> read(file))
        .withMessageStartingWith("No file " + file + " (expected: a TFRecord file");
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> TfRecordWriter.create(directory))
        .withMessageStartingWith(directory + " cannot be written: ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TfRecordReader.open(List.of()))
        .withMessage("files: [] (expected: at least one)");
  }

  @Test
  void worksNoMoreWhenItIsClosed() throws IOException {
    TfRecordWriter writer = TfRecordWriter.create(file);
    writer.close();
    writer.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> writer.append(ABC))
        .withMessageContaining("is closed");

    TfRecordReader reader = TfRecordReader.open(file);
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(reader::next);
    reader.close();
    reader.close();
    assertThatIllegalStateException()
        .isThrownBy(reader::hasNext)
        .withMessageContaining("is closed");
  }

  private static List<byte[]> read(Path... files) {
    try (var reader = TfRecordReader.open(files)) {
      return ImmutableList.copyOf(reader);
    }
  }

  private void assertBroken(String found) {
    assertThatExceptionOfType(DatasetException.class)
        .isThrownBy(() -> read(file))
        .withMessageStartingWith(file + " is not a whole TFRecord file: " + found);
  }
}
