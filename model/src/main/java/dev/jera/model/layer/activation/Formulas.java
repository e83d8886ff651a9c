package dev.jera.model.layer.activation;

import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Activations that take several ops. */
final class Formulas {
  private Formulas() {}

  static Operand<TFloat32> gelu(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> erf = tf.math.erf(tf.math.mul(x, tf.constant((float) Math.sqrt(0.5))));
    return tf.math.mul(tf.math.mul(x, tf.constant(0.5f)), tf.math.add(erf, tf.constant(1f)));
  }

  /** By (1 + tanh(u)) / 2 = sigmoid(2 u), which cancels nothing where u is far below 0. */
  static Operand<TFloat32> geluTanh(Ops tf, Operand<TFloat32> x) {
    double linear = 2 * Math.sqrt(2 / Math.PI);
    Operand<TFloat32> cubic =
        tf.math.mul(tf.math.square(x), tf.constant((float) (linear * 0.044715)));
    Operand<TFloat32> factor = tf.math.add(cubic, tf.constant((float) linear));
    return tf.math.mul(x, tf.math.sigmoid(tf.math.mul(x, factor)));
  }

  static Operand<TFloat32> hardSigmoid(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> six = tf.nn.relu6(tf.math.add(x, tf.constant(3f)));
    return tf.math.mul(six, tf.constant(1 / 6f));
  }

  /** The op itself where it can be: losses look for it. oneDNN's takes 5 axes at most. */
  static Operand<TFloat32> softmax(Ops tf, Operand<TFloat32> x) {
    return x.shape().numDimensions() <= 5 ? tf.nn.softmax(x) : onRows(tf, x, tf.nn::softmax);
  }

  /** On a matrix, because TensorFlow's gradient of LogSoftmax sums over axis 1 at any rank. */
  static Operand<TFloat32> logSoftmax(Ops tf, Operand<TFloat32> x) {
    return x.shape().numDimensions() == 2 ? tf.nn.logSoftmax(x) : onRows(tf, x, tf.nn::logSoftmax);
  }

  private static Operand<TFloat32> onRows(
      Ops tf, Operand<TFloat32> x, UnaryOperator<Operand<TFloat32>> function) {
    Operand<TFloat32> rows = tf.reshape(x, tf.array(-1L, x.shape().get(-1)));
    return tf.reshape(function.apply(rows), tf.shape(x));
  }
}
