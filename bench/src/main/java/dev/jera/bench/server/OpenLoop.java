package dev.jera.bench.server;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;

/** Asks at a rate, however slowly it is answered. */
final class OpenLoop {
  private static final double MILLIS = 1e6;

  private OpenLoop() {}

  /** Says, for each status, how many there were and how long they took. */
  static String run(String url, byte[] body, double rate, Duration time) {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).POST(BodyPublishers.ofByteArray(body)).build();
    Map<Integer, ConcurrentLinkedQueue<Double>> latencies = new ConcurrentSkipListMap<>();
    List<CompletableFuture<?>> open = new ArrayList<>();
    long step = (long) (1e9 / rate);
    long start = System.nanoTime();
    long end = start + time.toNanos();
    for (long at = start; at < end; at += step) {
      while (System.nanoTime() < at) {
        LockSupport.parkNanos(at - System.nanoTime());
      }
      long due = at;
      open.add(
          client
              .sendAsync(request, BodyHandlers.discarding())
              .whenComplete(
                  (answer, failure) -> {
                    int status = failure == null ? answer.statusCode() : 0;
                    latencies
                        .computeIfAbsent(status, none -> new ConcurrentLinkedQueue<>())
                        .add((System.nanoTime() - due) / MILLIS);
                  })
              .exceptionally(failure -> null));
    }
    CompletableFuture.allOf(open.toArray(new CompletableFuture<?>[0])).join();
    StringBuilder said = new StringBuilder();
    said.append(String.format(Locale.ROOT, "%d requests at %.0f/s", open.size(), rate));
    latencies.forEach(
        (status, all) -> {
          double[] sorted = all.stream().mapToDouble(Double::doubleValue).sorted().toArray();
          said.append(
              String.format(
                  Locale.ROOT,
                  "; %s: %d, p50 %.2f ms, p99 %.2f ms",
                  status == 0 ? "no answer" : "status " + status,
                  sorted.length,
                  sorted[sorted.length / 2],
                  sorted[sorted.length * 99 / 100]));
        });
    return said.toString();
  }
}
