package dev.jera.runtime.gradient;

import static dev.jera.runtime.gradient.Slopes.number;

import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.EuclideanNorm;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.family.TNumber;

/** Norms and inverses. */
final class MatrixGradients {
  private MatrixGradients() {}

  /** d |x| = x / |x|, and 0 where the norm is 0. Inputs are x and the axes. */
  static List<Operand<?>> euclideanNorm(
      Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    Operand<TNumber> x = number(operation.input(0));
    Operand<TNumber> axes = number(operation.input(1));
    Operand<TNumber> norm = tf.linalg.euclideanNorm(x, axes, EuclideanNorm.keepDims(true));
    Operand<TNumber> dy = tf.reshape(number(gradients.get(0)), tf.shape(norm));
    return List.of(tf.math.mul(dy, tf.math.divNoNan(x, norm)), tf.zerosLike(axes));
  }

  /** With y the inverse of x: dx = -y' dy y', or -y dy' y if y is the inverse of x'. */
  static List<Operand<?>> inverse(Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    Operand<TNumber> y = number(operation.output(0));
    Operand<TNumber> dy = number(gradients.get(0));
    boolean ofTransposed = operation.attributes().getAttrBool("adjoint");
    Operand<TNumber> right =
        ofTransposed ? multiply(tf, dy, true, y, false) : multiply(tf, dy, false, y, true);
    return List.of(tf.math.neg(multiply(tf, y, !ofTransposed, right, false)));
  }

  private static Operand<TNumber> multiply(
      Ops tf, Operand<TNumber> a, boolean aTransposed, Operand<TNumber> b, boolean bTransposed) {
    return tf.train.batchMatMul(
        a, b, a.type(), BatchMatMul.adjX(aTransposed), BatchMatMul.adjY(bTransposed));
  }
}
