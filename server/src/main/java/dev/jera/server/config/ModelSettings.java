package dev.jera.server.config;

import dev.jera.serving.repository.ModelConfig;
import java.util.Optional;

/**
 * A model that the server serves.
 *
 * @param model where it lies and which versions are served
 * @param log where its requests are written, where they are
 */
public record ModelSettings(ModelConfig model, Optional<RequestLogging> log) {
  /** Without a log of its requests. */
  public static ModelSettings of(ModelConfig model) {
    return new ModelSettings(model, Optional.empty());
  }
}
