package dev.jera.bench.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * h2load, which keeps every single answer's status and time.
 *
 * @see <a href="https://nghttp2.org/documentation/h2load.1.html">h2load</a>
 */
final class H2load {
  private static final double MILLIS = 1e3;

  private H2load() {}

  /**
   * What it saw.
   *
   * @param time how long it asked
   * @param millis for each status, how long the answers took, in ascending order; status -1 where
   *     there was none
   */
  record Answers(Duration time, SortedMap<Integer, List<Double>> millis) {
    /** Answers of this status a second. */
    double rate(int status) {
      return millis.getOrDefault(status, List.of()).size() / (time.toMillis() / MILLIS);
    }

    @Override
    public String toString() {
      return millis.entrySet().stream()
          .map(entry -> describe(entry.getKey(), entry.getValue()))
          .collect(Collectors.joining("; "));
    }

    private String describe(int status, List<Double> times) {
      return String.format(
          Locale.ROOT,
          "%s: %.0f/s, p50 %.1f ms, p99 %.1f ms",
          status < 0 ? "no answer" : "status " + status,
          rate(status),
          times.get(times.size() / 2),
          times.get(times.size() * 99 / 100));
    }
  }

  /**
   * Asks for so long.
   *
   * @param options of h2load, as its command line takes them
   */
  static Answers run(String url, byte[] body, Duration time, String... options)
      throws IOException, InterruptedException {
    Path content = Files.write(Files.createTempFile("h2load", ".body"), body);
    Path log = Files.createTempFile("h2load", ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
                "h2load", "-D" + time.toSeconds(), "-d", content.toString(), "--log-file=" + log));
    command.addAll(List.of(options));
    command.add(url);
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (process.waitFor() != 0 || Files.size(log) == 0) {
        throw new IllegalStateException("h2load says: " + said);
      }
      return new Answers(time, answers(log));
    } finally {
      Files.delete(content);
      Files.delete(log);
    }
  }

  private static SortedMap<Integer, List<Double>> answers(Path log) throws IOException {
    ListMultimap<Integer, Double> times = ArrayListMultimap.create();
    for (String line : Files.readAllLines(log)) {
      List<String> columns = Splitter.on('\t').splitToList(line);
      times.put(Integer.valueOf(columns.get(1)), Long.parseLong(columns.get(2)) / MILLIS);
    }
    SortedMap<Integer, List<Double>> sorted = new TreeMap<>();
    times.asMap().forEach((status, all) -> sorted.put(status, all.stream().sorted().toList()));
    return sorted;
  }
}
