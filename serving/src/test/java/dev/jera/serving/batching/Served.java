package dev.jera.serving.batching;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.runtime.TensorData;
import dev.jera.serving.Predictor;
import dev.jera.serving.PredictorOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.tensorflow.ndarray.Shape;

/** A bundle, batched by one thread unless said otherwise, and what was heard of it. */
final class Served implements AutoCloseable {
  final Recorder recorder;
  final Predictor predictor;
  final BatchingPredictor batching;

  /** A thread that is free. */
  static Served free(Path bundle, Batching batching) {
    return new Served(bundle, batching, 0);
  }

  /** A thread that is held by a first request, so that all later ones wait until release. */
  static Served busy(Path bundle, Batching batching) {
    Served served = new Served(bundle, batching.withThreads(1), 1);
    CompletableFuture<?> first = served.line(-1);
    served.recorder.awaitHeld();
    assertThat(first).isNotDone();
    return served;
  }

  Served(Path bundle, Batching batching, int holds) {
    this.recorder = new Recorder(holds);
    this.predictor = Predictor.load(bundle, PredictorOptions.defaults().withListener(recorder));
    this.batching = new BatchingPredictor(predictor, batching);
  }

  void release() {
    recorder.close();
  }

  CompletableFuture<Map<String, TensorData>> line(float... row) {
    return batching.submit("line", Map.of("x", TensorData.of(Shape.of(1, row.length), row)));
  }

  CompletableFuture<Map<String, TensorData>> floats(String signature, float... values) {
    return batching.submit(signature, Map.of("x", TensorData.of(Shape.of(values.length), values)));
  }

  CompletableFuture<Map<String, TensorData>> ints(String signature, int... values) {
    return batching.submit(signature, Map.of("x", TensorData.of(Shape.of(values.length), values)));
  }

  /** The answer y. */
  static TensorData y(CompletableFuture<Map<String, TensorData>> future) {
    return answer(future).get("y");
  }

  static Map<String, TensorData> answer(CompletableFuture<Map<String, TensorData>> future) {
    try {
      return future.get(30, SECONDS);
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** What a request failed with. */
  static Throwable failure(CompletableFuture<?> future) {
    try {
      future.get(30, SECONDS);
      throw new AssertionError("it was answered");
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isNotNull();
      return e.getCause();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    recorder.close();
    batching.close();
    predictor.close();
  }
}
