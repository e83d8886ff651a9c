package dev.jera.bench.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@link ServedModel} in a process of its own. */
final class ServerProcess implements AutoCloseable {
  private static final long KIBI = 1024;

  private final Process process;
  private final int restPort;
  private final int grpcPort;

  private ServerProcess(Process process, int restPort, int grpcPort) {
    this.process = process;
    this.restPort = restPort;
    this.grpcPort = grpcPort;
  }

  /**
   * Starts it, and waits until it serves.
   *
   * @param batch the largest batch; 0 for none
   * @param requests the most requests at once
   */
  static ServerProcess start(Path basePath, int batch, int requests) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // A heap that is touched beforehand does not grow: what grows is native memory.
            "-Xms512m",
            "-Xmx512m",
            "-XX:+AlwaysPreTouch",
            "-cp",
            System.getProperty("java.class.path"),
            ServedModel.class.getName(),
            basePath.toString(),
            Integer.toString(batch),
            Integer.toString(requests));
    Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    String line = String.valueOf(out.readLine());
    List<String> ports = Splitter.on(' ').splitToList(line);
    if (ports.size() != 2) {
      throw new IllegalStateException("The server says: " + line);
    }
    return new ServerProcess(
        process, Integer.parseInt(ports.get(0)), Integer.parseInt(ports.get(1)));
  }

  /** The address of a path. */
  String rest(String path) {
    return "http://127.0.0.1:" + restPort + path;
  }

  /** The address of a method. */
  String grpc(String path) {
    return "http://127.0.0.1:" + grpcPort + path;
  }

  /** The time that cores have worked for it. */
  Duration cpuTime() {
    return process.toHandle().info().totalCpuDuration().orElseThrow();
  }

  /** The memory that it has in use, in MiB. */
  long residentMebibytes() throws IOException {
    for (String line :
        Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / KIBI;
      }
    }
    throw new IllegalStateException("No VmRSS of process " + process.pid());
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }
}
