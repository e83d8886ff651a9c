package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import dev.jera.model.Model;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.Repeats;
import dev.jera.training.loss.Loss;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * What the graph of a model is fed.
 *
 * @param features in the order of the model's inputs
 * @param targets what its outputs are judged by, with the placeholders of their labels
 * @param exampleWeights how much each example counts, [batch]; [1] of 1 where none is fed
 */
record Feeds(
    List<Operand<? extends TNumber>> features,
    List<Target> targets,
    Operand<TFloat32> exampleWeights) {

  /** Adds the placeholders. */
  static Feeds add(Ops tf, Model model, List<Objective> objectives) {
    return new Feeds(
        model.placeholders(tf),
        targets(tf, model, objectives),
        tf.withName("example_weights")
            .placeholderWithDefault(tf.array(1f), Shape.of(Shape.UNKNOWN_SIZE)));
  }

  private static List<Target> targets(Ops tf, Model model, List<Objective> objectives) {
    ImmutableList.Builder<Target> targets = ImmutableList.builder();
    for (Objective objective : objectives) {
      int output = outputOf(model, objectives, objective);
      Loss loss = objective.loss();
      Shape shape = loss.labelShape(model.outputShapes().get(output));
      Dtype dtype = loss.labelDtype();
      Class<? extends TType> type = dtype.tensorType().orElseThrow();
      Operand<? extends TNumber> labels =
          tf.withName(objectives.size() == 1 ? "labels" : "labels_" + output)
              .placeholder(type.asSubclass(TNumber.class), Placeholder.shape(shape));
      String prefix = objectives.size() == 1 ? "" : objective.output() + "_";
      targets.add(new Target(output, objective, labels, prefix));
    }
    return targets.build();
  }

  private static int outputOf(Model model, List<Objective> objectives, Objective objective) {
    List<String> names = model.outputNames();
    if (objective.output().isEmpty() && names.size() == 1 && objectives.size() == 1) {
      return 0;
    }
    int output = names.indexOf(objective.output());
    checkArgument(
        output >= 0,
        "Model '%s': objective for output '%s' (expected: one of its outputs, %s)",
        model.name(),
        objective.output(),
        names);
    return output;
  }

  /** Begins a run that is fed a batch. */
  Session.Runner feed(Session session, Batch batch) {
    Session.Runner runner = session.runner();
    feed(runner, batch);
    return runner;
  }

  /** Feeds a run a batch. */
  void feed(Session.Runner runner, Batch batch) {
    for (int i = 0; i < features.size(); i++) {
      runner.feed(features.get(i), batch.features().get(i));
    }
    for (int i = 0; i < targets.size(); i++) {
      runner.feed(targets.get(i).labels(), batch.labels().get(i));
    }
    batch.weights().ifPresent(values -> runner.feed(exampleWeights, values));
  }

  /** All placeholders. */
  List<Operand<?>> all() {
    ImmutableList.Builder<Operand<?>> all = ImmutableList.builder();
    all.addAll(features);
    targets.forEach(target -> all.add(target.labels()));
    return all.add(exampleWeights).build();
  }

  /** The placeholders of one of the copies of a step. */
  Feeds in(Repeats repeats, int time) {
    return new Feeds(
        features.stream()
            .<Operand<? extends TNumber>>map(feature -> repeats.of(time, feature))
            .toList(),
        targets.stream()
            .map(
                target ->
                    new Target(
                        target.output(),
                        target.objective(),
                        repeats.of(time, target.labels()),
                        target.prefix()))
            .toList(),
        repeats.of(time, exampleWeights));
  }
}
