package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.training.loss.Loss;
import dev.jera.training.loss.Reduction;
import dev.jera.training.metric.Metric;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * What one output of a model is trained for.
 *
 * @param output the output's name; empty for the only one
 * @param loss what is made small
 * @param weight how much the loss counts beside those of other outputs, above 0
 * @param reduction how the losses of a batch become one number
 * @param metrics what is measured beside it
 */
@RecordBuilder
public record Objective(
    String output, Loss loss, double weight, Reduction reduction, List<Metric> metrics)
    implements ObjectiveBuilder.With {

  /** Copies the list and checks the weight and the names of the metrics. */
  public Objective {
    checkArgument(
        weight > 0 && Double.isFinite(weight),
        "weight of output '%s': %s (expected: > 0 and finite)",
        output,
        weight);
    metrics = List.copyOf(metrics);
    List<String> names = metrics.stream().map(Metric::name).toList();
    checkArgument(
        Set.copyOf(names).size() == names.size()
            && Collections.disjoint(names, List.of("loss", "learning_rate")),
        "metrics: %s (expected: names that differ, none of them 'loss' or 'learning_rate')",
        names);
  }

  /** That of the only output. */
  public static Objective of(Loss loss, Metric... metrics) {
    return of("", loss, metrics);
  }

  /** That of the output of this name, the mean loss over a batch, with weight 1. */
  public static Objective of(String output, Loss loss, Metric... metrics) {
    return new Objective(output, loss, 1, Reduction.MEAN, List.of(metrics));
  }
}
