package dev.jera.bench.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.List;

/**
 * A process that does what it reads from standard input, a command a line, and answers by a line
 * each on standard output: {@code ok} with numbers, or {@code error} with the reason. It ends where
 * the input ends, or where the process that started it does.
 */
public final class LineServer {

  /** Does a command. */
  @FunctionalInterface
  public interface Command {

    /**
     * Does it.
     *
     * @param words the command and its arguments
     * @return the answer, numbers parted by blanks
     */
    String run(List<String> words) throws Exception;
  }

  private LineServer() {}

  /** Serves; does not come back. What the library prints goes to standard error. */
  @SuppressWarnings("CatchAndPrintStackTrace") // the log of the process
  public static void run(Command command) {
    System.setOut(System.err);
    ProcessHandle.current().parent().ifPresent(LineServer::endWith);
    try (PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        out.println(answer(command, List.of(line.split(" ", -1))));
      }
    } catch (IOException e) {
      e.printStackTrace();
    }
    // Natives keep threads that a plain exit would wait for.
    Runtime.getRuntime().halt(0);
  }

  private static void endWith(ProcessHandle parent) {
    Thread watch =
        new Thread(
            () -> {
              parent.onExit().join();
              Runtime.getRuntime().halt(1);
            });
    watch.setDaemon(true);
    watch.start();
  }

  // A library that does not run here fails with errors, too.
  @SuppressWarnings({"CatchAndPrintStackTrace", "IllegalCatch"})
  private static String answer(Command command, List<String> words) {
    try {
      return "ok " + command.run(words);
    } catch (Throwable e) {
      e.printStackTrace();
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      String reason =
          cause instanceof UnsupportedOperationException && cause.getMessage() != null
              ? cause.getMessage()
              : cause.toString();
      return "error " + reason.lines().findFirst().orElse("");
    }
  }
}
