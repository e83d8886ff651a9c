package dev.jera.tests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A model server in a process of its own. */
final class ServeProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern REST = Pattern.compile("(?m)^REST +http://127.0.0.1:(\\d+)/");

  private final Process process;
  private final Path output;
  private final Path errors;

  private ServeProcess(Process process, Path output, Path errors) {
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /** Starts {@code ./jera serve}; what it prints goes to files in the directory. */
  static ServeProcess start(Path directory, String... flags)
      throws IOException, InterruptedException {
    String[] words = new String[flags.length + 1];
    words[0] = "serve";
    System.arraycopy(flags, 0, words, 1, flags.length);
    Path output = directory.resolve("out");
    Path errors = directory.resolve("err");
    return new ServeProcess(Jera.start(output.toFile(), errors.toFile(), words), output, errors);
  }

  void awaitReady() throws IOException, InterruptedException {
    await("ready");
  }

  /** Waits for a word on standard output. */
  void await(String word) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!output().contains(word)) {
      if (System.nanoTime() > deadline || !process.isAlive()) {
        throw new AssertionError("no '%s': %s%s".formatted(word, output(), errors()));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** A connection to its REST API, which is on 127.0.0.1. */
  PredictConnection connect() throws IOException {
    Matcher rest = REST.matcher(output());
    if (!rest.find()) {
      throw new AssertionError("no REST: " + output());
    }
    return new PredictConnection(Integer.parseInt(rest.group(1)), "mnist-cnn");
  }

  /** Asks it to stop, as systemd and Kubernetes do. */
  void terminate() {
    process.destroy();
  }

  /** Waits until it ends. */
  int exitCode() throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end: " + output() + errors());
    }
    return process.exitValue();
  }

  String output() throws IOException {
    return Files.readString(output, UTF_8);
  }

  String errors() throws IOException {
    return Files.readString(errors, UTF_8);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
