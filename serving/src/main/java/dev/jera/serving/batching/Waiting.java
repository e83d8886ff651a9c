package dev.jera.serving.batching;

import dev.jera.runtime.TensorData;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A request from when it is handed in until it is answered. Two are equal only if they are the
 * same.
 */
final class Waiting {
  private final PredictionRequest request;
  private final Group group;
  private final int examples;
  private final long since = System.nanoTime();
  private final CompletableFuture<Map<String, TensorData>> future = new CompletableFuture<>();

  Waiting(PredictionRequest request, Group group) {
    this.request = request;
    this.group = group;
    this.examples =
        group.batched() ? (int) request.inputs().values().iterator().next().shape().get(0) : 1;
  }

  Map<String, TensorData> inputs() {
    return request.inputs();
  }

  Group group() {
    return group;
  }

  /** The first size of its inputs; 1 where they are no batch. */
  int examples() {
    return examples;
  }

  /** How long it has waited, in nanoseconds. */
  long waited() {
    return System.nanoTime() - since;
  }

  CompletableFuture<Map<String, TensorData>> future() {
    return future;
  }

  /** Whether it still wants an answer; if its deadline has passed, it is told so. */
  boolean isOpen() {
    request
        .deadline()
        .filter(deadline -> waited() >= TimeUnit.NANOSECONDS.convert(deadline))
        .ifPresent(deadline -> expire());
    return !future.isDone();
  }

  /** Fails it because its deadline has passed. */
  void expire() {
    future.completeExceptionally(
        new DeadlineException(
            "Signature '%s': no answer within %s, the request's deadline"
                .formatted(request.signature(), request.deadline().orElseThrow())));
  }
}
