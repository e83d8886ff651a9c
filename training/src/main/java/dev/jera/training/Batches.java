package dev.jera.training;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.jera.datasets.Dataset;
import dev.jera.runtime.Dtype;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one pass over a data set, each made by another thread while the one before runs.
 */
final class Batches implements AutoCloseable {
  private final RowReader features;
  private final RowReader labels;
  private final int[] order;
  private final int batchSize;
  private final ExecutorService maker =
      Executors.newSingleThreadExecutor(
          new ThreadFactoryBuilder().setNameFormat("jera-batches").setDaemon(true).build());
  private @Nullable CompletableFuture<Batch> ahead;
  private int next;

  /**
   * @param order the examples, in the order in which they come
   */
  Batches(Dataset data, Dtype featureDtype, Dtype labelDtype, int[] order, int batchSize) {
    this.features = new RowReader("features", data.features(), featureDtype);
    this.labels = new RowReader("labels", data.labels(), labelDtype);
    this.order = order;
    this.batchSize = batchSize;
    makeAhead();
  }

  /** All examples as they lie. */
  static int[] inOrder(Dataset data) {
    return IntStream.range(0, Math.toIntExact(data.size())).toArray();
  }

  /** All examples in an order that depends on nothing but the seed (Fisher and Yates). */
  static int[] shuffled(Dataset data, long seed) {
    int[] order = inOrder(data);
    Random random = new Random(seed);
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  int count() {
    return (order.length + batchSize - 1) / batchSize;
  }

  boolean hasNext() {
    return ahead != null;
  }

  /** The next batch, which the caller closes. */
  Batch next() {
    if (ahead == null) {
      throw new NoSuchElementException();
    }
    CompletableFuture<Batch> made = ahead;
    makeAhead();
    return made.join();
  }

  private void makeAhead() {
    int from = next;
    int to = Math.min(from + batchSize, order.length);
    next = to;
    ahead = from == to ? null : CompletableFuture.supplyAsync(() -> read(from, to), maker);
  }

  private Batch read(int from, int to) {
    return new Batch(features.read(order, from, to), labels.read(order, from, to));
  }

  @Override
  public void close() {
    if (ahead != null) {
      // Nobody wants this batch any more: if it could not be made, there is nothing to close.
      ahead.handle((batch, failure) -> batch).thenAccept(Batches::closeIfMade).join();
      ahead = null;
    }
    maker.shutdown();
  }

  private static void closeIfMade(@Nullable Batch batch) {
    if (batch != null) {
      batch.close();
    }
  }
}
