package dev.jera.datasets.record;

import com.google.common.hash.Hashing;

/**
 * The checksum of TFRecord files: CRC-32C, turned and moved so that it may be checksummed itself.
 */
final class MaskedCrc {

  private static final int TURN = 15;
  private static final int MOVE = 0xa282ead8;

  private MaskedCrc() {}

  static int of(byte[] bytes, int offset, int length) {
    int crc = Hashing.crc32c().hashBytes(bytes, offset, length).asInt();
    return Integer.rotateRight(crc, TURN) + MOVE;
  }
}
