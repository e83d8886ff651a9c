package dev.jera.training;

import dev.jera.runtime.SessionOptions;
import dev.jera.training.loss.Loss;
import dev.jera.training.metric.Metric;
import dev.jera.training.optimizer.Optimizer;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * How a model is to be trained.
 *
 * @param optimizer how gradients change weights
 * @param loss what is made small
 * @param metrics what is measured beside it
 * @param seed where all randomness of the run comes from: first weights, dropout, shuffling
 * @param session how the machine is used
 */
@RecordBuilder
public record Compilation(
    Optimizer optimizer, Loss loss, List<Metric> metrics, long seed, SessionOptions session)
    implements CompilationBuilder.With {
  /** The seed where none is given. */
  public static final long DEFAULT_SEED = 42;

  /** Copies the list. */
  public Compilation {
    metrics = List.copyOf(metrics);
  }

  /** The default seed and session. */
  public static Compilation of(Optimizer optimizer, Loss loss, Metric... metrics) {
    return new Compilation(
        optimizer, loss, List.of(metrics), DEFAULT_SEED, SessionOptions.defaults());
  }
}
