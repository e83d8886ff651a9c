package dev.jera.cli;

import dev.jera.runtime.JeraException;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.Signature;
import java.util.Map;
import java.util.Optional;

/** Which of a bundle's signatures is meant. */
final class Signatures {
  private Signatures() {}

  /**
   * The signature of a name, or the default one: {@value Signature#DEFAULT}, else the only one.
   *
   * @throws JeraException if there is none
   */
  static Signature choose(SavedModel bundle, Optional<String> name) {
    Map<String, Signature> all = bundle.signatures();
    boolean only = all.size() == 1 && !all.containsKey(Signature.DEFAULT);
    String wanted = name.orElseGet(() -> only ? all.keySet().iterator().next() : Signature.DEFAULT);
    Signature signature = all.get(wanted);
    if (signature == null) {
      throw new JeraException(
          "No signature '%s' in %s: it has %s".formatted(wanted, bundle.path(), all.keySet()));
    }
    return signature;
  }
}
