package dev.jera.server;

import static com.google.common.base.Preconditions.checkArgument;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;

/**
 * What a server takes on at most. Beyond it a request is refused at once, so that those it has
 * taken are answered in time.
 *
 * @param bodyBytes the largest body of a request, after it is inflated: HTTP 413, gRPC
 *     RESOURCE_EXHAUSTED
 * @param heldBytes what the bodies of all requests and their answers may take together, of which
 *     answers of more than 4 KiB leave a quarter: HTTP 503, gRPC UNAVAILABLE
 * @param requests how many requests are waiting or being answered: HTTP 503, gRPC UNAVAILABLE
 * @param workers how many threads read requests, ask TensorFlow and write answers
 * @param connections how many connections are open; a further one is closed at once
 * @param models how many models are configured
 * @param jsonDepth how deep the arrays and objects of a body in JSON are nested, at most {@value
 *     #MOST_JSON_DEPTH}: HTTP 400
 * @param requestTimeout how long a request may take from its headers to its answer, where its
 *     client sets no deadline: HTTP 408 while the body is missing, then 504, gRPC DEADLINE_EXCEEDED
 * @param idleTimeout how long a connection without requests stays open; headers of which a part is
 *     missing are no request yet, however slowly they come
 */
@RecordBuilder
public record Limits(
    long bodyBytes,
    long heldBytes,
    int requests,
    int workers,
    int connections,
    int models,
    int jsonDepth,
    Duration requestTimeout,
    Duration idleTimeout)
    implements LimitsBuilder.With {
  /**
   * TensorFlow's tensors have at most 254 dimensions, and an object stands around them: nothing
   * that is deeper means anything, and what reads JSON takes some of a thread's stack for each
   * level.
   */
  public static final int MOST_JSON_DEPTH = 255;

  private static final long DEFAULT_BODY_BYTES = 64L << 20;
  private static final int DEFAULT_REQUESTS = 1000;
  private static final int DEFAULT_CONNECTIONS = 4096;
  private static final int DEFAULT_MODELS = 1000;

  /** Checks the ranges. */
  public Limits {
    positive("bodyBytes", bodyBytes);
    positive("heldBytes", heldBytes);
    positive("requests", requests);
    positive("workers", workers);
    positive("connections", connections);
    positive("models", models);
    checkArgument(
        jsonDepth > 0 && jsonDepth <= MOST_JSON_DEPTH,
        "jsonDepth: %s (expected: 1 to %s, the dimensions of a tensor and an object around them)",
        jsonDepth,
        MOST_JSON_DEPTH);
    checkArgument(
        !requestTimeout.isNegative() && !requestTimeout.isZero(),
        "requestTimeout: %s (expected: > 0)",
        requestTimeout);
    checkArgument(
        !idleTimeout.isNegative() && !idleTimeout.isZero(),
        "idleTimeout: %s (expected: > 0)",
        idleTimeout);
  }

  private static void positive(String name, long value) {
    checkArgument(value > 0, "%s: %s (expected: > 0)", name, value);
  }

  /**
   * Bodies of 64 MiB, a quarter of Java's heap for all of them, 1,000 requests, two workers a core
   * and at least 4, 4,096 connections, 1,000 models, JSON of {@value #MOST_JSON_DEPTH} levels; 30
   * seconds a request, as TensorFlow Serving's REST API, and 60 for an idle connection.
   */
  public static Limits defaults() {
    return new Limits(
        DEFAULT_BODY_BYTES,
        Runtime.getRuntime().maxMemory() / 4,
        DEFAULT_REQUESTS,
        Math.max(4, 2 * Runtime.getRuntime().availableProcessors()),
        DEFAULT_CONNECTIONS,
        DEFAULT_MODELS,
        MOST_JSON_DEPTH,
        Duration.ofSeconds(30),
        Duration.ofSeconds(60));
  }
}
