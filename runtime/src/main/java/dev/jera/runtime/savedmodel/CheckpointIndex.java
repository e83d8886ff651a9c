package dev.jera.runtime.savedmodel;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The names in a checkpoint's {@code .index} file, a sorted table in LevelDB's format, for messages
 * only: what cannot be read has no names.
 *
 * @see <a href="https://github.com/google/leveldb/blob/main/doc/table_format.md">the format</a>
 */
final class CheckpointIndex {
  private static final int FOOTER = 48;

  private final ByteBuffer file;

  private CheckpointIndex(byte[] bytes) {
    this.file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The names of the checkpoint's tensors, sorted; none where the file cannot be read. */
  static List<String> names(Path index) {
    try {
      CheckpointIndex table = new CheckpointIndex(Files.readAllBytes(index));
      return table.names();
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
  }

  private List<String> names() {
    ByteBuffer footer = file.slice(file.capacity() - FOOTER, FOOTER);
    varint(footer);
    varint(footer);
    ImmutableList.Builder<String> names = ImmutableList.builder();
    for (Entry block : entries(footer)) {
      for (Entry entry : entries(block.value())) {
        // The header stands under the empty name.
        if (!entry.key().isEmpty()) {
          names.add(entry.key());
        }
      }
    }
    return names.build();
  }

  /** The entries of a block that a handle, its offset and size, leads to. */
  private List<Entry> entries(ByteBuffer handle) {
    int offset = Math.toIntExact(varint(handle));
    int size = Math.toIntExact(varint(handle));
    if (offset < 0 || size < Integer.BYTES || offset > file.capacity() - size) {
      throw new IllegalArgumentException("A block outside of the file");
    }
    ByteBuffer block = file.slice(offset, size).order(ByteOrder.LITTLE_ENDIAN);
    int restarts = block.getInt(size - Integer.BYTES);
    block.limit(size - Integer.BYTES * (restarts + 1));
    List<Entry> entries = new ArrayList<>();
    byte[] key = new byte[0];
    while (block.hasRemaining()) {
      int shared = (int) varint(block);
      int added = (int) varint(block);
      int length = (int) varint(block);
      ByteBuffer next = ByteBuffer.allocate(Math.addExact(shared, added));
      next.put(key, 0, Math.min(shared, key.length));
      block.get(next.array(), shared, added);
      key = next.array();
      entries.add(new Entry(new String(key, UTF_8), block.slice(block.position(), length)));
      block.position(block.position() + length);
    }
    return entries;
  }

  private static long varint(ByteBuffer buffer) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte part = buffer.get();
      value |= (long) (part & 0x7f) << shift;
      if (part >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("A number that does not end");
  }

  private record Entry(String key, ByteBuffer value) {}
}
