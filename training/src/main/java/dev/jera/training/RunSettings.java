package dev.jera.training;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.jera.datasets.BatchedDataset;
import dev.jera.runtime.CheckpointException;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What must be the same for a run to go on, by name, in words that every process uses. */
final class RunSettings {
  /** What {@link Object#toString} gives: the class, and a hash that no other process knows. */
  private static final Pattern HASHED =
      Pattern.compile("((?:\\w+\\.)*[A-Z][\\w$]*)(?:/\\w+)?@\\p{XDigit}+");

  /** A lambda's class is counted, in the order in which the process came upon it. */
  private static final Pattern COUNTED = Pattern.compile("(\\$\\$Lambda)\\$\\d+\\b");

  private RunSettings() {}

  static ImmutableMap<String, String> of(Engine engine, BatchedDataset data, Fit fit) {
    OptionalLong examples = data.examples().count();
    return ImmutableMap.<String, String>builder()
        .putAll(engine.configuration())
        .put("examples", examples.isPresent() ? Long.toString(examples.getAsLong()) : "not known")
        .put("batchSize", Integer.toString(data.batchSize()))
        .put("remainder", data.remainder().toString())
        .put("validationSplit", Double.toString(fit.validationSplit()))
        .put("order", fit.order().toString())
        .put("stepsPerEpoch", fit.stepsPerEpoch().map(String::valueOf).orElse("one pass"))
        .put("classWeights", new TreeMap<>(fit.classWeights()).toString())
        .buildOrThrow();
  }

  /** A setting's text; the name of its class alone where it has no text of its own. */
  static String describe(Object setting) {
    String named = HASHED.matcher(setting.toString()).replaceAll("$1");
    return COUNTED.matcher(named).replaceAll("$1");
  }

  /**
   * Checks that a run may go on from a checkpoint.
   *
   * @throws CheckpointException if a setting is another one
   */
  static void check(Path checkpoint, Map<String, String> then, Map<String, String> now) {
    if (!then.equals(now)) {
      throw new CheckpointException(
          "Checkpoint %s is of a run with other settings; then and now: %s (expected: the same, or another directory)"
              .formatted(checkpoint, Maps.difference(then, now)),
          null);
    }
  }
}
