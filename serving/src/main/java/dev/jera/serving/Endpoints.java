package dev.jera.serving;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSortedSet;
import com.google.common.collect.Maps;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import dev.jera.runtime.savedmodel.Signature;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What may be called of a loaded bundle, prepared once for any number of calls. */
final class Endpoints {
  /** Each takes native memory until the model is closed; callers choose which there are. */
  private static final int MOST_PARTS = 256;

  private final Acceleration engine;
  private final Path bundle;
  private final Map<String, Signature> signatures;
  private final ImmutableMap<String, Endpoint> whole;
  private final Map<Part, Endpoint> parts = new ConcurrentHashMap<>();

  private record Part(String signature, List<String> outputs) {}

  Endpoints(LoadedSavedModel model, Acceleration engine) {
    this.engine = engine;
    this.bundle = model.description().path();
    this.signatures = model.signatures();
    this.whole =
        ImmutableMap.copyOf(
            Maps.transformValues(
                Maps.filterValues(signatures, signature -> signature.problem().isEmpty()),
                signature ->
                    prepare(signature, ImmutableList.copyOf(signature.outputs().keySet()))));
  }

  /**
   * A signature by its name.
   *
   * @throws IllegalArgumentException if there is none
   */
  Signature signature(String name) {
    Signature signature = signatures.get(name);
    if (signature == null) {
      throw new IllegalArgumentException(
          "No signature '%s' in %s: it has %s".formatted(name, bundle, signatures.keySet()));
    }
    return signature;
  }

  /**
   * A signature with all its outputs.
   *
   * @throws IllegalArgumentException if there is no such signature
   * @throws PredictionException if it cannot be called
   */
  Endpoint get(String name) {
    Endpoint endpoint = whole.get(name);
    if (endpoint == null) {
      throw Endpoint.uncallable(bundle, signature(name));
    }
    return endpoint;
  }

  /**
   * A signature with some of its outputs; what only the others need is not run. Beyond {@value
   * #MOST_PARTS} selections a new one is the signature with all of them.
   *
   * @throws IllegalArgumentException if there is no such signature, or no such output
   * @throws PredictionException if it cannot be called
   */
  Endpoint get(String name, Set<String> outputs) {
    Endpoint all = get(name);
    Set<String> known = all.signature().outputs().keySet();
    if (outputs == null) {
      throw new IllegalArgumentException(
          "outputs: null (expected: some of %s, of %s)".formatted(known, all));
    }
    for (String output : outputs) {
      if (!known.contains(output)) {
        throw new IllegalArgumentException(
            "No output '%s' in %s: it has %s".formatted(output, all, known));
      }
    }
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException(
          "outputs: none (expected: some of %s, of %s)".formatted(known, all));
    }
    Part wanted = new Part(name, ImmutableSortedSet.copyOf(outputs).asList());
    Endpoint prepared = parts.get(wanted);
    if (prepared != null) {
      return prepared;
    }
    return parts.size() >= MOST_PARTS
        ? all
        : parts.computeIfAbsent(wanted, part -> prepare(all.signature(), part.outputs()));
  }

  private Endpoint prepare(Signature signature, List<String> outputs) {
    return new Endpoint(bundle, signature, outputs, engine.prepare(signature, outputs));
  }
}
