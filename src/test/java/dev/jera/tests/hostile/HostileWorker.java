package dev.jera.tests.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jera.runtime.NativeMemory;
import dev.jera.server.Limits;
import dev.jera.server.ModelServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A process that serves a {@link SumsBundle} as sums, and says on each line that it reads what it
 * holds. It is what crashes, hangs or swells in the test's place.
 */
final class HostileWorker {
  private HostileWorker() {}

  /**
   * Serves until there is no more to read.
   *
   * @param args a directory for the bundle, and the milliseconds that a request may take
   */
  public static void main(String[] args) throws IOException {
    Path models = Path.of(args[0]);
    Duration time = Duration.ofMillis(Long.parseLong(args[1]));
    SumsBundle.write(models.resolve("1"));
    try (ModelServer server =
            ModelServer.builder()
                .model("sums", models)
                .address("127.0.0.1")
                .restPort(0)
                .grpcPort(0)
                .limits(
                    Limits.defaults()
                        .withBodyBytes(1 << 20)
                        .withRequestTimeout(time)
                        .withIdleTimeout(time.multipliedBy(2)))
                .start();
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      System.out.println(server.restPort() + " " + server.grpcPort());
      while (questions.readLine() != null) {
        System.gc();
        NativeMemory memory = NativeMemory.now();
        System.out.println(
            "%d %d %d".formatted(residentKilobytes(), memory.sessions(), memory.tensors()));
      }
    }
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }
}
