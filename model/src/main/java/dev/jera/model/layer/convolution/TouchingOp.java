package dev.jera.model.layer.convolution;

import dev.jera.model.layer.Window;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A convolution without gaps in two or three dimensions. */
interface TouchingOp {
  /** Each filter sees the channels of its group. */
  TouchingOp GROUPED = TouchingOp::grouped;

  /** Each filter sees one channel. */
  TouchingOp CHANNELWISE = TouchingOp::channelwise;

  /** Adds the ops; VALID or SAME. */
  Operand<TFloat32> build(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> kernel, List<Integer> strides, String padding);

  private static Operand<TFloat32> grouped(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> kernel,
      List<Integer> strides,
      String padding) {
    long channels = x.shape().get(-1);
    long seen = kernel.shape().get(-2);
    long filters = kernel.shape().get(-1);
    if (seen == 1 && channels > 1 && hasDepthwiseOp(strides)) {
      Operand<TFloat32> depthwise =
          shaped(tf, kernel, strides.size(), channels, filters / channels);
      return tf.nn.depthwiseConv2dNative(x, depthwise, Window.toNhwc(strides), padding);
    }
    Operand<TFloat32> all = shaped(tf, kernel, strides.size(), seen, filters);
    if (seen == channels) {
      return plain(tf, x, all, strides, padding);
    }
    long groups = channels / seen;
    Operand<TInt32> last = tf.constant(x.shape().numDimensions() - 1);
    List<Output<TFloat32>> inputs = tf.split(last, x, groups).output();
    List<Output<TFloat32>> kernels = tf.split(last, all, groups).output();
    List<Operand<TFloat32>> outputs = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      outputs.add(plain(tf, inputs.get(group), kernels.get(group), strides, padding));
    }
    return tf.concat(outputs, last);
  }

  private static Operand<TFloat32> channelwise(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> kernel,
      List<Integer> strides,
      String padding) {
    long channels = kernel.shape().get(-2);
    long multiplier = kernel.shape().get(-1);
    if (hasDepthwiseOp(strides)) {
      Operand<TFloat32> all = shaped(tf, kernel, 2, channels, multiplier);
      return tf.nn.depthwiseConv2dNative(x, all, Window.toNhwc(strides), padding);
    }
    Operand<TFloat32> alone = shaped(tf, kernel, strides.size(), 1, channels * multiplier);
    return grouped(tf, x, alone, strides, padding);
  }

  private static boolean hasDepthwiseOp(List<Integer> strides) {
    return strides.size() == 2 && strides.get(0).equals(strides.get(1));
  }

  private static Operand<TFloat32> plain(
      Ops tf,
      Operand<TFloat32> x,
      Operand<TFloat32> kernel,
      List<Integer> strides,
      String padding) {
    return strides.size() == 2
        ? tf.nn.conv2d(x, kernel, Window.toNhwc(strides), padding)
        : tf.nn.conv3d(x, kernel, Window.toNhwc(strides), padding);
  }

  /** The kernel for a window along so many axes, with these last two; at most one op. */
  private static Operand<TFloat32> shaped(
      Ops tf, Operand<TFloat32> kernel, int axes, long beforeLast, long last) {
    Shape given = kernel.shape();
    Shape size = given.take(given.numDimensions() - 2);
    Shape row = size.numDimensions() < axes ? Shape.of(1).append(size) : size;
    Shape shape = row.append(beforeLast).append(last);
    return shape.equals(given) ? kernel : tf.reshape(kernel, tf.array(shape.asArray()));
  }
}
