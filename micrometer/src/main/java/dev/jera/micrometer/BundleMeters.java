package dev.jera.micrometer;

import dev.jera.serving.ServingListener.Batch;
import dev.jera.serving.ServingListener.Call;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The meters of a bundle, each made when there is something to tell, until it is closed. */
final class BundleMeters {
  private static final String SIGNATURE = "signature";
  private static final String EXAMPLES = "examples";
  private static final String REQUESTS = "requests";

  private final MeterRegistry registry;
  private final Tags tags;
  private final Set<Meter> meters = ConcurrentHashMap.newKeySet();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean hasQueue = new AtomicBoolean();
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private int users;
  private boolean closed;

  BundleMeters(MeterRegistry registry, BundleName name) {
    this.registry = registry;
    this.tags = name.tags();
  }

  /** Another predictor has it open. Not to be called by two threads at once. */
  void retain() {
    users++;
  }

  /**
   * A predictor has closed it; the last of them removes the meters. Not to be called by two threads
   * at once.
   *
   * @return whether that was the last
   */
  boolean release() {
    users--;
    if (users == 0) {
      lock.writeLock().lock();
      try {
        closed = true;
        meters.forEach(registry::remove);
      } finally {
        lock.writeLock().unlock();
      }
    }
    return users == 0;
  }

  void record(Call call) {
    unlessClosed(() -> keep(call));
  }

  void record(Batch batch) {
    unlessClosed(() -> keep(batch));
  }

  void recordQueue(int requests) {
    unlessClosed(() -> keepQueue(requests));
  }

  private void keep(Call call) {
    kept(Timer.builder("jera.predict")
            .description("Calls of TensorFlow")
            .tags(tags.and(SIGNATURE, call.signature()))
            .tag("outcome", call.failure().isEmpty() ? "success" : "failure")
            .register(registry))
        .record(call.took());
    kept(DistributionSummary.builder("jera.predict.size")
            .description("Examples a call of TensorFlow, padding included")
            .baseUnit(EXAMPLES)
            .tags(tags.and(SIGNATURE, call.signature()))
            .register(registry))
        .record((double) call.examples());
  }

  private void keep(Batch batch) {
    Tags signature = tags.and(SIGNATURE, batch.signature());
    kept(DistributionSummary.builder("jera.batch.size")
            .description("Examples a batch, without padding")
            .baseUnit(EXAMPLES)
            .tags(signature)
            .register(registry))
        .record(batch.examples());
    kept(Counter.builder("jera.batch.padding")
            .description("Examples added to batches, to reach an allowed size")
            .baseUnit(EXAMPLES)
            .tags(signature)
            .register(registry))
        .increment(batch.padding());
    kept(DistributionSummary.builder("jera.batch.requests")
            .description("Requests a batch")
            .baseUnit(REQUESTS)
            .tags(signature)
            .register(registry))
        .record(batch.requests());
    kept(Timer.builder("jera.batch.wait")
            .description("How long the oldest request of a batch waited")
            .tags(signature)
            .register(registry))
        .record(batch.waited());
  }

  private void keepQueue(int requests) {
    waiting.set(requests);
    if (!hasQueue.getAndSet(true)) {
      kept(
          Gauge.builder("jera.queue.size", waiting, AtomicInteger::get)
              .description("Requests that wait to be batched")
              .baseUnit(REQUESTS)
              .tags(tags)
              .register(registry));
    }
  }

  private <M extends Meter> M kept(M meter) {
    meters.add(meter);
    return meter;
  }

  /** What is told late registers nothing: a meter of that name may be another holder's by then. */
  private void unlessClosed(Runnable event) {
    lock.readLock().lock();
    try {
      if (!closed) {
        event.run();
      }
    } finally {
      lock.readLock().unlock();
    }
  }
}
