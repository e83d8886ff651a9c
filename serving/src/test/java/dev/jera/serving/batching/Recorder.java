package dev.jera.serving.batching;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.serving.ServingListener;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** Remembers what it hears, and can hold the first batches back so that requests pile up. */
final class Recorder implements ServingListener, AutoCloseable {
  final List<Batch> batches = new CopyOnWriteArrayList<>();
  final List<Call> calls = new CopyOnWriteArrayList<>();
  final List<Integer> lengths = new CopyOnWriteArrayList<>();
  private final CountDownLatch held;
  private final CountDownLatch released = new CountDownLatch(1);

  /** Holds so many batches, and all that come while they are held. */
  Recorder(int holds) {
    this.held = new CountDownLatch(holds);
    if (holds == 0) {
      close();
    }
  }

  /** Waits until the batches are held. */
  void awaitHeld() {
    await(held);
  }

  /** How many requests each batch had. */
  List<Integer> requests() {
    return batches.stream().map(Batch::requests).toList();
  }

  /** How many examples each run of TensorFlow had, padding included. */
  List<Long> runs() {
    return calls.stream().map(Call::examples).toList();
  }

  @Override
  public void onBatch(Batch batch) {
    batches.add(batch);
    held.countDown();
    await(released);
  }

  @Override
  public void onCall(Call call) {
    calls.add(call);
  }

  @Override
  public void onQueue(Path bundle, int requests) {
    lengths.add(requests);
  }

  /** Lets the batches go. */
  @Override
  public void close() {
    released.countDown();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, SECONDS)).as("waited for the other side").isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
