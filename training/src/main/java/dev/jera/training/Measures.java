package dev.jera.training;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.jera.model.BuiltModel;
import dev.jera.model.Model;
import dev.jera.model.WeightSpec;
import dev.jera.model.regularizer.Regularizer;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import dev.jera.training.metric.Metric;
import dev.jera.training.metric.MetricScope;
import dev.jera.training.metric.MetricSums;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** The loss and the metrics of a model in one mode: of a batch, and over all since a reset. */
final class Measures {
  private static final String LOSS = "loss";
  private static final String PENALTY = "penalty";

  private final List<Target> targets;
  private final Operand<TFloat32> loss;
  private final Accumulators sums;
  private final boolean penalized;

  /**
   * Adds them for a model, the penalties of its weights included.
   *
   * @param prefix what the names of its variables begin with
   */
  static Measures of(
      Ops tf,
      Variables variables,
      String prefix,
      Feeds feeds,
      Model model,
      List<Variable<TFloat32>> weights,
      BuiltModel built) {
    List<Operand<TFloat32>> penalties = new ArrayList<>(built.losses());
    List<WeightSpec> specs = model.weights();
    for (int i = 0; i < specs.size(); i++) {
      WeightSpec spec = specs.get(i);
      if (spec.trainable() && !spec.regularizer().equals(Regularizer.none())) {
        penalties.add(
            spec.regularizer().build(tf.withSubScope("penalties"), weights.get(i).value()));
      }
    }
    return new Measures(
        tf, variables, prefix, feeds.targets(), built, feeds.exampleWeights(), penalties);
  }

  /**
   * @param prefix what the names of its variables begin with
   * @param targets what the outputs are trained for
   * @param weights how much each example counts, [batch] or [1]
   * @param penalties what is added to the loss beside those of the outputs, scalars
   */
  private Measures(
      Ops tf,
      Variables variables,
      String prefix,
      List<Target> targets,
      BuiltModel built,
      Operand<TFloat32> weights,
      List<Operand<TFloat32>> penalties) {
    this.targets = targets;
    this.penalized = !penalties.isEmpty();
    Map<String, Operand<? extends TNumber>> increments = new LinkedHashMap<>();
    List<Operand<TFloat32>> terms = new ArrayList<>();
    Operand<TInt64> examples = ReducedLoss.examples(tf, built.outputs().get(0));
    Operand<TFloat32> each = tf.broadcastTo(weights, tf.stack(List.of(examples)));
    for (Target target : targets) {
      Objective objective = target.objective();
      Operand<TFloat32> predictions = built.outputs().get(target.output());
      ReducedLoss reduced =
          ReducedLoss.build(
              tf.withSubScope(LOSS),
              objective.loss(),
              objective.reduction(),
              target.labels(),
              predictions,
              weights);
      terms.add(
          objective.weight() == 1
              ? reduced.value()
              : tf.math.mul(reduced.value(), tf.constant((float) objective.weight())));
      increments.put(target.prefix() + LOSS + "/sum", reduced.sum());
      increments.put(target.prefix() + LOSS + "/count", reduced.count());
      for (Metric metric : objective.metrics()) {
        Ops scope = tf.withSubScope(metric.name());
        metric
            .build(new MetricScope(scope, target.labels(), predictions, each))
            .forEach((name, sum) -> increments.put(name(target, metric) + "/" + name, sum));
      }
    }
    if (penalized) {
      Operand<TFloat32> penalty = tf.math.addN(penalties);
      Operand<TFloat32> count = tf.dtypes.cast(examples, TFloat32.class);
      terms.add(penalty);
      increments.put(PENALTY + "/sum", tf.math.mul(penalty, count));
      increments.put(PENALTY + "/count", count);
    }
    loss = terms.size() == 1 ? terms.get(0) : tf.math.addN(terms);
    sums = new Accumulators(tf, variables, prefix, increments);
  }

  /** The loss of the batch, a scalar. */
  Operand<TFloat32> loss() {
    return loss;
  }

  /** The ops that add a batch. */
  List<Op> updates() {
    return sums.updates();
  }

  void reset(Session session) {
    sums.reset(session);
  }

  /** {@code loss}, then that of each output where there are several, then the metrics. */
  Map<String, Double> read(Session session) {
    MetricSums read = new MetricSums(sums.read(session));
    Map<String, Double> losses = new LinkedHashMap<>();
    Map<String, Double> metrics = new LinkedHashMap<>();
    double total = penalized ? mean(read, PENALTY) : 0;
    for (Target target : targets) {
      double value = mean(read, target.prefix() + LOSS);
      total += target.objective().weight() * value;
      losses.put(target.prefix() + LOSS, value);
      for (Metric metric : target.objective().metrics()) {
        metrics.put(name(target, metric), metric.result(sumsOf(read, name(target, metric) + "/")));
      }
    }
    losses.remove(LOSS);
    return ImmutableMap.<String, Double>builder()
        .put(LOSS, total)
        .putAll(losses)
        .putAll(metrics)
        .buildOrThrow();
  }

  private static String name(Target target, Metric metric) {
    return target.prefix() + metric.name();
  }

  private static double mean(MetricSums sums, String name) {
    double count = sums.scalar(name + "/count");
    // As the loss of a batch in which nothing counts: all weights are 0, or all labels masked.
    return count == 0 ? 0 : sums.scalar(name + "/sum") / count;
  }

  private static MetricSums sumsOf(MetricSums sums, String prefix) {
    Map<String, double[]> own = new LinkedHashMap<>();
    Maps.filterKeys(sums.values(), name -> name.startsWith(prefix))
        .forEach((name, values) -> own.put(name.substring(prefix.length()), values));
    return new MetricSums(own);
  }
}
