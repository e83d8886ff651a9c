package dev.jera.serving;

/**
 * What answers a predictor's calls.
 *
 * @param name {@value #TENSORFLOW}, or the {@link Accelerator#name()} that was asked for and taken
 * @param reason why, such as what an accelerator could not translate or answered otherwise
 */
public record Engine(String name, String reason) {
  /** The name of TensorFlow itself. */
  public static final String TENSORFLOW = "tensorflow";

  /** As {@code onnx (ONNX Runtime 1.29.0)}. */
  @Override
  public String toString() {
    return "%s (%s)".formatted(name, reason);
  }
}
