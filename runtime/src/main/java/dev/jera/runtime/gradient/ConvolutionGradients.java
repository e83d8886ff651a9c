package dev.jera.runtime.gradient;

import static dev.jera.runtime.gradient.Slopes.number;
import static dev.jera.runtime.gradient.Slopes.scalar;

import com.google.common.primitives.Longs;
import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * Convolutions without dilations over channels-last tensors; {@link RefusedGradients} sees to it.
 */
final class ConvolutionGradients {
  private ConvolutionGradients() {}

  /** Inputs are x [batch, d, h, w, in] and a kernel [kd, kh, kw, in, out]. */
  static List<Operand<?>> conv3d(Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    Operand<TNumber> x = number(operation.input(0));
    Operand<TNumber> kernel = number(operation.input(1));
    Operand<TNumber> dy = number(gradients.get(0));
    List<Long> strides = strides(operation);
    String padding = padding(operation);
    return List.of(
        tf.nn.conv3dBackpropInput(tf.shape(x), kernel, dy, strides, padding),
        tf.nn.conv3dBackpropFilter(x, tf.shape(kernel), dy, strides, padding));
  }

  /**
   * The transposed convolution: inputs are the output's shape, a kernel [kd, kh, kw, out, in] and x
   * [batch, d, h, w, in].
   */
  static List<Operand<?>> conv3dBackpropInput(
      Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    Operand<TNumber> kernel = number(operation.input(1));
    Operand<TNumber> x = number(operation.input(2));
    Operand<TNumber> dy = number(gradients.get(0));
    List<Long> strides = strides(operation);
    String padding = padding(operation);
    return List.of(
        tf.zerosLike(operation.input(0)),
        tf.nn.conv3dBackpropFilter(dy, tf.shape(kernel), x, strides, padding),
        tf.nn.conv3d(dy, kernel, strides, padding));
  }

  /**
   * Cutting out patches is the convolution with a kernel [kh, kw, channels, kh * kw * channels]
   * that is the identity, so its gradient is that convolution's.
   */
  static List<Operand<?>> extractImagePatches(
      Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    long[] size = operation.attributes().getAttrIntList("ksizes");
    Operand<TNumber> dy = number(gradients.get(0));
    Operand<TInt32> shape = tf.shape(operation.input(0));
    Operand<TInt32> channels = tf.gather(shape, tf.constant(3), tf.constant(0));
    Operand<TInt32> outputs = tf.math.mul(channels, tf.constant((int) (size[1] * size[2])));
    Operand<TNumber> identity =
        tf.oneHot(
            tf.range(tf.constant(0), outputs, tf.constant(1)),
            outputs,
            scalar(tf, 1, dy),
            scalar(tf, 0, dy));
    Operand<TInt32> kernelShape =
        tf.stack(
            List.of(tf.constant((int) size[1]), tf.constant((int) size[2]), channels, outputs));
    return List.of(
        tf.nn.conv2dBackpropInput(
            shape, tf.reshape(identity, kernelShape), dy, strides(operation), padding(operation)));
  }

  private static List<Long> strides(GraphOperation operation) {
    return Longs.asList(operation.attributes().getAttrIntList("strides"));
  }

  private static String padding(GraphOperation operation) {
    return operation.attributes().getAttrString("padding");
  }
}
