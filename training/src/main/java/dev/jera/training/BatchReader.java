package dev.jera.training;

import static java.util.Objects.requireNonNull;

import com.google.common.base.Throwables;
import com.google.common.collect.Iterables;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.jera.datasets.BatchedDataset;
import dev.jera.datasets.BatchedDataset.Remainder;
import dev.jera.datasets.Example;
import dev.jera.datasets.Pass;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * The batches of one pass over a data set, made by another thread while the steps before them run.
 */
final class BatchReader implements AutoCloseable {
  /** One that waits, and one that is being made; where several are taken at once, more. */
  private static final int AHEAD = 2;

  /** As many of small batches, so that the other thread is not woken for each. */
  private static final long BYTES_AHEAD = 1 << 20;

  private static final int MOST_AHEAD = 32;

  private final Binding binding;
  private final BatchedDataset data;
  private final boolean checked;
  private final Pass pass;
  private final ExecutorService maker =
      Executors.newSingleThreadExecutor(
          new ThreadFactoryBuilder().setNameFormat("jera-batches").setDaemon(true).build());
  private final Deque<CompletableFuture<Optional<Batch>>> ahead = new ArrayDeque<>();
  private long next;
  private volatile boolean isClosed;

  /**
   * @param checked whether all labels were looked at before
   * @param pass the number of the pass
   * @param skipped how many batches are left out
   */
  BatchReader(Binding binding, BatchedDataset data, boolean checked, long pass, long skipped) {
    this.binding = binding;
    this.data = data;
    this.checked = checked;
    this.pass = data.examples().pass(pass);
    this.next = skipped * data.batchSize();
    if (skipped > 0) {
      skip(this.pass, next);
    }
    makeAhead(AHEAD);
  }

  private static void skip(Pass pass, long examples) {
    try {
      pass.skip(examples);
    } catch (RuntimeException | Error e) {
      pass.close();
      throw e;
    }
  }

  /**
   * How many batches, at most so many, come next in the pass that are whole and are fed alike. It
   * waits for them, and lets as many more be made. One that cannot be made is not counted: it fails
   * when it is taken.
   */
  int alike(int most) {
    makeAhead(2 * most - ahead.size());
    Optional<Batch> first = madeOrEmpty(ahead.element());
    int count = 0;
    for (CompletableFuture<Optional<Batch>> made : Iterables.limit(ahead, most)) {
      Optional<Batch> batch = madeOrEmpty(made);
      boolean isAlike =
          batch.isPresent()
              && batch.get().size() == data.batchSize()
              && batch.get().weights().isPresent() == first.orElseThrow().weights().isPresent();
      if (!isAlike) {
        break;
      }
      count++;
    }
    return count;
  }

  private static Optional<Batch> madeOrEmpty(CompletableFuture<Optional<Batch>> made) {
    return made.handle((batch, failure) -> failure == null ? batch : Optional.<Batch>empty())
        .join();
  }

  boolean hasNext() {
    return join(ahead.element()).isPresent();
  }

  /** The next batch, which the caller closes. */
  Batch next() {
    Batch batch = join(ahead.element()).orElseThrow(NoSuchElementException::new);
    ahead.remove();
    long enough = Math.max(AHEAD, Math.min(MOST_AHEAD, BYTES_AHEAD / batch.bytes()));
    if (ahead.size() <= enough / 2) {
      makeAhead((int) enough - ahead.size());
    }
    return batch;
  }

  private static Optional<Batch> join(CompletableFuture<Optional<Batch>> made) {
    try {
      return made.join();
    } catch (CompletionException e) {
      Throwables.throwIfUnchecked(requireNonNull(e.getCause()));
      throw e;
    }
  }

  /** Lets so many more be made, in their order. */
  private void makeAhead(int count) {
    if (count <= 0) {
      return;
    }
    List<CompletableFuture<Optional<Batch>>> more =
        Stream.generate(CompletableFuture<Optional<Batch>>::new).limit(count).toList();
    ahead.addAll(more);
    maker.execute(() -> more.forEach(this::complete));
  }

  private void complete(CompletableFuture<Optional<Batch>> batch) {
    try {
      batch.complete(make());
    } catch (RuntimeException | Error e) {
      batch.completeExceptionally(e);
    }
  }

  private Optional<Batch> make() {
    if (isClosed) {
      return Optional.empty();
    }
    List<Example> examples = new ArrayList<>();
    while (examples.size() < data.batchSize() && pass.hasNext()) {
      examples.add(pass.next());
    }
    boolean whole = examples.size() == data.batchSize();
    if (examples.isEmpty() || (!whole && data.remainder() == Remainder.DROP)) {
      return Optional.empty();
    }
    long first = next;
    next += examples.size();
    return Optional.of(
        checked ? binding.batch(examples, first) : binding.checkedBatch(examples, first));
  }

  @Override
  public void close() {
    isClosed = true;
    maker.shutdown();
    for (CompletableFuture<Optional<Batch>> made : ahead) {
      // Nobody wants this batch any more: if it could not be made, there is nothing to close.
      madeOrEmpty(made).ifPresent(Batch::close);
    }
    ahead.clear();
    pass.close();
  }
}
