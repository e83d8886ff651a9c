package dev.jera.cli;

import com.google.common.primitives.Doubles;
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
}
