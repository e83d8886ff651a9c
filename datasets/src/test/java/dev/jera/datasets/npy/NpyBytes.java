package dev.jera.datasets.npy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.primitives.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/** Makes .npy files by the words of NumPy's NEP 1. */
final class NpyBytes {

  private NpyBytes() {}

  /** Version 1.0, with elements in hexadecimal. */
  static byte[] of(String descr, String order, String shape, String hex) {
    return of(
        1,
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n".formatted(descr, order, shape),
        hex);
  }

  static byte[] of(int version, String header, String hex) {
    byte[] text = header.getBytes(version == 3 ? UTF_8 : ISO_8859_1);
    int field = version == 1 ? 2 : 4;
    byte[] size = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(text.length).array();
    return Bytes.concat(
        HexFormat.of().parseHex("934e554d5059"),
        new byte[] {(byte) version, 0},
        Arrays.copyOf(size, field),
        text,
        HexFormat.of().parseHex(hex));
  }
}
