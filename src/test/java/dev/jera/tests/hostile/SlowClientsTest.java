package dev.jera.tests.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Five hundred clients that send headers or bodies a few bytes a second, or read so: others are
 * answered as if they were not there.
 *
 * @see <a href="https://github.com/shekyan/slowhttptest">slowhttptest</a>
 */
@Tag("acceptance")
class SlowClientsTest {
  private static final String CLIENTS = "500";
  private static final String SECONDS = "25";
  private static final double MOST_MILLIS = 500;

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "-H, -i 1 -p 3",
    "-B, -i 1 -p 3 -s 8192",
    "-X, -p 3 -w 8 -y 16 -n 1 -z 4 -k 3",
  })
  void othersAreAnswered(String attack, String options) throws Exception {
    assumeTrue(isInstalled(), "slowhttptest is not installed");
    try (HostileServer server = HostileServer.start(directory, Duration.ofSeconds(10))) {
      List<Double> alone = new ArrayList<>();
      try (HttpWire http = new HttpWire(server.restPort(), 10_000)) {
        for (int i = 0; i < 1000; i++) {
          alone.add(millis(http));
        }
      }
      Path output = directory.resolve("slowhttptest");
      Process slow = start(attack, options, server.restPort(), output);
      List<Double> besides = new ArrayList<>();
      try (HttpWire http = new HttpWire(server.restPort(), 10_000)) {
        while (slow.isAlive()) {
          besides.add(millis(http));
          Thread.sleep(2); // what one client asks, not load
        }
      } finally {
        slow.destroy();
      }
      System.out.printf(
          "slowhttptest %s: %s; alone %s, beside it %s%n",
          attack, summary(output), latencies(alone), latencies(besides));
      assertThat(besides).hasSizeGreaterThan(1000);
      assertThat(quantile(besides, 0.99)).isLessThan(MOST_MILLIS);
      assertThat(server.errors()).isEmpty();
      assertThat(server.memory().tensors()).isZero();
    }
  }

  private static boolean isInstalled() {
    return Splitter.on(':')
        .splitToStream(String.valueOf(System.getenv("PATH")))
        .anyMatch(path -> Files.isExecutable(Path.of(path, "slowhttptest")));
  }

  private static Process start(String attack, String options, int port, Path output)
      throws IOException {
    List<String> command =
        ImmutableList.<String>builder()
            .add("slowhttptest", attack)
            .addAll(Splitter.on(' ').split(options))
            .add("-c", CLIENTS, "-r", CLIENTS, "-l", SECONDS)
            .add("-u", "http://127.0.0.1:%d/v1/models/sums/metadata".formatted(port))
            .build();
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  private static double millis(HttpWire http) throws IOException {
    long start = System.nanoTime();
    assertThat(http.post(Wires.PREDICT, "{\"instances\":[2,4,6]}"))
        .hasToString("200 {\"predictions\":[3.0,4.0,5.0]}");
    return (System.nanoTime() - start) / 1e6;
  }

  private static String latencies(List<Double> millis) {
    return "%d requests, p50 %.1f ms, p99 %.1f ms, most %.1f ms"
        .formatted(
            millis.size(), quantile(millis, 0.5), quantile(millis, 0.99), quantile(millis, 1));
  }

  private static double quantile(List<Double> millis, double part) {
    List<Double> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    return sorted.get((int) Math.ceil(part * sorted.size()) - 1);
  }

  /** How it ended. */
  private static String summary(Path output) throws IOException {
    return Files.readString(output)
        .replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "")
        .lines()
        .filter(line -> line.startsWith("Test ended") || line.startsWith("Exit status"))
        .collect(Collectors.joining(", "));
  }
}
