package dev.jera.tests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The jera script, run as a process of its own. */
final class Jera {
  /** Enough for the longest training, 20,000 steps of tutorial 5, on a busy machine. */
  private static final int MINUTES = 60;

  /**
   * What a run gave.
   *
   * @param exitCode its exit code
   * @param output its standard output
   * @param errors its standard error
   */
  record Run(int exitCode, String output, String errors) {}

  private Jera() {}

  static Run run(String... arguments) throws IOException, InterruptedException {
    Path output = Files.createTempFile("jera", ".out");
    Path errors = Files.createTempFile("jera", ".err");
    try {
      Process process = start(output.toFile(), errors.toFile(), arguments);
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "jera %s ran over %d minutes: %s%s"
                .formatted(
                    List.of(arguments),
                    MINUTES,
                    Files.readString(output),
                    Files.readString(errors)));
      }
      return new Run(
          process.exitValue(), Files.readString(output, UTF_8), Files.readString(errors, UTF_8));
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }

  static Process start(File output, File errors, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(interruptible());
    command.add(Repository.root().resolve("jera").toString());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectOutput(output).redirectError(errors).start();
  }

  /**
   * What a command begins with that can be interrupted: who runs Maven in the background of a shell
   * has it, and what it starts, ignore interrupts. Where {@code env} cannot help, nothing.
   */
  private static List<String> interruptible() throws IOException, InterruptedException {
    List<String> command = List.of("env", "--default-signal=INT");
    List<String> nothing = new ArrayList<>(command);
    nothing.add("true");
    return new ProcessBuilder(nothing).start().waitFor() == 0 ? command : List.of();
  }
}
