package dev.jera.tests.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.jera.tests.hostile.GrpcSeeds.Seed;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends mutated messages, frames, headers and paths by gRPC. */
final class GrpcFuzz {
  private static final List<Map.Entry<String, List<String>>> HEADERS =
      List.of(
          Map.entry("grpc-timeout", List.of("1n", "5000m", "-1S", "99999999999H", "S", "soon", "")),
          Map.entry("grpc-encoding", List.of("gzip", "identity", "br", "")),
          Map.entry("grpc-accept-encoding", List.of("gzip", "identity,*;q", "")),
          Map.entry(
              "content-type",
              List.of(
                  "application/grpc+proto",
                  "application/grpc+json",
                  "application/grpc-web",
                  "application/json",
                  "text/;",
                  "x")),
          Map.entry("x-request-id", List.of("../../x", "a".repeat(4000))),
          Map.entry("x-bin", List.of("*", "AA==")));

  private final GrpcWire wire;
  private final int patienceMillis;

  GrpcFuzz(GrpcWire wire, int patienceMillis) {
    this.wire = wire;
    this.patienceMillis = patienceMillis;
  }

  /** Sends one. */
  Outcome send(Random random) throws InterruptedException {
    Mutator mutator = new Mutator(random);
    Seed seed = mutator.pick(GrpcSeeds.ALL);
    byte[] other = mutator.pick(GrpcSeeds.ALL).message();
    byte[] good = GrpcWire.framed(seed.message(), false);
    int part = random.nextInt(100);
    if (part < 75) {
      byte[] message = mutator.edit(seed.message(), other);
      return ask(seed.path(), Map.of(), GrpcWire.framed(message, false));
    } else if (part < 83) {
      return ask(seed.path(), Map.of(), mutator.edit(good, other));
    } else if (part < 86) {
      byte[] lying = ByteBuffer.wrap(good.clone()).putInt(1, random.nextInt()).array();
      return ask(seed.path(), Map.of(), lying);
    } else if (part < 89) {
      byte[] zipped = GrpcWire.framed(mutator.edit(seed.message(), other), true);
      return ask(seed.path(), Map.of("grpc-encoding", "gzip"), zipped);
    } else if (part < 96) {
      var header = mutator.pick(HEADERS);
      return ask(seed.path(), Map.of(header.getKey(), mutator.pick(header.getValue())), good);
    }
    String path = "/" + mutator.edit(seed.path().substring(1)).replaceAll("[^a-zA-Z0-9._/-]", "_");
    return ask(path, Map.of(), good);
  }

  private Outcome ask(String path, Map<String, String> headers, byte[] body)
      throws InterruptedException {
    String text = "%s %s %s".formatted(path, headers, new String(body, ISO_8859_1));
    try {
      GrpcWire.Answer answer =
          wire.call(path, headers, body).get(patienceMillis, TimeUnit.MILLISECONDS);
      boolean isGrpc = headers.getOrDefault("content-type", "application/grpc").contains("grpc");
      boolean isFine =
          answer.status() != 500
              && (answer.status() != 200 || answer.code() >= 0 || !isGrpc)
              && answer.code() != 2
              && answer.code() != 13;
      String kind = "grpc " + (answer.code() < 0 ? "http " + answer.status() : answer.code());
      return new Outcome(kind, isFine, text + " -> " + answer);
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      return new Outcome("grpc " + e, false, text + " -> " + e);
    }
  }
}
