package dev.jera.serving.rows;

import com.google.common.collect.ImmutableList;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import com.google.common.util.concurrent.Uninterruptibles;
import dev.jera.runtime.PreparedRun;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.TensorRows;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A run whose large batches are cut into parts, which several threads run at once. It needs a graph
 * that is {@link RowWise}.
 *
 * <p>The caller runs parts itself, and the process's helpers, one a core but one, take what is left
 * as they are free: a call waits for no other call's parts.
 */
public final class CutRun {
  /** How many threads may run parts of one batch: one a core. */
  public static final int CALLERS = Runtime.getRuntime().availableProcessors();

  private static final int IDLE_SECONDS = 10;

  private static final ThreadPoolExecutor HELPERS = helpers();

  private final PreparedRun run;
  private final int cutFrom;
  private final int largest;

  /**
   * @param run what runs a part
   * @param cutFrom the rows from which on a batch is cut
   * @param largest the most rows of a part
   */
  public CutRun(PreparedRun run, int cutFrom, int largest) {
    this.run = run;
    this.cutFrom = cutFrom;
    this.largest = largest;
  }

  private static ThreadPoolExecutor helpers() {
    ThreadPoolExecutor helpers =
        new ThreadPoolExecutor(
            Math.max(1, CALLERS - 1),
            Math.max(1, CALLERS - 1),
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new ThreadFactoryBuilder().setNameFormat("jera-rows-%d").setDaemon(true).build());
    helpers.allowCoreThreadTimeOut(true);
    return helpers;
  }

  /** Whether a batch is cut: it is large, and of as many rows in each input. */
  public boolean cuts(List<TensorData> inputs) {
    long rows = TensorRows.count(inputs.get(0));
    return rows >= Math.max(2, cutFrom)
        && inputs.stream().allMatch(input -> TensorRows.count(input) == rows);
  }

  /** Runs, as {@link PreparedRun#run}; the answers' rows are in the order of the inputs'. */
  public List<TensorData> run(List<TensorData> inputs) {
    return cuts(inputs) ? new Job(inputs).answer() : run.run(inputs);
  }

  /**
   * Runs those parts of a batch that each thread runs where all are free, on this thread alone: the
   * batch is answered in this time if the others take as long for theirs.
   */
  public void runShare(List<TensorData> inputs) {
    Job job = new Job(inputs);
    for (int part = 0; part < job.parts; part += CALLERS) {
      job.run(part);
    }
  }

  /** As many parts for each caller. */
  private int parts(long rows) {
    long needed = (rows + largest - 1) / largest;
    return (int) Math.min(rows, (needed + CALLERS - 1) / CALLERS * CALLERS);
  }

  /** One batch. */
  private final class Job {
    private final List<TensorData> inputs;
    private final long rows;
    private final int parts;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReferenceArray<@Nullable List<TensorData>> answers;

    Job(List<TensorData> inputs) {
      this.inputs = inputs;
      this.rows = TensorRows.count(inputs.get(0));
      this.parts = parts(rows);
      this.answers = new AtomicReferenceArray<>(parts);
    }

    List<TensorData> answer() {
      List<FutureTask<?>> helped = new ArrayList<>();
      for (int i = 1; i < Math.min(CALLERS, parts); i++) {
        FutureTask<?> task = new FutureTask<>(this::work, null);
        HELPERS.execute(task);
        helped.add(task);
      }
      try {
        work();
      } finally {
        // The inputs, and the session, are used by none when this returns.
        helped.removeIf(HELPERS::remove);
        helped.forEach(Job::await);
      }
      for (FutureTask<?> task : helped) {
        rethrow(task);
      }
      return joined();
    }

    private void work() {
      for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
        try {
          run(part);
        } catch (RuntimeException | Error e) {
          next.set(parts);
          throw e;
        }
      }
    }

    private void run(int part) {
      long from = rows * part / parts;
      long to = rows * (part + 1) / parts;
      answers.set(
          part, run.run(inputs.stream().map(input -> TensorRows.slice(input, from, to)).toList()));
    }

    private List<TensorData> joined() {
      ImmutableList.Builder<TensorData> joined = ImmutableList.builder();
      List<List<TensorData>> all = new ArrayList<>(parts);
      for (int part = 0; part < parts; part++) {
        List<TensorData> answer = answers.get(part);
        if (answer == null) {
          throw new IllegalStateException("no answer for part " + part);
        }
        all.add(answer);
      }
      for (int output = 0; output < all.get(0).size(); output++) {
        int at = output;
        joined.add(TensorRows.concat(all.stream().map(answer -> answer.get(at)).toList()));
      }
      return joined.build();
    }

    private static void await(FutureTask<?> task) {
      try {
        Uninterruptibles.getUninterruptibly(task);
      } catch (ExecutionException e) {
        // It is thrown once all have ended.
        return;
      }
    }

    private static void rethrow(FutureTask<?> task) {
      try {
        Uninterruptibles.getUninterruptibly(task);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) e.getCause();
      }
    }
  }
}
