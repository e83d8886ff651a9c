package dev.jera.server.call;

import dev.jera.runtime.TensorData;
import dev.jera.server.ApiException;
import dev.jera.server.log.RequestLogs;
import dev.jera.server.proto.PredictionLog;
import dev.jera.serving.Predictor;
import dev.jera.serving.batching.PredictionRequest;
import dev.jera.serving.repository.Lease;
import dev.jera.serving.repository.ModelRef;
import dev.jera.serving.repository.ModelRepository;
import dev.jera.serving.repository.ModelRepositoryException;
import dev.jera.serving.repository.ModelVersion;
import io.grpc.Status;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a request holds of the server: one version of one model, from when it is first asked for
 * until the request ends. Not for several threads at once.
 */
public final class Hold {
  private final ModelRepository repository;
  private final RequestLogs logs;
  private final Executor workers;
  private @Nullable Lease lease;
  private @Nullable CompletableFuture<?> asked;
  private volatile Duration ran = Duration.ZERO;
  private boolean givenUp;

  Hold(ModelRepository repository, RequestLogs logs, Executor workers) {
    this.repository = repository;
    this.logs = logs;
    this.workers = workers;
  }

  /**
   * The version that a request wants; the same one however often it is asked for.
   *
   * @throws ApiException if there is none, with TensorFlow Serving's codes and words
   */
  public Lease lease(ModelRef ref) {
    if (lease == null) {
      lease = lease(repository, ref);
    }
    return lease;
  }

  /** As {@link #lease(ModelRef)}, for whoever closes it. */
  static Lease lease(ModelRepository repository, ModelRef ref) {
    try {
      return repository.lease(ref);
    } catch (ModelRepositoryException e) {
      throw notFound(repository, ref, e);
    }
  }

  private static ApiException notFound(
      ModelRepository repository, ModelRef ref, ModelRepositoryException e) {
    return switch (e.reason()) {
      case LABEL_REFUSED -> new ApiException(Status.Code.FAILED_PRECONDITION, e.getMessage(), e);
      case UNKNOWN_LABEL, UNKNOWN_MODEL, UNKNOWN_VERSION, NOT_AVAILABLE -> {
        OptionalLong version = ModelQueries.version(repository, ref);
        yield new ApiException(
            Status.Code.NOT_FOUND,
            "Servable not found for request: "
                + (version.isPresent()
                    ? "Specific(%s, %d)".formatted(ref.name(), version.getAsLong())
                    : "Latest(%s)".formatted(ref.name())),
            e);
      }
    };
  }

  /** Which version answers, once {@link #lease} has found it. */
  public ModelVersion version() {
    return held().version();
  }

  /** What answers, once {@link #lease} has found it. */
  public Predictor predictor() {
    return held().predictor();
  }

  /**
   * Asks the version that is held, and logs what it answers.
   *
   * @return a tensor for each output; what follows on it runs on a worker's thread
   */
  public CompletableFuture<Map<String, TensorData>> predict(PredictionRequest request) {
    return ask(request)
        .thenApply(
            outputs -> {
              log(() -> LoggedCalls.predict(version(), request, outputs));
              return outputs;
            });
  }

  /** Logs a request that was answered, where the model's requests are logged. */
  void log(Supplier<PredictionLog.Builder> log) {
    logs.tell(version().name(), log);
  }

  /** As {@link #predict}, without a log. */
  CompletableFuture<Map<String, TensorData>> ask(PredictionRequest request) {
    long began = System.nanoTime();
    CompletableFuture<Map<String, TensorData>> answer = held().submit(request);
    boolean atOnce = answer.isDone();
    synchronized (this) {
      asked = answer;
      if (givenUp) {
        answer.cancel(false);
      }
    }
    CompletableFuture<Map<String, TensorData>> timed =
        answer.whenComplete((outputs, failure) -> ran = ran.plusNanos(System.nanoTime() - began));
    return atOnce ? timed : timed.thenApplyAsync(outputs -> outputs, workers);
  }

  /** How long the model took so far. */
  Duration ran() {
    return ran;
  }

  /** Takes the request out of the batch that it waits for. */
  synchronized void giveUp() {
    givenUp = true;
    if (asked != null) {
      asked.cancel(false);
    }
  }

  /** A failure in words for clients: where a bundle lies is the server's own affair. */
  ApiException told(ApiException failure) {
    if (lease == null) {
      return failure;
    }
    String path = lease.predictor().path().toString();
    return failure.getMessage().contains(path)
        ? new ApiException(
            failure.code(), failure.getMessage().replace(path, lease.version().toString()), failure)
        : failure;
  }

  /** Lets the version go. */
  void release() {
    if (lease != null) {
      lease.close();
    }
  }

  private Lease held() {
    if (lease == null) {
      throw new IllegalStateException("No version is held (expected: lease(ref) first)");
    }
    return lease;
  }
}
