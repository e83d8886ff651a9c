package dev.jera.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jera.training.callback.Progress;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;

/**
 * What surrounds a command.
 *
 * @param in standard input
 * @param out where answers go
 * @param err where errors and notes go
 * @param home the top of the Jera repository, where {@code savedmodels/} lies
 * @param command how the user called the command, such as {@code ./jera}
 */
record Shell(InputStream in, PrintStream out, PrintStream err, Path home, String command) {

  /** The process' own, with UTF-8 text whatever the locale. */
  static Shell standard() {
    System.setOut(utf8(FileDescriptor.out));
    System.setErr(utf8(FileDescriptor.err));
    return new Shell(
        System.in,
        System.out,
        System.err,
        Path.of(System.getProperty("jera.home", "")),
        System.getProperty("jera.command", "jera"));
  }

  /** The progress of a training run, on {@link #out}. */
  Progress progress() {
    return out == System.out ? Progress.toStandardOutput() : Progress.plain(out);
  }

  /** Tells the user something beside the answer. */
  void note(String text) {
    err.println("note: " + text);
  }

  /** A path as the user would type it: from the working directory where it lies below that. */
  static String show(Path path) {
    Path here = Path.of("").toAbsolutePath();
    Path absolute = path.toAbsolutePath().normalize();
    boolean below = absolute.startsWith(here) && !absolute.equals(here);
    return (below ? here.relativize(absolute) : absolute).toString();
  }

  /** A word of a command line to copy: quoted where bash would split it. */
  static String quote(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  PrintWriter outWriter() {
    return new PrintWriter(new OutputStreamWriter(out, UTF_8), true);
  }

  PrintWriter errWriter() {
    return new PrintWriter(new OutputStreamWriter(err, UTF_8), true);
  }

  private static PrintStream utf8(FileDescriptor file) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(file), 1 << 13), true, UTF_8);
  }
}
