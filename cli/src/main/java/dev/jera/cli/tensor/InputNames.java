package dev.jera.cli.tensor;

import com.google.common.collect.Sets;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.savedmodel.Signature;
import java.util.Set;

/** Whether a request names the inputs that a signature has. */
public final class InputNames {
  private InputNames() {}

  /**
   * Checks that there is a value for each input, and no other.
   *
   * @throws JeraException if not; the message names the input
   */
  public static void check(Set<String> given, Signature signature) {
    Set<String> expected = signature.inputs().keySet();
    for (String name : Sets.difference(given, expected)) {
      throw new JeraException(
          "No input '%s' in signature '%s': it has %s".formatted(name, signature.name(), expected));
    }
    for (String name : Sets.difference(expected, given)) {
      throw new JeraException(
          "Input '%s' of signature '%s': no value (expected: values for %s)"
              .formatted(name, signature.name(), expected));
    }
  }
}
