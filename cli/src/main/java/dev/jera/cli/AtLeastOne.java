package dev.jera.cli;

import com.google.common.primitives.Ints;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of things, 1 or more. */
final class AtLeastOne implements ITypeConverter<Integer> {

  @Override
  public Integer convert(String word) {
    Integer number = Ints.tryParse(word);
    if (number == null || number < 1) {
      throw new TypeConversionException("'%s' (expected: a whole number >= 1)".formatted(word));
    }
    return number;
  }
}
