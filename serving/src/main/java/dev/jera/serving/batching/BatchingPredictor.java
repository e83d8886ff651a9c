package dev.jera.serving.batching;

import com.google.common.base.Throwables;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.serving.Predicting;
import dev.jera.serving.Predictor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A {@link Predictor} that answers the requests of many callers by few runs: those that wait are
 * joined along their first axis, and the answer is cut apart again.
 *
 * <p>Requests go together if they ask the same signature for the same outputs and their inputs have
 * the same shapes but for the first size. A signature is batched if the first size of every input
 * and output is open; an output's row has to depend on the same row of the inputs only, and a call
 * should change no variable, since it may be repeated. Where TensorFlow answers an output of
 * another first size than the batch's, every request is run as it is, then and later. Where a batch
 * fails, each of its requests is run alone, so that only those fail that would have failed by
 * themselves.
 *
 * <p>A request that is cancelled, or whose deadline passes, before it is run is not run, and gives
 * its room in the queue back; what is running already is finished, and the answer dropped. The
 * tensors of a request must not be changed until it is answered, nor, if it was cancelled or late,
 * after that.
 *
 * <p>Stages added to a future without an executor run on the thread that answers: they should be
 * short, and must not wait for another answer nor close this.
 *
 * <p>It owns its threads, not the predictor: close it first, then, whoever loaded it, the
 * predictor.
 */
public final class BatchingPredictor implements Predicting, AutoCloseable {
  private static final ThreadFactory TIMERS =
      new ThreadFactoryBuilder().setNameFormat("jera-batching-timer-%d").setDaemon(true).build();

  private final Predictor predictor;
  private final Groups groups = new Groups();
  private final BatchQueue queue;
  private final ScheduledThreadPoolExecutor timer;
  private final BatchThreads threads;

  /**
   * Gathers requests for a predictor, and tells its listener of batches and of the queue.
   *
   * @param predictor who answers; it is not closed with this
   */
  public BatchingPredictor(Predictor predictor, Batching batching) {
    this.predictor = predictor;
    this.queue = new BatchQueue(predictor, batching);
    // What is handed in while this closes is answered before it ends: its expiry may be dropped.
    this.timer = new ScheduledThreadPoolExecutor(1, TIMERS, new ThreadPoolExecutor.DiscardPolicy());
    this.timer.setRemoveOnCancelPolicy(true);
    this.threads =
        BatchThreads.start(batching.threads(), queue, new BatchRunner(predictor, batching, groups));
  }

  /** Who answers. */
  public Predictor predictor() {
    return predictor;
  }

  @Override
  public Path path() {
    return predictor.path();
  }

  @Override
  public Map<String, Signature> signatures() {
    return predictor.signatures();
  }

  @Override
  public Signature signature(String name) {
    return predictor.signature(name);
  }

  /** Asks the default signature for all its outputs, see {@link #submit(PredictionRequest)}. */
  public CompletableFuture<Map<String, TensorData>> submit(Map<String, TensorData> inputs) {
    return submit(defaultSignature(), inputs);
  }

  /** Asks a signature for all its outputs, see {@link #submit(PredictionRequest)}. */
  public CompletableFuture<Map<String, TensorData>> submit(
      String signature, Map<String, TensorData> inputs) {
    return submit(PredictionRequest.of(signature, inputs));
  }

  /**
   * Asks, without waiting for the answer. The request is checked here, on the caller's thread.
   *
   * @return a tensor for each output, by name, in the order of the names; or the failure, one of
   *     those of {@link Predictor}, or a {@link DeadlineException}
   * @throws IllegalArgumentException if there is no such signature or output, or if the inputs are
   *     not what the signature asks for
   * @throws dev.jera.serving.PredictionException if the signature cannot be called
   * @throws QueueFullException if too many requests wait
   * @throws IllegalStateException if this is closed
   */
  public CompletableFuture<Map<String, TensorData>> submit(PredictionRequest request) {
    return submit(
        request,
        request.outputs().isEmpty()
            ? signature(request.signature()).outputs().keySet()
            : request.outputs());
  }

  private CompletableFuture<Map<String, TensorData>> submit(
      PredictionRequest request, Set<String> outputs) {
    Signature signature = predictor.signature(request.signature());
    predictor.check(request.signature(), request.inputs(), outputs);
    Waiting waiting = new Waiting(request, groups.of(signature, outputs, request.inputs()));
    queue.add(waiting);
    Optional<Future<?>> expiry = request.deadline().map(deadline -> schedule(waiting, deadline));
    var unused =
        waiting
            .future()
            .whenComplete(
                (answer, failure) -> {
                  expiry.ifPresent(task -> task.cancel(false));
                  if (failure != null) {
                    queue.remove(waiting);
                  }
                });
    return waiting.future();
  }

  @Override
  public Map<String, TensorData> predict(String signature, Map<String, TensorData> inputs) {
    return predict(PredictionRequest.of(signature, inputs));
  }

  @Override
  public Map<String, TensorData> predict(
      String signature, Map<String, TensorData> inputs, Set<String> outputs) {
    PredictionRequest request = PredictionRequest.of(signature, inputs).withOutputs(outputs);
    return await(submit(request, request.outputs()), signature);
  }

  /**
   * Asks, and waits for the answer; throws what {@link Predicting} says, and more, as every {@code
   * predict} here does.
   *
   * @return a tensor for each output, by name, in the order of the names
   * @throws QueueFullException if too many requests wait
   * @throws DeadlineException if the deadline passed
   * @throws CancellationException if the thread was interrupted; it still is, and the request is
   *     cancelled
   */
  public Map<String, TensorData> predict(PredictionRequest request) {
    return await(submit(request), request.signature());
  }

  private static Map<String, TensorData> await(
      CompletableFuture<Map<String, TensorData>> future, String signature) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw new CancellationException(
          "Signature '%s': interrupted while waiting for the answer".formatted(signature));
    } catch (ExecutionException e) {
      Throwable failure = Objects.requireNonNull(e.getCause());
      Throwables.throwIfUnchecked(failure);
      throw new AssertionError("a failure that nothing here makes", failure);
    }
  }

  /**
   * Takes no more requests, answers those that wait without waiting for others, and ends the
   * threads. The predictor stays open. Closing twice is harmless.
   */
  @Override
  public void close() {
    queue.close();
    threads.join();
    timer.shutdownNow();
  }

  private Future<?> schedule(Waiting waiting, Duration deadline) {
    return timer.schedule(
        waiting::expire, TimeUnit.NANOSECONDS.convert(deadline), TimeUnit.NANOSECONDS);
  }
}
