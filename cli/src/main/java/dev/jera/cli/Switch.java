package dev.jera.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what a flag of TensorFlow Serving is set to that is on or off. */
final class Switch implements ITypeConverter<Boolean> {
  /** What the flag alone stands for. */
  static final String ON = "true";

  /** A flag may stand alone or with a value. */
  static final String ARITY = "0..1";

  @Override
  public Boolean convert(String word) {
    return switch (word) {
      case ON -> true;
      case "false" -> false;
      default ->
          throw new TypeConversionException("'%s' (expected: true or false)".formatted(word));
    };
  }
}
