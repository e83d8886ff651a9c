package dev.jera.server;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.jera.serving.repository.ModelConfig;
import dev.jera.serving.repository.ModelRepository;
import dev.jera.serving.repository.RepositoryListener;
import dev.jera.serving.repository.VersionStatus;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;

/** Waits until every model answers in all its versions, or the first of them cannot be loaded. */
final class Startup implements RepositoryListener {
  private static final ThreadFactory THREADS =
      new ThreadFactoryBuilder().setNameFormat("jera-server-startup-%d").setDaemon(true).build();

  private final CompletableFuture<Void> failed = new CompletableFuture<>();

  @Override
  public void onChange(VersionStatus status) {
    status
        .error()
        .ifPresent(
            error ->
                failed.completeExceptionally(new ModelServerException(status.toString(), error)));
  }

  /**
   * Waits.
   *
   * @throws ModelServerException if a version cannot be loaded, or if a model is not there in time
   */
  void await(ModelRepository repository, Duration timeout) throws InterruptedException {
    CompletableFuture<Void> available =
        CompletableFuture.runAsync(
            () -> awaitAll(repository, System.nanoTime() + timeout.toNanos()),
            task -> THREADS.newThread(task).start());
    try {
      CompletableFuture.anyOf(available, failed).get();
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNull(e.getCause());
      throw new ModelServerException("The server does not start: " + cause.getMessage(), cause);
    }
  }

  private static void awaitAll(ModelRepository repository, long deadline) {
    try {
      for (ModelConfig model : repository.models()) {
        repository.awaitLoaded(
            model.name(), Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this thread", e);
    }
  }
}
