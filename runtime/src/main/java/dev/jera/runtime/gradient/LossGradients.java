package dev.jera.runtime.gradient;

import static dev.jera.runtime.gradient.Slopes.number;

import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/** Losses that compute their own gradient beside their value. */
final class LossGradients {
  private LossGradients() {}

  /**
   * Outputs are loss [batch] and backprop [batch, classes], which is softmax(logits) - onehot.
   *
   * @see <a
   *     href="https://www.tensorflow.org/api_docs/python/tf/raw_ops/SparseSoftmaxCrossEntropyWithLogits">TensorFlow</a>
   */
  static List<Operand<?>> sparseSoftmaxCrossEntropy(
      Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    Operand<TNumber> loss = number(gradients.get(0));
    Operand<TNumber> backprop = number(operation.output(1));
    return List.of(
        tf.math.mul(tf.expandDims(loss, tf.constant(-1)), backprop),
        tf.zerosLike(operation.input(1)));
  }

  /**
   * Outputs are loss [batch] and its gradient [time, batch, classes].
   *
   * @see <a href="https://www.tensorflow.org/api_docs/python/tf/raw_ops/CTCLoss">TensorFlow</a>
   */
  static List<Operand<?>> ctcLoss(Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    Operand<TNumber> loss = number(gradients.get(0));
    Operand<TNumber> slope = number(operation.output(1));
    return List.of(
        tf.math.mul(tf.expandDims(loss, tf.constant(-1)), slope),
        tf.zerosLike(operation.input(1)),
        tf.zerosLike(operation.input(2)),
        tf.zerosLike(operation.input(3)));
  }
}
