package dev.jera.cli;

import dev.jera.serving.Accelerator;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The accelerators on the class path, by name. */
final class Accelerators implements ITypeConverter<Accelerator>, Iterable<String> {
  @Override
  public Accelerator convert(String name) {
    Accelerator accelerator = Accelerator.all().get(name);
    if (accelerator == null) {
      throw new TypeConversionException(
          "'%s' (expected: %s; an accelerator's module has to be on the class path)"
              .formatted(name, String.join(", ", this)));
    }
    return accelerator;
  }

  /** The names, for help and completion. */
  @Override
  public Iterator<String> iterator() {
    return Accelerator.all().keySet().iterator();
  }
}
