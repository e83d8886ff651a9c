package dev.jera.training;

import com.google.common.collect.ImmutableList;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.SwitchCond;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A dynamic {@link LossScale} in a graph, and what it lets a step do.
 *
 * <p>TensorFlow does not run what depends on the dead side of a Switch. All that a step changes
 * depends on the side that lives where the gradients are finite.
 */
final class LossScaling {
  private final Ops tf;
  private final long growthSteps;
  private final Variable<TFloat32> scale;
  private final Variable<TInt64> finiteSteps;
  private final Variable<TInt64> skipped;

  LossScaling(Ops tf, LossScale lossScale, Variables variables) {
    this.tf = tf;
    growthSteps = lossScale.growthSteps();
    scale =
        variables.create(
            "loss_scale/scale", Shape.scalar(), tf.constant((float) lossScale.initial()), false);
    finiteSteps = variables.counter("loss_scale/finite_steps");
    skipped = variables.counter("loss_scale/skipped");
  }

  /** How much the loss of the next step is multiplied by, a scalar. */
  Operand<TFloat32> scale() {
    return scale.value();
  }

  /** The number of steps that changed nothing. */
  Variable<TInt64> skipped() {
    return skipped;
  }

  /** The loss by whose gradients {@link #unscale} finds those of the loss. */
  Operand<TFloat32> scale(Operand<TFloat32> loss) {
    return tf.math.mul(loss, scale.value());
  }

  /** The gradients of the loss. */
  List<Operand<TFloat32>> unscale(List<Operand<TFloat32>> gradients) {
    List<Operand<TFloat32>> unscaled = new ArrayList<>();
    gradients.forEach(gradient -> unscaled.add(tf.math.div(gradient, scale.value())));
    return unscaled;
  }

  /** How many of the steps before this one were not skipped. */
  Operand<TInt64> updates(Operand<TInt64> steps) {
    return tf.math.sub(steps, skipped.value());
  }

  /** What a step may do with these gradients. */
  Guard guard(List<Operand<TFloat32>> gradients) {
    return new Guard(FiniteCheck.of(tf, gradients));
  }

  /** Lets ops run where all gradients are finite. */
  final class Guard {
    private final Operand<TBool> finite;
    private final SwitchCond<TBool> way;

    private Guard(Operand<TBool> finite) {
      this.finite = finite;
      way = tf.switchCond(finite, finite);
    }

    /** The same ops, which run where the gradients are finite. */
    Ops ops(Ops any) {
      return any.withControlDependencies(List.of(tf.identity(way.outputTrue())));
    }

    /** A tensor that is there where the gradients are finite. */
    Operand<TFloat32> pass(Operand<TFloat32> tensor) {
      return tf.switchCond(tensor, finite).outputTrue();
    }

    /** An op that runs in any case, after these, which may not run. */
    Op join(List<Op> guarded) {
      Operand<TBool> done = tf.withControlDependencies(guarded).identity(way.outputTrue());
      return tf.merge(List.of(done, way.outputFalse()));
    }

    /** A step's changes, and the scale of the next one. */
    ImmutableList<Op> step(List<Op> changes) {
      return ImmutableList.<Op>builder().add(join(changes)).addAll(updates()).build();
    }

    /** The ops that make the scale that of the next step, and count this one if it is skipped. */
    private List<Op> updates() {
      Operand<TFloat32> two = tf.constant(2f);
      Operand<TFloat32> doubled = tf.math.mul(scale.value(), two);
      Operand<TFloat32> halved = tf.math.maximum(tf.math.div(scale.value(), two), tf.constant(1f));
      Operand<TInt64> row = tf.math.add(finiteSteps.value(), tf.constant(1L));
      Operand<TBool> full = tf.math.greaterEqual(row, tf.constant(growthSteps));
      Operand<TBool> grows = tf.math.logicalAnd(full, tf.math.isFinite(doubled));
      Operand<TInt64> zero = tf.constant(0L);
      Operand<TInt64> counted = tf.select(full, zero, row);
      Operand<TInt64> lost = tf.select(finite, zero, tf.constant(1L));
      // All are computed of what was read: an assignment does not run before its variable's read.
      return ImmutableList.of(
          tf.assignVariableOp(
              scale.handle(), tf.select(finite, tf.select(grows, doubled, scale.value()), halved)),
          tf.assignVariableOp(finiteSteps.handle(), tf.select(finite, counted, zero)),
          tf.assignVariableOp(skipped.handle(), tf.math.add(skipped.value(), lost)));
    }
  }
}
