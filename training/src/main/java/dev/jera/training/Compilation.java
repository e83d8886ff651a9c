package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.rewriting.Rewriting;
import dev.jera.runtime.SessionOptions;
import dev.jera.training.loss.Loss;
import dev.jera.training.metric.Metric;
import dev.jera.training.optimizer.Optimizer;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.OptionalInt;

/**
 * How a model is to be trained.
 *
 * @param optimizer how gradients change weights
 * @param objectives what each output is trained for; the loss is their weighted sum
 * @param seed where all randomness of the run comes from: first weights, dropout, shuffling
 * @param session how the machine is used; without numbers of threads in it, small steps of dense
 *     layers run on the thread that calls
 * @param rewriting how the model is rewritten before it becomes ops, by {@link Rewriting#all} where
 *     nothing is said; what is exported is never rewritten
 * @param dtypePolicy in which floats the model computes
 * @param stepsPerExecution how many steps one run of the session makes in {@link Trainer#fit} where
 *     no callback or checkpoint is in between, so that what every run costs is paid once for all of
 *     them; empty for what is fastest, measured by the first steps, which is 1 where a step takes 2
 *     milliseconds. Any number gives the same bits. It is 1 on a GPU, with accumulation of
 *     gradients or a loss scale, for the rest of a pass, and where an op keeps a state that no
 *     checkpoint has
 * @see <a href="https://keras.io/api/models/model_training_apis/">Keras' steps_per_execution</a>
 */
@RecordBuilder
public record Compilation(
    Optimizer optimizer,
    List<Objective> objectives,
    long seed,
    SessionOptions session,
    Rewriting rewriting,
    DtypePolicy dtypePolicy,
    OptionalInt stepsPerExecution)
    implements CompilationBuilder.With {
  /** The seed where none is given. */
  public static final long DEFAULT_SEED = 42;

  /** Copies the list, and checks the number and that no output is named twice. */
  public Compilation {
    objectives = List.copyOf(objectives);
    int steps = stepsPerExecution.orElse(1);
    checkArgument(steps >= 1, "stepsPerExecution: %s (expected: >= 1)", steps);
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
    return new Compilation(
        optimizer,
        List.of(objectives),
        DEFAULT_SEED,
        SessionOptions.defaults(),
        Rewriting.all(),
        DtypePolicy.float32(),
        OptionalInt.empty());
  }

  /**
   * With so many steps in one run of the session.
   *
   * @param steps at least 1, which is one run for each, as for debugging
   */
  public Compilation withStepsPerExecution(int steps) {
    return withStepsPerExecution(OptionalInt.of(steps));
  }
}
