package dev.jera.serving.repository;

import static com.google.common.base.Preconditions.checkArgument;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * The version of a model that a call wants: the newest, one by number, or one by label.
 *
 * @param name the model's name
 * @param version the version's number, where it is asked for by number
 * @param label the version's label, where it is asked for by label
 */
public record ModelRef(String name, OptionalLong version, Optional<String> label) {
  /** Checks that not both a version and a label are asked for. */
  public ModelRef {
    checkArgument(
        version.isEmpty() || label.isEmpty(),
        "version: %s and label: %s (expected: one of them, or none for the newest)",
        version,
        label);
  }

  /** The newest version that is available. */
  public static ModelRef latest(String name) {
    return new ModelRef(name, OptionalLong.empty(), Optional.empty());
  }

  /** One version. */
  public static ModelRef version(String name, long version) {
    return new ModelRef(name, OptionalLong.of(version), Optional.empty());
  }

  /** The version of a label. */
  public static ModelRef label(String name, String label) {
    return new ModelRef(name, OptionalLong.empty(), Optional.of(label));
  }
}
