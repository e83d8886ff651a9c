package dev.jera.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jera.server.ServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.stream.Stream;
import picocli.CommandLine;

/** The flags of serve, parsed; nothing is served. */
final class ServeFlags {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Shell shell;

  /** With a home where savedmodels/ may lie. */
  ServeFlags(Path home) {
    PrintStream stream = new PrintStream(printed, true, UTF_8);
    this.shell = new Shell(InputStream.nullInputStream(), stream, stream, home, "jera");
  }

  ServeCommand parse(String... words) {
    ServeCommand command = command();
    new CommandLine(command).parseArgs(words);
    return command;
  }

  /** The options where the model is in models/net. */
  ServerOptions options(String... words) {
    return parse(
            Stream.concat(Stream.of(words), Stream.of("--model_base_path=models/net"))
                .toArray(String[]::new))
        .options();
  }

  ServeCommand command() {
    return new ServeCommand(shell);
  }

  String printed() {
    return printed.toString(UTF_8);
  }
}
