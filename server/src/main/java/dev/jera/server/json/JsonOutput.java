package dev.jera.server.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;

/** Writes JSON in UTF-8, through a buffer that {@link #flush} empties. */
final class JsonOutput {
  private static final int CAPACITY = 1 << 14;
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(ISO_8859_1);

  private final OutputStream out;
  private final boolean isIndented;
  private final Decimals decimals = new Decimals();
  private final byte[] buffer = new byte[CAPACITY];
  private int size;
  private int depth;
  private boolean isFirst = true;

  /** Writes without blanks. */
  JsonOutput(OutputStream out) {
    this(out, false);
  }

  private JsonOutput(OutputStream out, boolean isIndented) {
    this.out = out;
    this.isIndented = isIndented;
  }

  /** Writes for people: an object's keys a line each, an array on one line. */
  static JsonOutput indented(OutputStream out) {
    return new JsonOutput(out, true);
  }

  /** Opens an array or object, by its bracket. */
  void open(char bracket) throws IOException {
    separate();
    buffer[size++] = (byte) bracket;
    isFirst = true;
    if (isIndented && bracket == '{') {
      depth++;
    }
  }

  /** Closes an array or object, by its bracket. */
  void close(char bracket) throws IOException {
    if (isIndented && bracket == '}') {
      depth--;
      newLine();
    }
    ensure(1);
    buffer[size++] = (byte) bracket;
    isFirst = false;
  }

  /** Writes a key, to be followed by its value. */
  void key(String key) throws IOException {
    if (isIndented) {
      ensure(1);
      if (!isFirst) {
        buffer[size++] = ',';
      }
      isFirst = true;
      newLine();
    }
    string(key);
    buffer[size++] = ':';
    if (isIndented) {
      buffer[size++] = ' ';
    }
    isFirst = true;
  }

  void string(String text) throws IOException {
    string(text.getBytes(UTF_8));
  }

  /** Writes a text that is UTF-8 already. */
  void string(byte[] utf8) throws IOException {
    separate();
    buffer[size++] = '"';
    for (byte next : utf8) {
      ensure(Decimals.LONGEST);
      if (next == '"' || next == '\\' || (next >= 0 && next < ' ')) {
        escape(next);
      } else {
        buffer[size++] = next;
      }
    }
    ensure(Decimals.LONGEST);
    buffer[size++] = '"';
  }

  private void escape(byte letter) {
    buffer[size++] = '\\';
    switch (letter) {
      case '\b' -> buffer[size++] = 'b';
      case '\f' -> buffer[size++] = 'f';
      case '\n' -> buffer[size++] = 'n';
      case '\r' -> buffer[size++] = 'r';
      case '\t' -> buffer[size++] = 't';
      case '"', '\\' -> buffer[size++] = letter;
      default -> {
        buffer[size++] = 'u';
        buffer[size++] = '0';
        buffer[size++] = '0';
        buffer[size++] = HEX[letter >> 4];
        buffer[size++] = HEX[letter & 15];
      }
    }
  }

  void number(float value) throws IOException {
    if (Float.isFinite(value)) {
      separate();
      size = decimals.write(value, buffer, size);
    } else {
      word(Float.toString(value));
    }
  }

  void number(double value) throws IOException {
    if (Double.isFinite(value)) {
      separate();
      size = decimals.write(value, buffer, size);
    } else {
      word(Double.toString(value));
    }
  }

  void integer(long value) throws IOException {
    word(Long.toString(value));
  }

  void bool(boolean value) throws IOException {
    word(value ? "true" : "false");
  }

  /** Writes a short value as it stands, such as null. */
  @SuppressWarnings("deprecation") // it takes ASCII to bytes without a copy
  void word(String word) throws IOException {
    separate();
    word.getBytes(0, word.length(), buffer, size);
    size += word.length();
  }

  /** Writes what is buffered to the stream. */
  void flush() throws IOException {
    out.write(buffer, 0, size);
    size = 0;
  }

  private void newLine() throws IOException {
    ensure(1 + 2 * depth);
    buffer[size++] = '\n';
    for (int i = 0; i < 2 * depth; i++) {
      buffer[size++] = ' ';
    }
  }

  /** Makes room for a number and a comma before it, which it writes. */
  private void separate() throws IOException {
    ensure(Decimals.LONGEST + 3);
    if (!isFirst) {
      buffer[size++] = ',';
      if (isIndented) {
        buffer[size++] = ' ';
      }
    }
    isFirst = false;
  }

  private void ensure(int room) throws IOException {
    if (CAPACITY - size < room) {
      flush();
    }
  }
}
