package dev.jera.runtime.gradient;

import dev.jera.runtime.JeraException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.GraphOperation;

/** A loss cannot be differentiated, or TensorFlow would differentiate it wrongly. */
public final class GradientException extends JeraException {
  private static final long serialVersionUID = 1L;

  private final @Nullable String node;

  /** Creates the exception; the message names the op, and what to do. */
  public GradientException(String message) {
    this(message, null);
  }

  /** Creates the exception with the failure that caused it. */
  public GradientException(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.node = null;
  }

  private GradientException(@Nullable String node, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.node = node;
  }

  /** An exception about a node of the graph. */
  static GradientException at(GraphOperation operation, String message, @Nullable Throwable cause) {
    String name = operation.name();
    return new GradientException(name, "Node '%s': %s".formatted(name, message), cause);
  }

  /** The same failure, its message beginning with where it is. */
  public GradientException within(String where) {
    return new GradientException(node, where + ": " + getMessage(), this);
  }

  /** The node that has no right gradient, such as {@code training/conv2d/Conv2D}, if it is one. */
  public Optional<String> node() {
    return Optional.ofNullable(node);
  }
}
