package dev.jera.server.http;

import com.google.common.util.concurrent.MoreExecutors;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.jera.server.ApiException;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads that answer what is asked about models, not of them. Such an answer may be large: on an
 * event loop it would hold up the connections there, and on a worker it would wait for TensorFlow,
 * just when one looks how the server is doing.
 */
public final class Queries implements DecoratingHttpServiceFunction, AutoCloseable {
  private static final int THREADS = 2;
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);

  private final int most;
  private final ThreadPoolExecutor threads;

  /**
   * Starts no thread until there is a query.
   *
   * @param most how many may wait; one more is refused at once
   */
  public Queries(int most) {
    this.most = most;
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE.toNanos(),
            TimeUnit.NANOSECONDS,
            new LinkedBlockingQueue<>(most),
            new ThreadFactoryBuilder().setNameFormat("jera-server-query-%d").build());
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request) {
    return HttpResponse.of(
        ask(ctx, () -> delegate.serve(ctx, request))
            .exceptionally(failure -> HttpAnswers.failure(ctx, failure)));
  }

  /** Runs a query that gives nothing back. */
  CompletableFuture<Void> run(ServiceRequestContext ctx, Runnable query) {
    return ask(
            ctx,
            () -> {
              query.run();
              return ctx;
            })
        .thenAccept(ran -> {});
  }

  private <T> CompletableFuture<T> ask(ServiceRequestContext ctx, Callable<T> query) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      threads.execute(() -> answer(ctx, query, answer));
    } catch (RejectedExecutionException e) {
      answer.completeExceptionally(
          new ApiException(
              Status.Code.UNAVAILABLE,
              "The server stops, or %d questions about it wait already; try again later"
                  .formatted(most),
              e));
    }
    return answer;
  }

  private static <T> void answer(
      ServiceRequestContext ctx, Callable<T> query, CompletableFuture<T> answer) {
    if (ctx.isCancelled()) {
      answer.completeExceptionally(
          new ApiException(Status.Code.CANCELLED, "The request was given up"));
      return;
    }
    try {
      answer.complete(query.call());
    } catch (Throwable e) {
      // An Error, too: its client is told, and the thread goes on.
      answer.completeExceptionally(e);
    }
  }

  @Override
  public void close() {
    MoreExecutors.shutdownAndAwaitTermination(threads, LAST_ANSWERS);
  }
}
