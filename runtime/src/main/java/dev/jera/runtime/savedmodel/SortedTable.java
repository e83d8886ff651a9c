package dev.jera.runtime.savedmodel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Strings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A sorted table in LevelDB's format, as a checkpoint's {@code .index} file is one.
 *
 * <p>TensorFlow makes room for a block of whatever size the file claims, and ends the process where
 * there is none: what can be read here, it can read as well.
 *
 * @see <a href="https://github.com/google/leveldb/blob/main/doc/table_format.md">the format</a>
 */
final class SortedTable {
  private static final int FOOTER = 48;
  private static final long MAGIC = 0xdb4775248b80fb57L;

  /** A byte for the compression and four for the checksum follow a block. */
  private static final int TRAILER = 5;

  private static final int SNAPPY = 1;
  private static final int MASK = 0xa282ead8;

  /** What a file, and what all keys may take, which stand shortened in the file. */
  private static final int MOST_BYTES = 1 << 28;

  /** What all blocks may take that are decompressed. */
  private static final int MOST_DECOMPRESSED = 1 << 28;

  private final ByteBuffer file;
  private long keyBytes;
  private long decompressed;

  /** Where the last block ended: blocks that overlap could make a small file endless. */
  private int read;

  private SortedTable(byte[] bytes) {
    this.file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads a table.
   *
   * @param entries is given every key and its value, in their order
   * @throws IOException if the file cannot be read, or is damaged
   */
  static void read(Path path, Entries entries) throws IOException {
    long size = Files.size(path);
    check(size >= FOOTER && size <= MOST_BYTES, "%s bytes", size);
    SortedTable table = new SortedTable(Files.readAllBytes(path));
    ByteBuffer footer = table.file.slice(table.file.capacity() - FOOTER, FOOTER);
    check(
        footer.order(ByteOrder.LITTLE_ENDIAN).getLong(FOOTER - Long.BYTES) == MAGIC,
        "no index of a checkpoint");
    // The first of its two handles is for a block that nothing reads.
    varint(footer);
    varint(footer);
    ByteBuffer handles = table.block(footer);
    table.read = 0;
    table.entries(handles, (unused, handle) -> table.entries(table.block(handle), entries));
  }

  /** The block that a handle, its offset and size, leads to, without its restart points. */
  private ByteBuffer block(ByteBuffer handle) throws IOException {
    long offset = varint(handle);
    long size = varint(handle);
    int room = file.capacity() - FOOTER - TRAILER;
    check(
        offset >= 0 && size >= 0 && offset <= room && size <= room - offset,
        "a block of %s bytes at %s",
        size,
        offset);
    int start = (int) offset;
    int end = start + (int) size;
    check(start >= read, "a block at %s, within another", offset);
    read = end + TRAILER;
    CRC32C sum = new CRC32C();
    sum.update(file.slice(start, (int) size + 1));
    check(
        Integer.rotateRight((int) sum.getValue(), 15) + MASK == file.getInt(end + 1),
        "a checksum does not match");
    ByteBuffer block = file.slice(start, (int) size);
    byte compression = file.get(end);
    check(compression == 0 || compression == SNAPPY, "a block of compression %s", compression);
    if (compression == 0) {
      return withoutRestarts(block);
    }
    byte[] whole = Snappy.decompress(block, (int) (MOST_DECOMPRESSED - decompressed));
    decompressed += whole.length;
    return withoutRestarts(ByteBuffer.wrap(whole));
  }

  private static ByteBuffer withoutRestarts(ByteBuffer block) throws IOException {
    int size = block.capacity();
    check(size >= Integer.BYTES, "a block of %s bytes", size);
    int restarts = block.order(ByteOrder.LITTLE_ENDIAN).getInt(size - Integer.BYTES);
    check(restarts >= 0 && restarts < size / Integer.BYTES, "%s restart points", restarts);
    return block.slice(0, size - Integer.BYTES * (restarts + 1));
  }

  private void entries(ByteBuffer block, Entries entries) throws IOException {
    byte[] key = {};
    while (block.hasRemaining()) {
      long shared = varint(block);
      long added = varint(block);
      long length = varint(block);
      check(
          shared >= 0 && shared <= key.length && added >= 0 && added <= block.remaining(),
          "a key of %s and %s bytes",
          shared,
          added);
      keyBytes += shared + added;
      check(keyBytes <= MOST_BYTES, "keys of more than %s bytes", MOST_BYTES);
      key = Arrays.copyOf(key, (int) (shared + added));
      block.get(key, (int) shared, (int) added);
      check(length >= 0 && length <= block.remaining(), "a value of %s bytes", length);
      entries.add(new String(key, UTF_8), block.slice(block.position(), (int) length));
      block.position(block.position() + (int) length);
    }
  }

  static long varint(ByteBuffer buffer) throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE && buffer.hasRemaining(); shift += 7) {
      byte part = buffer.get();
      value |= (long) (part & 0x7f) << shift;
      if (part >= 0) {
        return value;
      }
    }
    throw new IOException("damaged: a number that does not end");
  }

  private static void check(boolean whole, String damage, Object... values) throws IOException {
    if (!whole) {
      throw new IOException("damaged: " + Strings.lenientFormat(damage, values));
    }
  }

  /** Takes the entries of a block. */
  @FunctionalInterface
  interface Entries {
    /**
     * Takes an entry.
     *
     * @throws IOException if it is damaged
     */
    void add(String key, ByteBuffer value) throws IOException;
  }
}
