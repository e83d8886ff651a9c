package dev.jera.server.config;

import dev.jera.runtime.JeraException;

/** A configuration is missing, cannot be read, or asks for what cannot be. */
public final class ConfigException extends JeraException {
  private static final long serialVersionUID = 1L;

  /** With a message that says what was found, what was expected and where. */
  public ConfigException(String message) {
    super(message);
  }

  /** With the cause. */
  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
