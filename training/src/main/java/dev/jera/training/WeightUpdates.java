package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Maps;
import dev.jera.model.BuiltModel;
import dev.jera.model.Model;
import dev.jera.model.WeightSpec;
import dev.jera.model.constraint.Constraint;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import dev.jera.training.optimizer.ConstantRate;
import dev.jera.training.optimizer.LearningRate;
import dev.jera.training.optimizer.Optimizer;
import dev.jera.training.optimizer.OptimizerScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * How a step changes the weights: gradients, the optimizer, constraints, and what layers update.
 */
final class WeightUpdates {
  /** The name of the variable that holds a learning rate which may be set. */
  static final String LEARNING_RATE = "optimizer/learning_rate";

  private final Ops tf;
  private final Model model;
  private final Optimizer optimizer;
  private final List<Variable<TFloat32>> trainable;
  private final List<Operand<TFloat32>> gradients;
  private final Operand<TFloat32> learningRate;
  private final ImmutableList<Op> layerUpdates;
  private final ImmutableList<Op> accumulate;
  private final ImmutableList<Op> apply;

  /**
   * @param lossScaling how gradients are kept from 0; nothing where they need not be
   */
  WeightUpdates(
      Ops tf,
      Model model,
      Optimizer optimizer,
      Optional<LossScaling> lossScaling,
      List<Variable<TFloat32>> weights,
      Variables variables,
      Operand<TInt64> step,
      BuiltModel trained,
      Operand<TFloat32> loss) {
    this.tf = tf;
    this.model = model;
    this.optimizer = optimizer;
    trainable = weights.stream().filter(Variable::trainable).toList();
    for (Variable<TFloat32> weight : trainable) {
      checkArgument(
          !trained.updates().containsKey(weight.name()),
          "Weight '%s': its layer updates it, and the optimizer, too (expected: one of them; a weight that its layer updates is WeightSpec.frozen())",
          weight.name());
    }
    gradients = WeightGradients.of(tf, model, trained, loss, lossScaling, trainable);
    Optional<LossScaling.Guard> guard = lossScaling.map(scaling -> scaling.guard(gradients));
    List<Operand<TFloat32>> finite =
        guard.map(when -> gradients.stream().map(when::pass).toList()).orElse(gradients);
    int every = optimizer.accumulation();
    Operand<TInt64> taken = lossScaling.map(scaling -> scaling.updates(step)).orElse(step);
    Operand<TInt64> update =
        every == 1 ? taken : tf.math.floorDiv(taken, tf.constant((long) every));
    LearningRate rate = optimizer.learningRate();
    learningRate =
        rate instanceof ConstantRate constant
            ? variables
                .create(LEARNING_RATE, Shape.scalar(), tf.constant((float) constant.rate()), false)
                .value()
            : rate.build(tf.withSubScope("learning_rate"), update);
    Ops within = tf.withSubScope("optimizer");
    OptimizerScope scope =
        new OptimizerScope(
            guard.map(when -> when.ops(within)).orElse(within), update, learningRate, variables);
    List<Op> accumulated = new ArrayList<>();
    List<Op> applied = new ArrayList<>();
    if (every == 1) {
      applied.addAll(apply(scope, finite));
    } else {
      List<Operand<TFloat32>> means = new ArrayList<>();
      List<Variable<TFloat32>> sums = new ArrayList<>();
      for (int i = 0; i < trainable.size(); i++) {
        Variable<TFloat32> weight = trainable.get(i);
        Variable<TFloat32> sum = variables.zeros("accumulated/" + weight.name(), weight.shape());
        sums.add(sum);
        accumulated.add(tf.assignAddVariableOp(sum.handle(), finite.get(i)));
        // Not add: of a MatMul and a sum of [1, n] TensorFlow would make a BiasAdd, and fail.
        Operand<TFloat32> total = tf.math.addN(List.of(sum.value(), finite.get(i)));
        means.add(tf.math.div(total, tf.constant((float) every)));
      }
      applied.addAll(apply(scope, means));
      for (int i = 0; i < sums.size(); i++) {
        applied.add(
            tf.withControlDependencies(List.of(means.get(i)))
                .assignVariableOp(sums.get(i).handle(), tf.zerosLike(sums.get(i).value())));
      }
    }
    apply = guard.map(when -> when.step(applied)).orElse(ImmutableList.copyOf(applied));
    accumulate =
        guard.map(when -> when.step(accumulated)).orElse(ImmutableList.copyOf(accumulated));
    layerUpdates = layerUpdates(weights, trained, guard);
  }

  /** The weights that are trained. */
  List<Variable<TFloat32>> trainable() {
    return trainable;
  }

  /** d loss / d weight, in the order of the {@link #trainable} weights; they may be fed. */
  List<Operand<TFloat32>> gradients() {
    return gradients;
  }

  /** The rate of the next update, a scalar. */
  Operand<TFloat32> learningRate() {
    return learningRate;
  }

  /** The ops that only keep the gradients for a later update; none if every step is one. */
  List<Op> accumulate() {
    return accumulate;
  }

  /** The ops that change the trainable weights. */
  List<Op> apply() {
    return apply;
  }

  /** The ops that give weights the values that layers have for them, such as moving averages. */
  List<Op> layerUpdates() {
    return layerUpdates;
  }

  private ImmutableList<Op> apply(OptimizerScope scope, List<Operand<TFloat32>> raw) {
    List<Operand<TFloat32>> prepared = optimizer.prepare(scope, trainable, raw);
    Map<String, WeightSpec> specs = Maps.uniqueIndex(model.weights(), WeightSpec::name);
    ImmutableList.Builder<Op> ops = ImmutableList.builder();
    for (int i = 0; i < trainable.size(); i++) {
      Variable<TFloat32> weight = trainable.get(i);
      Op applied = optimizer.apply(scope, weight, prepared.get(i));
      ops.add(constrain(weight, requireNonNull(specs.get(weight.name())), applied));
    }
    return ops.build();
  }

  private ImmutableList<Op> layerUpdates(
      List<Variable<TFloat32>> weights, BuiltModel trained, Optional<LossScaling.Guard> guard) {
    List<Op> ops = new ArrayList<>();
    for (Variable<TFloat32> weight : weights) {
      Optional.ofNullable(trained.updates().get(weight.name()))
          .map(value -> guard.map(when -> when.pass(value)).orElse(value))
          .ifPresent(value -> ops.add(afterRead(weight).assignVariableOp(weight.handle(), value)));
    }
    return guard.isPresent() && !ops.isEmpty()
        ? ImmutableList.of(guard.get().join(ops))
        : ImmutableList.copyOf(ops);
  }

  /** Ops that run once the step has read the weight: it sees no value of its own making. */
  private Ops afterRead(Variable<TFloat32> weight) {
    return tf.withControlDependencies(List.of(weight.value()));
  }

  /** What makes a weight hold its constraint after the optimizer's op. */
  private Op constrain(Variable<TFloat32> weight, WeightSpec spec, Op applied) {
    if (spec.constraint().equals(Constraint.none())) {
      return applied;
    }
    Ops after = tf.withSubScope("constraint").withControlDependencies(List.of(applied));
    Operand<TFloat32> value = after.readVariableOp(weight.handle(), TFloat32.class);
    return after.assignVariableOp(weight.handle(), spec.constraint().build(after, value));
  }
}
