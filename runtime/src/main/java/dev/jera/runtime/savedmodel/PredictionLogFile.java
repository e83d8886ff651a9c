package dev.jera.runtime.savedmodel;

import com.google.common.hash.Hashing;
import dev.jera.runtime.StagedFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of {@link PredictionLog}s: TFRecord, each with its length and its checksums. It is what
 * TensorFlow Serving logs and warms up with.
 */
public final class PredictionLogFile {
  private static final int HEADER = Long.BYTES + Integer.BYTES;

  private PredictionLogFile() {}

  /**
   * Reads a file.
   *
   * @param most how many logs are read; the others are left
   * @throws SavedModelException if it cannot be read, or if a record is damaged or no log
   */
  public static List<PredictionLog> read(Path file, int most) {
    List<PredictionLog> logs = new ArrayList<>();
    byte[] content = load(file);
    ByteBuffer bytes = little(content);
    while (bytes.hasRemaining() && logs.size() < most) {
      int at = bytes.position();
      try {
        logs.add(PredictionLog.parse(next(content, bytes)));
      } catch (IllegalArgumentException e) {
        throw new SavedModelException(
            "%s: record %s at byte %s: %s (expected: a TFRecord file of PredictionLog)"
                .formatted(file, logs.size(), at, e.getMessage()),
            e);
      }
    }
    return logs;
  }

  /**
   * Writes a file, whole or not at all; as {@value SavedModel#WARM_UPS} of a bundle, whoever loads
   * it is warmed up by these calls.
   *
   * @throws SavedModelException if it cannot be written
   */
  public static void write(Path file, List<PredictionLog> logs) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (PredictionLog log : logs) {
      out.writeBytes(record(log.toBytes()));
    }
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      StagedFile.write(file, out.toByteArray());
    } catch (IOException e) {
      throw new SavedModelException("%s: cannot be written: %s".formatted(file, e), e);
    }
  }

  /**
   * Adds a log to a file that is being written.
   *
   * @param log a message PredictionLog
   * @throws IOException if the stream throws it
   */
  public static void append(OutputStream out, byte[] log) throws IOException {
    out.write(record(log));
  }

  private static byte[] record(byte[] message) {
    byte[] record = new byte[HEADER + message.length + Integer.BYTES];
    ByteBuffer bytes = little(record).putLong(message.length);
    bytes.putInt(checksum(record, 0, Long.BYTES)).put(message);
    bytes.putInt(checksum(message, 0, message.length));
    return record;
  }

  private static byte[] next(byte[] content, ByteBuffer bytes) {
    check(bytes.remaining() >= HEADER, "the end of the file within its length");
    int start = bytes.position();
    long length = bytes.getLong();
    check(bytes.getInt() == checksum(content, start, Long.BYTES), "a length with a wrong checksum");
    check(
        length >= 0 && length <= bytes.remaining() - Integer.BYTES,
        "the end of the file within its data");
    byte[] message = new byte[(int) length];
    bytes.get(message);
    check(bytes.getInt() == checksum(message, 0, message.length), "data with a wrong checksum");
    return message;
  }

  private static void check(boolean sound, String found) {
    if (!sound) {
      throw new IllegalArgumentException(found);
    }
  }

  private static byte[] load(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new SavedModelException("%s: cannot be read: %s".formatted(file, e), e);
    }
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** CRC-32C, turned and moved so that it may be checksummed itself. */
  private static int checksum(byte[] bytes, int from, int length) {
    int crc = Hashing.crc32c().hashBytes(bytes, from, length).asInt();
    return Integer.rotateRight(crc, 15) + 0xa282ead8;
  }
}
