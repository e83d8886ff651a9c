package dev.jera.cli;

import com.google.common.primitives.Longs;
import dev.jera.server.Limits;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a whole number within a range. */
abstract class WholeNumber implements ITypeConverter<Long> {
  private final long least;
  private final long most;
  private final String expected;

  private WholeNumber(long least, long most, String expected) {
    this.least = least;
    this.most = most;
    this.expected = expected;
  }

  @Override
  public Long convert(String word) {
    Long number = Longs.tryParse(word);
    if (number == null || number < least || number > most) {
      throw new TypeConversionException("'%s' (expected: %s)".formatted(word, expected));
    }
    return number;
  }

  /** A port, or 0 for none. */
  static final class Port extends WholeNumber {
    Port() {
      super(0, 65_535, "a port, 0 to 65535");
    }
  }

  /** How many, or how long. */
  static final class AtLeastZero extends WholeNumber {
    AtLeastZero() {
      super(0, Integer.MAX_VALUE, "a whole number >= 0, < 2^31");
    }
  }

  /** How deep JSON is nested. */
  static final class Depth extends WholeNumber {
    Depth() {
      super(1, Limits.MOST_JSON_DEPTH, "levels, 1 to " + Limits.MOST_JSON_DEPTH);
    }
  }

  /** How many bytes. */
  static final class Bytes extends WholeNumber {
    Bytes() {
      super(1, Long.MAX_VALUE, "a whole number >= 1");
    }
  }

  /** Any number of 32 bits, as TensorFlow Serving's flags take it. */
  static final class Any extends WholeNumber {
    Any() {
      super(Integer.MIN_VALUE, Integer.MAX_VALUE, "a whole number");
    }
  }
}
