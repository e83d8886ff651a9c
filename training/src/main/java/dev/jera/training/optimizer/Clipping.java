package dev.jera.training.optimizer;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Ranges;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * How gradients that are too large are made smaller (Pascanu et al., 2013).
 *
 * <p>A norm is the root of the sum of squares. It is computed relative to the largest value, so
 * that it overflows only where the norm itself would. NaN and infinite gradients are left to be
 * seen.
 *
 * @param kind what is limited
 * @param limit above 0; 0 for {@link Kind#NONE}
 * @see <a href="https://keras.io/api/optimizers/">Keras clipvalue, clipnorm, global_clipnorm</a>
 */
public record Clipping(Kind kind, double limit) {

  /** What is limited. */
  public enum Kind {
    /** Nothing. */
    NONE,
    /** Every number of a gradient. */
    VALUE,
    /** The norm of each weight's gradient. */
    NORM,
    /** The norm of all gradients together. */
    GLOBAL_NORM
  }

  /** Checks the range. */
  public Clipping {
    if (kind == Kind.NONE) {
      checkArgument(limit == 0, "limit: %s (expected: 0, as nothing is limited)", limit);
    } else {
      Ranges.checkPositive("limit", limit);
    }
  }

  /** Gradients stay as they are. */
  public static Clipping none() {
    return new Clipping(Kind.NONE, 0);
  }

  /** Every number of a gradient is brought into [-limit, limit]. */
  public static Clipping value(double limit) {
    return new Clipping(Kind.VALUE, limit);
  }

  /** A gradient whose norm is above the limit is scaled down to it; each weight's for itself. */
  public static Clipping norm(double limit) {
    return new Clipping(Kind.NORM, limit);
  }

  /**
   * If the norm of all gradients together is above the limit, all are scaled down by one factor.
   */
  public static Clipping globalNorm(double limit) {
    return new Clipping(Kind.GLOBAL_NORM, limit);
  }

  List<Operand<TFloat32>> apply(Ops tf, List<Operand<TFloat32>> gradients) {
    return switch (kind) {
      case NONE -> gradients;
      case VALUE -> {
        Operand<TFloat32> most = tf.constant((float) limit);
        List<Operand<TFloat32>> clipped = new ArrayList<>();
        gradients.forEach(g -> clipped.add(tf.clipByValue(g, tf.math.neg(most), most)));
        yield clipped;
      }
      case NORM -> {
        List<Operand<TFloat32>> clipped = new ArrayList<>();
        gradients.forEach(g -> clipped.addAll(scale(tf, List.of(g))));
        yield clipped;
      }
      case GLOBAL_NORM -> gradients.isEmpty() ? gradients : scale(tf, gradients);
    };
  }

  private List<Operand<TFloat32>> scale(Ops tf, List<Operand<TFloat32>> gradients) {
    Operand<TFloat32> most = tf.constant((float) limit);
    Operand<TFloat32> factor = tf.math.div(most, tf.math.maximum(norm(tf, gradients), most));
    List<Operand<TFloat32>> scaled = new ArrayList<>();
    gradients.forEach(gradient -> scaled.add(tf.math.mul(gradient, factor)));
    return scaled;
  }

  private static Operand<TFloat32> norm(Ops tf, List<Operand<TFloat32>> gradients) {
    Operand<TFloat32> zero = tf.constant(0f);
    List<Operand<TFloat32>> largest = new ArrayList<>();
    for (Operand<TFloat32> gradient : gradients) {
      Operand<TFloat32> flat = tf.reshape(gradient, tf.array(-1));
      largest.add(tf.reduceMax(tf.math.abs(flat), tf.constant(0)));
    }
    Operand<TFloat32> max = tf.reduceMax(tf.stack(largest), tf.constant(0));
    Operand<TFloat32> unit = tf.select(tf.math.equal(max, zero), tf.constant(1f), max);
    List<Operand<TFloat32>> halfSquares = new ArrayList<>();
    gradients.forEach(gradient -> halfSquares.add(tf.nn.l2Loss(tf.math.div(gradient, unit))));
    Operand<TFloat32> squares = tf.math.mul(tf.constant(2f), tf.math.addN(halfSquares));
    return tf.math.mul(unit, tf.math.sqrt(squares));
  }
}
