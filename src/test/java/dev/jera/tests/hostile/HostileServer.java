package dev.jera.tests.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link HostileWorker}, seen from outside. */
final class HostileServer implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final Path errors;
  private final List<String> ports;

  /** What the process holds. */
  record Memory(long residentKilobytes, long sessions, long tensors) {}

  private HostileServer(Process process, Path errors) throws IOException {
    this.process = process;
    this.errors = errors;
    this.answers = process.inputReader(UTF_8);
    this.ports = Splitter.on(' ').splitToList(line());
  }

  /** Starts it; what it logs goes to a file in the directory. */
  static HostileServer start(Path directory, Duration requestTimeout) throws IOException {
    Path errors = directory.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", // starts sooner
                "-Xms256m",
                "-Xmx256m",
                "-XX:+AlwaysPreTouch", // so that the heap does not look like a leak
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + directory.resolve("crash-%p.log"),
                "-cp",
                System.getProperty("java.class.path"),
                HostileWorker.class.getName(),
                directory.resolve("sums").toString(),
                Long.toString(requestTimeout.toMillis()))
            .redirectError(errors.toFile());
    return new HostileServer(builder.start(), errors);
  }

  int restPort() {
    return Integer.parseInt(ports.get(0));
  }

  int grpcPort() {
    return Integer.parseInt(ports.get(1));
  }

  Memory memory() throws IOException {
    process.outputWriter(UTF_8).append("memory\n").flush();
    List<String> numbers = Splitter.on(' ').splitToList(line());
    return new Memory(
        Long.parseLong(numbers.get(0)),
        Long.parseLong(numbers.get(1)),
        Long.parseLong(numbers.get(2)));
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What it logged as its own fault. */
  List<String> errors() throws IOException {
    try (var lines = Files.lines(errors, UTF_8)) {
      return lines.filter(line -> line.startsWith("ERROR")).limit(20).toList();
    }
  }

  private String line() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("It has ended: " + Files.readString(errors, UTF_8));
    }
    return line;
  }

  /** Lets it stop by itself, or else ends it. */
  @Override
  public void close() throws IOException {
    process.outputWriter(UTF_8).close();
    try {
      if (process.waitFor(20, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
