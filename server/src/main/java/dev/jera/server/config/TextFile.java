package dev.jera.server.config;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A message in text form. */
final class TextFile {
  private TextFile() {}

  /**
   * Reads a file into a message.
   *
   * @param what the file, as errors name it, such as {@code model config file}
   * @param target takes the fields
   * @throws ConfigException if the file cannot be read, or if it is not such a message; the message
   *     tells line and column
   */
  static void merge(String what, Path file, Message.Builder target) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new ConfigException(
          "%s %s: cannot be read: %s (expected: text in UTF-8)".formatted(what, file, e), e);
    }
    try {
      TextFormat.merge(text, target);
    } catch (TextFormat.ParseException e) {
      throw new ConfigException(
          "%s %s: at %s (expected: a %s of TensorFlow Serving in text form)"
              .formatted(what, file, e.getMessage(), target.getDescriptorForType().getName()),
          e);
    }
  }
}
