package dev.jera.cli;

import com.google.common.primitives.Doubles;
import java.time.Duration;
import java.util.function.DoublePredicate;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number within a range. */
abstract class Decimal implements ITypeConverter<Double> {
  private final String expected;
  private final DoublePredicate range;

  private Decimal(String expected, DoublePredicate range) {
    this.expected = expected;
    this.range = range;
  }

  @Override
  public Double convert(String word) {
    Double number = Doubles.tryParse(word);
    if (number == null || !range.test(number)) {
      throw new TypeConversionException("'%s' (expected: %s)".formatted(word, expected));
    }
    return number;
  }

  /** A learning rate: above 0, as the graph sees it, too. */
  static final class Rate extends Decimal {
    Rate() {
      super(
          "a number > 0",
          number -> (float) number >= Float.MIN_NORMAL && Float.isFinite((float) number));
    }
  }

  /** A part of a whole. */
  static final class Share extends Decimal {
    Share() {
      super("a number > 0 and < 1", number -> number > 0 && number < 1);
    }
  }

  /** A time in seconds. */
  static final class Seconds extends Decimal {
    Seconds() {
      super("seconds, from 0.001 to 1e9", number -> number >= 0.001 && number <= 1e9);
    }

    /** The time that so many seconds are. */
    static Duration of(double seconds) {
      return Duration.ofNanos(Math.round(seconds * 1e9));
    }
  }
}
