package dev.jera.training;

import dev.jera.model.BuiltModel;
import dev.jera.model.Model;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final List<Operand<TFloat32>> predictions;
  private final Optional<Measures> measures;
  private final Op evaluateStep;

  /**
   * @param weights the variables of the model, which somebody else may train
   * @param feeds without targets where nothing is to be measured
   */
  InferenceGraph(
      Ops tf, Variables variables, Model model, List<Variable<TFloat32>> weights, Feeds feeds) {
    this.feeds = feeds;
    BuiltModel inferred = model.build(tf, weights, feeds.features(), Optional.empty());
    predictions = inferred.outputs();
    measures =
        feeds.targets().isEmpty()
            ? Optional.empty()
            : Optional.of(
                Measures.of(tf, variables, "means/evaluate", feeds, model, weights, inferred));
    List<Op> updates = measures.map(Measures::updates).orElse(List.of());
    evaluateStep = tf.withControlDependencies(updates).noOp();
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
    predictions.forEach(runner::fetch);
    return runner.run();
  }
}
