package dev.jera.serving.batching;

import com.google.common.collect.ImmutableList;
import dev.jera.serving.Predictor;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Requests that wait, in a line for each group. A line is ripe when it fills a batch, when its
 * oldest request has waited for the timeout, when its requests are not batched anyway, and when the
 * queue is closed.
 */
final class BatchQueue {
  private final Predictor predictor;
  private final Batching batching;
  private final long timeout;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Group, Line> lines = new LinkedHashMap<>();
  private int requests;
  private int examples;
  private boolean closed;

  private static final class Line {
    private final Set<Waiting> requests = new LinkedHashSet<>();
    private int examples;

    Waiting oldest() {
      return requests.iterator().next();
    }
  }

  BatchQueue(Predictor predictor, Batching batching) {
    this.predictor = predictor;
    this.batching = batching;
    this.timeout = TimeUnit.NANOSECONDS.convert(batching.timeout());
  }

  /**
   * Adds a request.
   *
   * @throws QueueFullException if it has no room
   * @throws IllegalStateException if the queue is closed
   */
  void add(Waiting request) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("Batching of " + predictor + " is closed");
      }
      if (requests > 0 && examples > batching.maxWaiting() - request.examples()) {
        throw new QueueFullException(
            "Batching of %s: %s examples are waiting, there is no room for %s more (at most: %s, which is queueBound %s x maxBatchSize %s); try again later"
                .formatted(
                    predictor,
                    examples,
                    request.examples(),
                    batching.maxWaiting(),
                    batching.queueBound(),
                    batching.maxBatchSize()));
      }
      Line line = lines.computeIfAbsent(request.group(), group -> new Line());
      line.requests.add(request);
      count(line, 1, request.examples());
      tell();
      if (line.requests.size() == 1 || ripensIn(line) <= 0) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Removes a request, if it is waiting still. */
  void remove(Waiting request) {
    lock.lock();
    try {
      Line line = lines.get(request.group());
      if (line != null && line.requests.remove(request)) {
        count(line, -1, -request.examples());
        if (line.requests.isEmpty()) {
          lines.remove(request.group());
        }
        tell();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until a line is ripe and takes a batch of its oldest requests: as many as fit, or one
   * that is larger than a batch.
   *
   * @return nothing once the queue is closed and empty
   */
  List<Waiting> take() throws InterruptedException {
    lock.lock();
    try {
      while (true) {
        Line next = null;
        long soonest = Long.MAX_VALUE;
        for (Line line : lines.values()) {
          long nanos = ripensIn(line);
          if (nanos <= 0 && (next == null || line.oldest().waited() > next.oldest().waited())) {
            next = line;
          }
          soonest = Math.min(soonest, nanos);
        }
        if (next != null) {
          return takeFrom(next);
        }
        if (closed) {
          return ImmutableList.of();
        }
        changed.awaitNanos(soonest);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more requests; those that wait are ripe. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private List<Waiting> takeFrom(Line line) {
    ImmutableList.Builder<Waiting> batch = ImmutableList.builder();
    Group group = line.oldest().group();
    int size = 0;
    for (Iterator<Waiting> each = line.requests.iterator(); each.hasNext(); ) {
      Waiting request = each.next();
      boolean fits = group.batched() && request.examples() <= batching.maxBatchSize() - size;
      if (size > 0 && !fits) {
        break;
      }
      each.remove();
      batch.add(request);
      size += request.examples();
      count(line, -1, -request.examples());
    }
    if (line.requests.isEmpty()) {
      lines.remove(group);
    }
    if (!lines.isEmpty()) {
      changed.signal();
    }
    tell();
    return batch.build();
  }

  /** In how many nanoseconds a line is ripe; 0 or less if it is. */
  private long ripensIn(Line line) {
    Waiting oldest = line.oldest();
    boolean ripe = closed || !oldest.group().batched() || line.examples >= batching.maxBatchSize();
    return ripe ? 0 : timeout - oldest.waited();
  }

  private void count(Line line, int moreRequests, int moreExamples) {
    requests += moreRequests;
    examples += moreExamples;
    line.examples += moreExamples;
  }

  private void tell() {
    predictor.listener().onQueue(predictor.path(), requests);
  }
}
