package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.SessionOptions;
import dev.jera.training.loss.Loss;
import dev.jera.training.metric.Metric;
import dev.jera.training.optimizer.Optimizer;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Collections;
import java.util.List;
import java.util.Set;

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

  /** Copies the list and checks the names of the metrics. */
  public Compilation {
    metrics = List.copyOf(metrics);
    List<String> names = metrics.stream().map(Metric::name).toList();
    checkArgument(
        Set.copyOf(names).size() == names.size()
            && Collections.disjoint(names, List.of("loss", "count")),
        "metrics: %s (expected: names that differ, none of them 'loss' or 'count')",
        names);
  }

  /** The default seed and session. */
  public static Compilation of(Optimizer optimizer, Loss loss, Metric... metrics) {
    return new Compilation(
        optimizer, loss, List.of(metrics), DEFAULT_SEED, SessionOptions.defaults());
  }
}
