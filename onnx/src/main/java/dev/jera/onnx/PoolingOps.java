package dev.jera.onnx;

import com.google.common.collect.ImmutableMap;
import dev.jera.runtime.Dtype;
import java.util.List;
import java.util.Map;

/** The largest or the mean of each window over an image. */
final class PoolingOps {
  static final Map<String, Op> BY_TYPE =
      ImmutableMap.<String, Op>builder()
          .put(
              "MaxPool",
              node -> pool(node, "MaxPool", node.numbers("ksize"), node.numbers("strides")))
          .put(
              "MaxPoolV2",
              node -> pool(node, "MaxPool", node.constant(1).longs(), node.constant(2).longs()))
          .put(
              "AvgPool",
              node -> pool(node, "AveragePool", node.numbers("ksize"), node.numbers("strides")))
          .buildOrThrow();

  private PoolingOps() {}

  /** Of what is padded neither takes part, in TensorFlow as in ONNX. */
  private static void pool(Node node, String op, long[] windows, long[] steps) {
    String format = node.text("data_format");
    node.require(format.isEmpty() || format.equals("NHWC"), "data_format", "NHWC");
    if (node.input(0).dtype() != Dtype.FLOAT32 && node.input(0).dtype() != Dtype.FLOAT64) {
      throw node.refuse("its values are %s (expected: floats)".formatted(node.input(0).dtype()));
    }
    long[] kernel = WindowPadding.rowsAndColumns(node, "ksize", windows);
    long[] strides = WindowPadding.rowsAndColumns(node, "strides", steps);
    node.output()
        .isChannelsFirst(
            node.onnx()
                .add(
                    op,
                    List.of(node.input(0).channelsFirst()),
                    Attributes.numbers("kernel_shape", kernel),
                    Attributes.numbers("strides", strides),
                    WindowPadding.of(
                        node, node.input(0).shape(), kernel, strides, new long[] {1, 1})));
  }
}
