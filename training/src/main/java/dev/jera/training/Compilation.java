package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;

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
 * @param objectives what each output is trained for; the loss is their weighted sum
 * @param seed where all randomness of the run comes from: first weights, dropout, shuffling
 * @param session how the machine is used
 */
@RecordBuilder
public record Compilation(
    Optimizer optimizer, List<Objective> objectives, long seed, SessionOptions session)
    implements CompilationBuilder.With {
  /** The seed where none is given. */
  public static final long DEFAULT_SEED = 42;

  /** Copies the list and checks that no output is named twice. */
  public Compilation {
    objectives = List.copyOf(objectives);
    List<String> outputs = objectives.stream().map(Objective::output).toList();
    checkArgument(
        !outputs.isEmpty() && outputs.stream().distinct().count() == outputs.size(),
        "objectives: for the outputs %s (expected: at least one, and one an output)",
        outputs);
  }

  /** A model of one output, the default seed and session. */
  public static Compilation of(Optimizer optimizer, Loss loss, Metric... metrics) {
    return of(optimizer, Objective.of(loss, metrics));
  }

  /** The default seed and session. */
  public static Compilation of(Optimizer optimizer, Objective... objectives) {
    return new Compilation(optimizer, List.of(objectives), DEFAULT_SEED, SessionOptions.defaults());
  }
}
