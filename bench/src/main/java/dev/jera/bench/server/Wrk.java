package dev.jera.bench.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * wrk, which asks as fast as it is answered.
 *
 * @see <a href="https://github.com/wg/wrk">wrk</a>
 */
final class Wrk {
  private static final String SCRIPT =
      """
      function init(args)
        local file = io.open(args[1], "rb")
        wrk.method = "POST"
        wrk.body = file:read("*a")
        file:close()
        for i = 2, #args, 2 do wrk.headers[args[i]] = args[i + 1] end
      end
      function done(summary, latency)
        local errors = summary.errors
        io.write(string.format("RESULT %d %d %d %d %d %d\\n", summary.requests, summary.duration,
            latency:percentile(50), latency:percentile(99), errors.status,
            errors.connect + errors.read + errors.write + errors.timeout))
      end
      """;
  private static final double MICROS = 1e6;
  private static final double MILLIS = 1e3;

  /**
   * What it saw.
   *
   * @param requests how many were answered
   * @param seconds in which time
   * @param p50 half of them took at most so many milliseconds
   * @param p99 99 of 100 took at most so many milliseconds
   * @param refused how many got another status than 2xx
   * @param broken how many got no answer
   */
  record Result(long requests, double seconds, double p50, double p99, long refused, long broken) {
    double rate() {
      return requests / seconds;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%8.0f requests/s, p50 %7.2f ms, p99 %7.2f ms, refused %d, broken %d of %d",
          rate(),
          p50,
          p99,
          refused,
          broken,
          requests);
    }
  }

  private Wrk() {}

  /** Asks for so long by so many connections. */
  static Result run(
      String url, byte[] body, Map<String, String> headers, int connections, Duration time)
      throws IOException, InterruptedException {
    Path script = Files.writeString(Files.createTempFile("wrk", ".lua"), SCRIPT);
    Path content = Files.write(Files.createTempFile("wrk", ".body"), body);
    List<String> command =
        new ArrayList<>(
            List.of(
                "wrk",
                "-t1",
                "-c" + connections,
                "-d" + time.toSeconds() + "s",
                "--timeout",
                "60s",
                "-s",
                script.toString(),
                url,
                "--",
                content.toString()));
    headers.forEach(
        (name, value) -> {
          command.add(name);
          command.add(value);
        });
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    StringBuilder said = new StringBuilder();
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said.append(line).append('\n');
        if (line.startsWith("RESULT ")) {
          return result(
              Splitter.on(' ').splitToList(line).stream()
                  .skip(1)
                  .mapToLong(Long::parseLong)
                  .toArray());
        }
      }
    } finally {
      process.waitFor();
      Files.delete(script);
      Files.delete(content);
    }
    throw new IllegalStateException("wrk says: " + said);
  }

  private static Result result(long[] numbers) {
    return new Result(
        numbers[0],
        numbers[1] / MICROS,
        numbers[2] / MILLIS,
        numbers[3] / MILLIS,
        numbers[4],
        numbers[5]);
  }
}
