package dev.jera.serving.repository;

/**
 * A version of a model.
 *
 * @param name the model's name
 * @param version the version's number
 */
public record ModelVersion(String name, long version) {
  /** As {@code version 3 of model 'mnist'}. */
  @Override
  public String toString() {
    return "version %s of model '%s'".formatted(version, name);
  }
}
