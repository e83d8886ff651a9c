package dev.jera.training;

import com.google.common.base.Suppliers;
import dev.jera.model.BuiltModel;
import dev.jera.model.Model;
import dev.jera.model.precision.MixedOps;
import dev.jera.model.rewriting.Rewriting;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The part of a graph that measures and predicts: a model built for inference over its weights. */
final class InferenceGraph {
  private final Feeds feeds;
  private final int towers;
  private final List<Operand<TFloat32>> predictions;
  private final Supplier<List<Operand<TFloat32>>> fewPredictions;
  private final Optional<Measures> measures;
  private final Op evaluateStep;

  /**
   * @param tf in mixed precision where the model is to be; what is measured is in float32
   * @param weights the variables of the model, which somebody else may train
   * @param feeds without targets where nothing is to be measured
   */
  InferenceGraph(
      Ops tf,
      Rewriting rewriting,
      Variables variables,
      Model model,
      List<Variable<TFloat32>> weights,
      Feeds feeds) {
    this.feeds = feeds;
    towers = rewriting.towersOf(model);
    BuiltModel inferred = rewriting.build(model, tf, weights, feeds.features(), Optional.empty());
    predictions = inferred.outputs();
    fewPredictions =
        Suppliers.memoize(
            () ->
                rewriting
                    .withTowers(1)
                    .build(
                        model, tf.withSubScope("few"), weights, feeds.features(), Optional.empty())
                    .outputs());
    Ops judging = MixedOps.plain(tf);
    measures =
        feeds.targets().isEmpty()
            ? Optional.empty()
            : Optional.of(
                Measures.of(judging, variables, "means/evaluate", feeds, model, weights, inferred));
    List<Op> updates = measures.map(Measures::updates).orElse(List.of());
    evaluateStep = judging.withControlDependencies(updates).noOp();
  }

  /**
   * Measures the loss and the metrics over batches.
   *
   * @throws IllegalStateException if the graph has no targets
   */
  Map<String, Double> measure(Session session, BatchReader batches) {
    Measures of =
        measures.orElseThrow(
            () -> new IllegalStateException("No objective (expected: one to measure)"));
    of.reset(session);
    while (batches.hasNext()) {
      try (Batch batch = batches.next()) {
        feeds.feed(session, batch).addTarget(evaluateStep).run().close();
      }
    }
    return of.read(session);
  }

  /** Predicts, an array an output; the caller closes the result. */
  Result predict(Session session, List<? extends Tensor> examples) {
    Session.Runner runner = session.runner();
    for (int i = 0; i < feeds.features().size(); i++) {
      runner.feed(feeds.features().get(i), examples.get(i));
    }
    predictions(examples).forEach(runner::fetch);
    return runner.run();
  }

  /** Fewer examples than towers are not parted: the cores would do the same work at once. */
  private List<Operand<TFloat32>> predictions(List<? extends Tensor> examples) {
    return examples.get(0).shape().get(0) < towers ? fewPredictions.get() : predictions;
  }
}
