package dev.jera.bench.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A peer's process: it takes commands by lines, see {@link dev.jera.bench.engine.EngineServer}. */
final class EngineProcess implements AutoCloseable {
  private static final long MINUTES_TO_ANSWER = 5;
  private static final long SECONDS_TO_END = 10;

  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final String name;
  private final Process process;
  private final PrintStream commands;
  private final BufferedReader answers;

  private EngineProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    this.commands = new PrintStream(process.getOutputStream(), true, UTF_8);
    this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /**
   * Starts it; whether it can answer, the first question tells.
   *
   * @param directory what the engines share; the logs go there, too
   * @param width the net's
   */
  static EngineProcess start(Peer peer, Path directory, double width) throws IOException {
    List<String> command = new ArrayList<>();
    if (peer.cores() > 0 && peer.cores() < Runtime.getRuntime().availableProcessors()) {
      command.addAll(List.of("taskset", "-c", "0-" + (peer.cores() - 1)));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx4g",
            peer.main(),
            directory.toString(),
            Double.toString(width)));
    Path log = directory.resolve(peer.name().replace(' ', '-') + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(Redirect.appendTo(log.toFile()));
    // Not on the command line: ONNX Runtime 1.29.0 crashes where that is longer than a page.
    builder.environment().put("CLASSPATH", peer.classPath());
    builder.environment().putAll(peer.environment());
    Process process = builder.start();
    RUNNING.add(process);
    return new EngineProcess(peer.name(), process);
  }

  /**
   * Has a command done.
   *
   * @return the answer's words
   * @throws EngineException if the engine cannot, is gone, or takes longer than five minutes
   */
  List<String> ask(String command) throws EngineException {
    commands.println(command);
    String line = answer(command);
    if (!line.startsWith("ok ")) {
      String reason = line.startsWith("error ") ? line.substring("error ".length()) : line;
      throw new EngineException("%s: %s: %s".formatted(name, command, reason));
    }
    return Splitter.on(' ').omitEmptyStrings().splitToList(line.substring("ok ".length()));
  }

  private String answer(String command) throws EngineException {
    try {
      String line =
          CompletableFuture.supplyAsync(this::line).get(MINUTES_TO_ANSWER, TimeUnit.MINUTES);
      return line.isEmpty() ? "the process ended" : line;
    } catch (TimeoutException e) {
      process.destroyForcibly();
      return "no answer in %d minutes".formatted(MINUTES_TO_ANSWER);
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException("%s: %s: interrupted".formatted(name, command));
    }
  }

  private String line() {
    try {
      String line = answers.readLine();
      return line == null ? "" : line;
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The memory that it has resident, in MB; NaN where the system does not tell. */
  double residentMegabytes() throws IOException {
    return status("VmRSS:");
  }

  /** The most memory that it has had resident, in MB; NaN where the system does not tell. */
  double peakResidentMegabytes() throws IOException {
    return status("VmHWM:");
  }

  private double status(String field) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.isReadable(status)) {
      return Double.NaN;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
      }
    }
    return Double.NaN;
  }

  @Override
  public void close() {
    commands.close();
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    RUNNING.remove(process);
  }
}
