package dev.jera.server.call;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.jera.server.ApiException;
import dev.jera.server.Limits;
import dev.jera.server.log.RequestLogs;
import dev.jera.serving.repository.ModelRepository;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests on worker threads; one more than {@link Limits#requests} is refused at once.
 *
 * <p>A request counts from when it is taken until its work has ended, even if its client has gone:
 * what TensorFlow has begun, it finishes. One that waits for a batch, or is in one, counts no more
 * when it is given up.
 */
public final class Calls implements AutoCloseable {
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(5);

  private final ModelRepository repository;
  private final RequestLogs logs;
  private final Limits limits;
  private final CallListener listener;
  private final ExecutorService workers;
  private final AtomicInteger taken = new AtomicInteger();

  /** Starts no thread until there is a request. The repository stays its owner's. */
  public Calls(ModelRepository repository, RequestLogs logs, Limits limits, CallListener listener) {
    this.repository = repository;
    this.logs = logs;
    this.limits = limits;
    this.listener = listener;
    this.workers =
        Executors.newFixedThreadPool(
            limits.workers(),
            new ThreadFactoryBuilder().setNameFormat("jera-server-worker-%d").build());
  }

  /** Where the models are. */
  public ModelRepository repository() {
    return repository;
  }

  /** How many requests are waiting or being answered. */
  public int taken() {
    return taken.get();
  }

  /**
   * Takes a request.
   *
   * @param model the name of the model that is asked
   * @return the answer, or an {@link ApiException}. Whoever cancels it, as when the client has gone
   *     or its deadline has passed, keeps what has not begun from beginning
   */
  public <T> CompletableFuture<T> submit(String model, Api api, Wire wire, Work<T> work) {
    Request<T> request = new Request<>(model, api, wire, work);
    if (taken.incrementAndGet() > limits.requests()) {
      request.end(null, tooMany());
    } else {
      try {
        workers.execute(request::begin);
      } catch (RejectedExecutionException e) {
        request.end(null, new ApiException(Status.Code.UNAVAILABLE, "The server is stopping", e));
      }
      var unused =
          request.answer.whenComplete(
              (value, failure) -> {
                if (request.answer.isCancelled()) {
                  request.hold.giveUp();
                }
              });
    }
    return request.answer;
  }

  private boolean isServed(String model) {
    return repository.models().stream().anyMatch(served -> served.name().equals(model));
  }

  private ApiException tooMany() {
    return new ApiException(
        Status.Code.UNAVAILABLE,
        "The server is answering %d requests already (at most: %d); try again later"
            .formatted(limits.requests(), limits.requests()));
  }

  /**
   * Waits some seconds for what it has taken, whose clients have gone by then. To be called when
   * nothing more comes, and before the repository.
   */
  @Override
  public void close() {
    long end = System.nanoTime() + LAST_ANSWERS.toNanos();
    // What waits for a batch needs a worker again, which a shutdown would refuse.
    while (taken.get() > 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
    MoreExecutors.shutdownAndAwaitTermination(workers, LAST_ANSWERS);
  }

  /** A request from when it is taken. */
  private final class Request<T> {
    private final String model;
    private final Api api;
    private final Wire wire;
    private final Work<T> work;
    private final Hold hold = new Hold(repository, logs, workers);
    private final long began = System.nanoTime();
    private final CompletableFuture<T> answer = new CompletableFuture<>();

    Request(String model, Api api, Wire wire, Work<T> work) {
      this.model = model;
      this.api = api;
      this.wire = wire;
      this.work = work;
    }

    void begin() {
      if (answer.isDone()) {
        end(null, new ApiException(Status.Code.CANCELLED, "The request was given up"));
        return;
      }
      try {
        var unused = work.begin(hold).whenComplete(this::end);
      } catch (Throwable e) {
        // An Error, too: a request that exhausts the heap or the stack is its own client's.
        end(null, e);
      }
    }

    void end(@Nullable T value, @Nullable Throwable thrown) {
      Optional<ApiException> failure;
      try {
        failure = Optional.ofNullable(thrown).map(Failures::of).map(hold::told);
      } finally {
        hold.release();
        taken.decrementAndGet();
      }
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      String name = failure.isEmpty() || isServed(model) ? model : "";
      try {
        listener.onEnd(new CallEnd(name, api, wire, failure, took, hold.ran()));
      } finally {
        // Whatever a listener throws, the client gets its answer.
        failure.ifPresentOrElse(answer::completeExceptionally, () -> answer.complete(value));
      }
    }
  }
}
