package dev.jera.cli;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.serving.Predictor;
import java.util.Map;
import java.util.Optional;

/** Which of a bundle's signatures is meant, and whether it can be called. */
final class Signatures {
  private Signatures() {}

  /**
   * The signature of a name, or the default one: {@value Signature#DEFAULT}, else the only one.
   *
   * @throws JeraException if there is none, or it cannot be called
   */
  static Signature choose(Predictor bundle, Optional<String> name) {
    Map<String, Signature> all = bundle.signatures();
    String wanted = name.orElseGet(() -> Signature.defaultName(all.keySet()));
    Signature signature = all.get(wanted);
    if (signature == null) {
      throw new JeraException(
          "No signature '%s' in %s: it has %s".formatted(wanted, bundle.path(), all.keySet()));
    }
    signature
        .problem()
        .ifPresent(
            problem -> {
              throw new JeraException(
                  "Cannot call signature '%s' of %s: %s".formatted(wanted, bundle.path(), problem));
            });
    return signature;
  }

  /**
   * Why a signature cannot be called, as far as a bundle's files tell. A loaded bundle may know
   * better of a dtype, since the graph's is the one that counts.
   */
  static Optional<String> problem(Signature signature) {
    return signature
        .problem()
        .or(() -> otherDtype("input", signature.inputs()))
        .or(() -> otherDtype("output", signature.outputs()));
  }

  private static Optional<String> otherDtype(String side, Map<String, TensorSpec> specs) {
    return specs.values().stream()
        .filter(spec -> spec.dtype() == Dtype.OTHER)
        .map(
            spec ->
                "its %s '%s' is of a dtype that Java has no values for (expected: a real number, bool or string)"
                    .formatted(side, spec.name()))
        .findFirst();
  }
}
