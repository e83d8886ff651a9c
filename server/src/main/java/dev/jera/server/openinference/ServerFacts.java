package dev.jera.server.openinference;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** What the server says of itself. */
final class ServerFacts {
  static final String NAME = "jera";

  /** The build's version. */
  static final String VERSION = version();

  static final List<String> EXTENSIONS = ImmutableList.of("binary_tensor_data");

  private ServerFacts() {}

  private static String version() {
    try {
      return Resources.toString(Resources.getResource(ServerFacts.class, "version.txt"), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
