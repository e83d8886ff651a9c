package dev.jera.runtime.gradient;

import static dev.jera.runtime.gradient.Slopes.number;
import static dev.jera.runtime.gradient.Slopes.scalar;
import static dev.jera.runtime.gradient.Slopes.sumToShape;

import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/** Functions of one value or of two, which are broadcast to each other. */
final class ElementwiseGradients {
  private ElementwiseGradients() {}

  /** d erfc(x) = -2 / sqrt(pi) * exp(-x^2). */
  static List<Operand<?>> erfc(Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    Operand<TNumber> x = number(operation.input(0));
    Operand<TNumber> bell = tf.math.exp(tf.math.neg(tf.math.square(x)));
    Operand<TNumber> slope = tf.math.mul(scalar(tf, -2 / Math.sqrt(Math.PI), x), bell);
    return List.of(tf.math.mul(number(gradients.get(0)), slope));
  }

  /** x log y, and 0 where x is 0. */
  static List<Operand<?>> xlogy(Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    Operand<TNumber> x = number(operation.input(0));
    Operand<TNumber> y = number(operation.input(1));
    return ofBoth(
        tf, operation, gradients, tf.math.xlogy(isNotZero(tf, x), y), tf.math.xdivy(x, y));
  }

  /** x log(1 + y), and 0 where x is 0. */
  static List<Operand<?>> xlog1py(Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    Operand<TNumber> x = number(operation.input(0));
    Operand<TNumber> y = number(operation.input(1));
    return ofBoth(
        tf,
        operation,
        gradients,
        tf.math.xlog1py(isNotZero(tf, x), y),
        tf.math.xdivy(x, tf.math.add(y, scalar(tf, 1, y))));
  }

  /** x / y, and 0 where x is 0. */
  static List<Operand<?>> xdivy(Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    Operand<TNumber> x = number(operation.input(0));
    Operand<TNumber> y = number(operation.input(1));
    return ofBoth(
        tf,
        operation,
        gradients,
        tf.math.xdivy(isNotZero(tf, x), y),
        tf.math.xdivy(tf.math.neg(x), tf.math.square(y)));
  }

  /** x * y, and 0 where y is 0, even if x is infinite. */
  static List<Operand<?>> mulNoNan(Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    Operand<TNumber> x = number(operation.input(0));
    Operand<TNumber> y = number(operation.input(1));
    Operand<TNumber> dz = number(gradients.get(0));
    return List.of(
        sumToShape(tf, tf.math.mulNoNan(dz, y), x, y),
        sumToShape(tf, tf.math.mulNoNan(x, dz), y, x));
  }

  /** x - floor(x / y) * y, with the slope of one of its pieces. */
  static List<Operand<?>> floorMod(Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    Operand<TNumber> x = number(operation.input(0));
    Operand<TNumber> y = number(operation.input(1));
    return ofBoth(tf, operation, gradients, scalar(tf, 1, x), tf.math.neg(tf.math.floorDiv(x, y)));
  }

  private static List<Operand<?>> ofBoth(
      Ops tf,
      GraphOperation operation,
      List<Output<?>> gradients,
      Operand<TNumber> byX,
      Operand<TNumber> byY) {
    Operand<TNumber> x = number(operation.input(0));
    Operand<TNumber> y = number(operation.input(1));
    Operand<TNumber> dz = number(gradients.get(0));
    return List.of(
        sumToShape(tf, tf.math.mul(dz, byX), x, y), sumToShape(tf, tf.math.mul(dz, byY), y, x));
  }

  /** 1 where x is not 0. */
  private static Operand<TNumber> isNotZero(Ops tf, Operand<TNumber> x) {
    return tf.dtypes.cast(tf.math.notEqual(x, scalar(tf, 0, x)), x.type());
  }
}
