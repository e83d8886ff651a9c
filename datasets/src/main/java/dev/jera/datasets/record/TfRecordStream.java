package dev.jera.datasets.record;

import dev.jera.datasets.DatasetException;
import dev.jera.datasets.InputFile;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The records of one file: length, its checksum, data, its checksum; all little endian. */
final class TfRecordStream implements AutoCloseable {

  static final int HEADER = Long.BYTES + Integer.BYTES;
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;
  private static final int GZIP_MAGIC = 0x8b1f;
  private static final String EXPECTED = "a TFRecord file, raw or gzipped";

  private final Path file;
  private final InputStream in;
  private long record;
  private long offset;

  private TfRecordStream(Path file, InputStream in) {
    this.file = file;
    this.in = in;
  }

  static TfRecordStream open(Path file) {
    try {
      BufferedInputStream raw = InputFile.openRaw(file);
      try {
        return new TfRecordStream(file, isGzipped(raw) ? InputFile.unpack(raw) : raw);
      } catch (IOException e) {
        raw.close();
        throw e;
      }
    } catch (IOException e) {
      throw InputFile.failure(file, EXPECTED, e);
    }
  }

  /** A first record of 35,615 bytes begins like a gzip file, but with a checksum that is right. */
  private static boolean isGzipped(BufferedInputStream in) throws IOException {
    byte[] start = InputFile.peek(in, HEADER);
    boolean magic = start.length > 1 && (little(start).getShort(0) & 0xffff) == GZIP_MAGIC;
    return magic && !(start.length == HEADER && isSound(start));
  }

  private static boolean isSound(byte[] header) {
    return little(header).getInt(Long.BYTES) == MaskedCrc.of(header, 0, Long.BYTES);
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The next record, or null at the end. */
  @Nullable TfRecord read() {
    try {
      byte[] header = in.readNBytes(HEADER);
      return header.length == 0 ? null : readData(header);
    } catch (IOException e) {
      throw InputFile.failure(file, EXPECTED, e);
    }
  }

  private TfRecord readData(byte[] header) throws IOException {
    if (header.length < HEADER) {
      throw broken("the end of the file within its length", HEADER + " bytes");
    }
    if (!isSound(header)) {
      throw broken("a length with a wrong checksum", "its masked CRC-32C");
    }
    long length = little(header).getLong(0);
    if (length < 0 || length > MOST_BYTES) {
      throw broken("a length of " + Long.toUnsignedString(length), "at most " + MOST_BYTES);
    }
    // Room grows while bytes arrive: a length that lies cannot take the memory it names.
    byte[] data = in.readNBytes((int) length);
    byte[] checksum = in.readNBytes(Integer.BYTES);
    if (data.length < length || checksum.length < Integer.BYTES) {
      throw broken(
          "the end of the file after %d bytes of data and checksum"
              .formatted((long) data.length + checksum.length),
          Long.toString(length + Integer.BYTES));
    }
    if (little(checksum).getInt() != MaskedCrc.of(data, 0, data.length)) {
      throw broken("data with a wrong checksum", "their masked CRC-32C");
    }
    var found = new TfRecord(data, file, record, offset);
    record++;
    offset += HEADER + length + Integer.BYTES;
    return found;
  }

  private DatasetException broken(String found, String expected) {
    return new DatasetException(
        "%s is not a whole TFRecord file: record %d at byte %d has %s (expected: %s). Get or write the file again."
            .formatted(file, record, offset, found, expected));
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw InputFile.failure(file, EXPECTED, e);
    }
  }
}
