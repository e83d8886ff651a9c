package dev.jera.training;

import dev.jera.runtime.Device;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.SessionOptions;
import dev.jera.runtime.Variables;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Session;

/**
 * The sessions that a graph is alive on, one at a time, with the same values of its variables: one
 * that parts an op among the cores, and one whose ops run one after the other on the thread that
 * asks. To wake a thread takes longer than a small op does.
 *
 * <p>The size of the batch alone decides, not the clock: the number of threads may change how an op
 * rounds, and the same seed gives the same bits.
 */
final class Sessions implements AutoCloseable {
  private final Graph graph;
  private final Variables variables;
  private final SessionOptions options;
  private final StepWork work;
  private final boolean mayChoose;
  private final Session wide;
  private @Nullable Session narrow;
  private Session current;

  /**
   * Opens one, and gives the variables their initial values.
   *
   * @param options how it uses the machine; who names its threads there gets no others
   * @param work what a step of the model does
   */
  Sessions(Graph graph, Variables variables, SessionOptions options, StepWork work) {
    this.graph = graph;
    this.variables = variables;
    this.options = options;
    this.work = work;
    mayChoose =
        work.perExample().isPresent()
            && options.interOpThreads() == 0
            && options.intraOpThreads() == 0
            && NativeSettings.leavesIntraOpThreadsToSessions()
            && !Device.hasGpu(options);
    wide = options.open(graph);
    current = wide;
    try {
      variables.initialize(wide);
    } catch (RuntimeException | Error e) {
      wide.close();
      throw e;
    }
  }

  /** Goes to that for batches of so many examples, with all values. */
  Session of(int batchSize) {
    Session wanted = mayChoose && work.isSmall(batchSize) ? narrow() : wide;
    if (wanted != current) {
      variables.copy(current, wanted);
      current = wanted;
    }
    return current;
  }

  /** The one that holds the values. */
  Session current() {
    return current;
  }

  private Session narrow() {
    Session open = narrow;
    if (open == null) {
      open = options.withInterOpThreads(SessionOptions.ON_CALLER).withIntraOpThreads(1).open(graph);
      narrow = open;
    }
    return open;
  }

  @Override
  public void close() {
    wide.close();
    if (narrow != null) {
      narrow.close();
    }
  }
}
