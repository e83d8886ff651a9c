package dev.jera.training.estimator;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableSet;
import dev.jera.model.SymbolicTensor;
import dev.jera.training.Objective;
import dev.jera.training.loss.Loss;
import dev.jera.training.metric.Metric;
import java.util.Set;

/** The labels of the examples: the handle by which a loss is tied to an output. */
public final class Labels {
  private final Mode mode;
  private final ImmutableSet<String> names;

  Labels(Mode mode, Set<String> names) {
    this.mode = mode;
    this.names = ImmutableSet.copyOf(names);
  }

  /**
   * What an output shall be, as the only label tells.
   *
   * @throws IllegalStateException in mode PREDICT
   * @throws IllegalArgumentException if the examples have no label or several
   */
  public OutputObjective objective(SymbolicTensor output, Loss loss, Metric... metrics) {
    return objective(output, Objective.of(loss, metrics));
  }

  /**
   * What an output shall be.
   *
   * @param objective its {@link Objective#output} is the name of the label, empty for the only one;
   *     where there are several, the layer that gives the output has the name, too
   * @throws IllegalStateException in mode PREDICT
   * @throws IllegalArgumentException if there is no such label
   */
  public OutputObjective objective(SymbolicTensor output, Objective objective) {
    checkState(
        mode != Mode.PREDICT,
        "labels: used in mode PREDICT, which has none (expected: the function returns EstimatorSpec.predict before it uses them)");
    checkArgument(
        !names.isEmpty(),
        "labels: the input function's examples have none (expected: at least one in mode %s)",
        mode);
    String label = objective.output();
    checkArgument(
        names.contains(label) || (label.isEmpty() && names.size() == 1),
        "label '%s': there are %s (expected: Objective.of(name, loss) with one of these)",
        label,
        names);
    return new OutputObjective(output, objective);
  }
}
