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
import dev.jera.runtime.gradient.GradientException;
import dev.jera.runtime.gradient.Gradients;
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

  WeightUpdates(
      Ops tf,
      Model model,
      Optimizer optimizer,
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
    gradients = trainable.isEmpty() ? List.of() : gradients(trained, loss);
    int every = optimizer.accumulation();
    Operand<TInt64> update = every == 1 ? step : tf.math.floorDiv(step, tf.constant((long) every));
    LearningRate rate = optimizer.learningRate();
    learningRate =
        rate instanceof ConstantRate constant
            ? variables
                .create(LEARNING_RATE, Shape.scalar(), tf.constant((float) constant.rate()), false)
                .value()
            : rate.build(tf.withSubScope("learning_rate"), update);
    OptimizerScope scope =
        new OptimizerScope(tf.withSubScope("optimizer"), update, learningRate, variables);
    ImmutableList.Builder<Op> accumulated = ImmutableList.builder();
    if (every == 1) {
      apply = apply(scope, gradients);
    } else {
      List<Operand<TFloat32>> means = new ArrayList<>();
      List<Variable<TFloat32>> sums = new ArrayList<>();
      for (int i = 0; i < trainable.size(); i++) {
        Variable<TFloat32> weight = trainable.get(i);
        Variable<TFloat32> sum = variables.zeros("accumulated/" + weight.name(), weight.shape());
        sums.add(sum);
        accumulated.add(tf.assignAddVariableOp(sum.handle(), gradients.get(i)));
        // Not add: of a MatMul and a sum of [1, n] TensorFlow would make a BiasAdd, and fail.
        Operand<TFloat32> total = tf.math.addN(List.of(sum.value(), gradients.get(i)));
        means.add(tf.math.div(total, tf.constant((float) every)));
      }
      ImmutableList.Builder<Op> applied = ImmutableList.builder();
      applied.addAll(apply(scope, means));
      for (int i = 0; i < sums.size(); i++) {
        applied.add(
            tf.withControlDependencies(List.of(means.get(i)))
                .assignVariableOp(sums.get(i).handle(), tf.zerosLike(sums.get(i).value())));
      }
      apply = applied.build();
    }
    accumulate = accumulated.build();
    layerUpdates = layerUpdates(weights, trained);
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

  /** The gradients; where one is missing or wrong, the layer is named whose op it is. */
  private List<Operand<TFloat32>> gradients(BuiltModel trained, Operand<TFloat32> loss) {
    for (Variable<TFloat32> weight : trainable) {
      checkArgument(
          Gradients.dependsOn(loss, weight.value()),
          "Model '%s': the loss does not depend on the weight '%s' (expected: on every trainable one; freeze(\"%s\") leaves it as it is)",
          model.name(),
          weight.name(),
          weight.name().substring(0, weight.name().lastIndexOf('/')));
    }
    try {
      List<Operand<TFloat32>> found =
          Gradients.add(loss, trainable.stream().map(Variable::value).toList());
      List<Operand<TFloat32>> readFirst = new ArrayList<>();
      for (int i = 0; i < found.size(); i++) {
        readFirst.add(afterRead(trainable.get(i)).identity(found.get(i)));
      }
      return readFirst;
    } catch (GradientException e) {
      String layer = e.node().flatMap(trained::layerOf).orElse("");
      throw layer.isEmpty()
          ? e
          : e.within("Layer '%s' of model '%s'".formatted(layer, model.name()));
    }
  }

  private ImmutableList<Op> layerUpdates(List<Variable<TFloat32>> weights, BuiltModel trained) {
    ImmutableList.Builder<Op> ops = ImmutableList.builder();
    for (Variable<TFloat32> weight : weights) {
      Optional.ofNullable(trained.updates().get(weight.name()))
          .ifPresent(value -> ops.add(afterRead(weight).assignVariableOp(weight.handle(), value)));
    }
    return ops.build();
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
