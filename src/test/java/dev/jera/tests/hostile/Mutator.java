package dev.jera.tests.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.primitives.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes bytes that are nearly good, and JSON that is nearly a request. */
final class Mutator {
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "-1",
          "1.5",
          "1e400",
          "-1e-400",
          "NaN",
          "-Infinity",
          "2147483648",
          "9223372036854775808",
          "99999999999999999999",
          "0x7f",
          "null");

  private static final List<String> KEYS =
      List.of(
          "instances",
          "inputs",
          "signature_name",
          "examples",
          "context",
          "x",
          "a",
          "b",
          "b64",
          "name",
          "shape",
          "datatype",
          "data",
          "parameters",
          "binary_data_size",
          "outputs",
          "id",
          "");

  private static final List<String> WORDS =
      List.of("rows", "serving_default", "FP32", "BYTES", "INT32", "eQ==", "*", "\u00e4\u20ac", "");

  private static final int MOST_EDITS = 4;
  private final Random random;

  Mutator(Random random) {
    this.random = random;
  }

  /** Edits bytes in one to four places. */
  byte[] edit(byte[] whole, byte[] other) {
    byte[] bytes = whole;
    for (int i = random.nextInt(MOST_EDITS); i >= 0; i--) {
      bytes = editOnce(bytes, other);
    }
    return bytes;
  }

  /** As {@link #edit(byte[], byte[])}, for text of one byte a character. */
  String edit(String text) {
    return new String(edit(text.getBytes(ISO_8859_1), new byte[] {'%', '/', 0}), ISO_8859_1);
  }

  private byte[] editOnce(byte[] bytes, byte[] other) {
    int at = random.nextInt(bytes.length + 1);
    int to = Math.min(bytes.length, at + 1 + random.nextInt(16));
    byte[] before = Arrays.copyOf(bytes, at);
    byte[] after = Arrays.copyOfRange(bytes, at, bytes.length);
    byte[] rest = Arrays.copyOfRange(bytes, to, bytes.length);
    return switch (random.nextInt(9)) {
      case 0, 1 -> flip(bytes, at);
      case 2 -> before;
      case 3 -> Bytes.concat(before, rest);
      case 4 -> Bytes.concat(before, Arrays.copyOfRange(bytes, at, to), after);
      case 5 -> Bytes.concat(before, part(other), rest);
      case 6 -> Bytes.concat(before, pick(NUMBERS).getBytes(UTF_8), rest);
      case 7 -> Bytes.concat(before, repeated(random.nextBoolean() ? 0xff : 0), rest);
      default -> Bytes.concat(before, new byte[] {(byte) random.nextInt()}, after);
    };
  }

  private byte[] flip(byte[] bytes, int at) {
    byte[] flipped = bytes.clone();
    if (at < flipped.length) {
      flipped[at] ^= (byte) (1 << random.nextInt(8));
    }
    return flipped;
  }

  private byte[] part(byte[] other) {
    int from = random.nextInt(other.length + 1);
    return Arrays.copyOfRange(other, from, from + random.nextInt(other.length - from + 1));
  }

  private byte[] repeated(int value) {
    byte[] bytes = new byte[1 + random.nextInt(9)];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  /** Any JSON, by its grammar, with the words of requests. */
  String json() {
    return "{\"" + pick(KEYS.subList(0, 4)) + "\": " + value(0) + members(0) + "}";
  }

  private String value(int depth) {
    return switch (random.nextInt(depth > 5 ? 3 : 7)) {
      case 0 -> pick(NUMBERS);
      case 1 -> Integer.toString(random.nextInt(9));
      case 2 -> "\"" + pick(random.nextBoolean() ? WORDS : KEYS) + "\"";
      case 3, 4 -> list(depth + 1);
      default -> "{\"" + pick(KEYS) + "\": " + value(depth + 1) + members(depth + 1) + "}";
    };
  }

  private String list(int depth) {
    StringBuilder list = new StringBuilder("[");
    for (int i = random.nextInt(5); i >= 0; i--) {
      list.append(value(depth)).append(i > 0 ? ", " : "");
    }
    return list + "]";
  }

  private String members(int depth) {
    StringBuilder members = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      members.append(", \"" + pick(KEYS) + "\": " + value(depth + 1));
    }
    return members.toString();
  }

  /** One of them. */
  <T> T pick(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }
}
