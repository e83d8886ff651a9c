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
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests on worker threads; one more than {@link Limits#requests} is refused at once.
 *
 * <p>A request counts from when it is taken until its work has ended, even if its client has gone:
 * what TensorFlow has begun, it finishes.
 */
public final class Calls implements AutoCloseable {
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
      workers.execute(request::begin);
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

  /** Answers what it has taken. To be called when nothing more comes, and before the repository. */
  @Override
  public void close() {
    MoreExecutors.shutdownAndAwaitTermination(workers, limits.requestTimeout());
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
      hold.release();
      taken.decrementAndGet();
      Optional<ApiException> failure = Optional.ofNullable(thrown).map(Failures::of);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      String name = failure.isEmpty() || isServed(model) ? model : "";
      listener.onEnd(new CallEnd(name, api, wire, failure, took, hold.ran()));
      failure.ifPresentOrElse(answer::completeExceptionally, () -> answer.complete(value));
    }
  }
}
