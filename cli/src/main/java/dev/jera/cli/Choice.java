package dev.jera.cli;

import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** One of a few things, by the word that its toString gives, for a command line. */
abstract class Choice<T> implements ITypeConverter<T>, Iterable<String> {
  private final List<T> all;

  Choice(List<T> all) {
    this.all = all;
  }

  @Override
  public T convert(String word) {
    return all.stream()
        .filter(one -> one.toString().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'%s' (expected: %s)".formatted(word, String.join(", ", words()))));
  }

  /** The words, for help and completion. */
  @Override
  public Iterator<String> iterator() {
    return words().iterator();
  }

  private List<String> words() {
    return all.stream().map(Object::toString).toList();
  }
}
