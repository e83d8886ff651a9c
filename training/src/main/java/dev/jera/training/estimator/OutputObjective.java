package dev.jera.training.estimator;

import dev.jera.model.SymbolicTensor;
import dev.jera.training.Objective;
import dev.jera.training.metric.Metric;
import java.util.List;

/**
 * What an output of a model function shall be. {@link Labels#objective} makes it.
 *
 * @param output the output
 * @param objective the loss and the metrics; its {@link Objective#output} is the name of the label
 */
public record OutputObjective(SymbolicTensor output, Objective objective) {

  /** The same with these metrics. */
  public OutputObjective withMetrics(Metric... metrics) {
    return new OutputObjective(output, objective.withMetrics(List.of(metrics)));
  }
}
