package dev.jera.training;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Throwables;
import com.google.common.math.IntMath;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.jera.datasets.Dataset;
import dev.jera.runtime.Dtype;
import java.math.RoundingMode;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.types.family.TType;

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
  static int[] inOrder(long examples) {
    return IntStream.range(0, Math.toIntExact(examples)).toArray();
  }

  /** Brings examples into an order that depends on nothing but the seed (Fisher and Yates). */
  static void shuffle(int[] order, long seed) {
    Random random = new Random(seed);
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }

  int count() {
    return IntMath.divide(order.length, batchSize, RoundingMode.CEILING);
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
    try {
      return made.join();
    } catch (CompletionException e) {
      Throwables.throwIfUnchecked(requireNonNull(e.getCause()));
      throw e;
    }
  }

  private void makeAhead() {
    int from = next;
    int to = from + Math.min(batchSize, order.length - from);
    next = to;
    ahead = from == to ? null : CompletableFuture.supplyAsync(() -> read(from, to), maker);
  }

  private Batch read(int from, int to) {
    TType examples = features.read(order, from, to);
    try {
      return new Batch(examples, labels.read(order, from, to));
    } catch (RuntimeException | Error e) {
      examples.close();
      throw e;
    }
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
