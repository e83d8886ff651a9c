package dev.jera.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The command, called in this process. */
final class Jera {
  private Jera() {}

  /** What a call gave. */
  record Answer(int exitCode, String out, String err) {
    JsonNode json() {
      try {
        return new ObjectMapper().readTree(out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Calls {@code jera WORDS...}; paths may be given as they are. */
  static Answer call(Object... words) {
    return callWithInput("", words);
  }

  /** Calls {@code jera WORDS...} with this standard input. */
  static Answer callWithInput(String in, Object... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Shell shell =
        new Shell(
            new ByteArrayInputStream(in.getBytes(UTF_8)),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            Path.of("no-such-home"),
            "jera");
    String[] arguments = new String[words.length];
    for (int i = 0; i < words.length; i++) {
      arguments[i] = words[i].toString();
    }
    int exitCode = Main.run(shell, arguments);
    return new Answer(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }
}
