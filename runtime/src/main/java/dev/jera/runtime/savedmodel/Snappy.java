package dev.jera.runtime.savedmodel;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads what Snappy compressed, as newer TensorFlows do a checkpoint's index.
 *
 * @see <a href="https://github.com/google/snappy/blob/main/format_description.txt">the format</a>
 */
final class Snappy {
  /** What three bytes may stand for is 64. */
  private static final int MOST_FOR_A_BYTE = 64;

  private final ByteBuffer in;
  private final byte[] out;
  private int size;

  private Snappy(ByteBuffer in, int size) {
    this.in = in;
    this.out = new byte[size];
  }

  /**
   * Reads a block.
   *
   * @param in the block; its bytes are consumed
   * @param most how many bytes it may become
   * @throws IOException if it is damaged
   */
  static byte[] decompress(ByteBuffer in, int most) throws IOException {
    long size = SortedTable.varint(in);
    if (size < 0 || size > (long) MOST_FOR_A_BYTE * in.remaining() || size > most) {
      throw damaged();
    }
    Snappy block = new Snappy(in, (int) size);
    while (in.hasRemaining()) {
      block.element(in.get() & 0xff);
    }
    if (block.size != size) {
      throw damaged();
    }
    return block.out;
  }

  private void element(int tag) throws IOException {
    int length = (tag >> 2) + 1;
    switch (tag & 3) {
      case 0 -> literal(length <= 60 ? length : 1 + number(length - 60));
      case 1 -> copy(4 + ((tag >> 2) & 7), ((tag >> 5) << 8) + number(1));
      case 2 -> copy(length, number(2));
      default -> copy(length, number(4));
    }
  }

  private void literal(long length) throws IOException {
    if (length > in.remaining() || length > out.length - size) {
      throw damaged();
    }
    in.get(out, size, (int) length);
    size += (int) length;
  }

  /** The source may reach into what is being written. */
  private void copy(int length, long offset) throws IOException {
    if (offset == 0 || offset > size || length > out.length - size) {
      throw damaged();
    }
    for (int i = 0; i < length; i++, size++) {
      out[size] = out[size - (int) offset];
    }
  }

  /** An unsigned number of some bytes, the lowest first. */
  private long number(int bytes) throws IOException {
    if (bytes > in.remaining()) {
      throw damaged();
    }
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= (in.get() & 0xffL) << (Byte.SIZE * i);
    }
    return number;
  }

  private static IOException damaged() {
    return new IOException("damaged: a block that cannot be decompressed");
  }
}
