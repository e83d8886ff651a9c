package dev.jera.onnx;

import com.google.common.collect.ImmutableMap;
import dev.jera.onnx.proto.AttributeProto;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;

/** Convolutions of images; ONNX has channels before rows and columns, and filters likewise. */
final class ConvolutionOps {
  static final Map<String, Op> BY_TYPE =
      ImmutableMap.<String, Op>builder()
          .put("Conv2D", ConvolutionOps::conv2d)
          .put("DepthwiseConv2dNative", ConvolutionOps::depthwise)
          .put("Conv2DBackpropInput", ConvolutionOps::transposed)
          .put("FusedBatchNorm", ConvolutionOps::batchNorm)
          .put("FusedBatchNormV2", ConvolutionOps::batchNorm)
          .put("FusedBatchNormV3", ConvolutionOps::batchNorm)
          .buildOrThrow();

  private ConvolutionOps() {}

  private static void conv2d(Node node) {
    Shape filter = filter(node);
    long channels = node.rank(0) == 4 ? node.input(0).shape().get(3) : -1;
    if (channels <= 0 || channels % filter.get(2) != 0) {
      throw node.refuse("%s channels for a filter of %s".formatted(channels, filter.get(2)));
    }
    String weights = turnedFilter(node, 3, 2, 0, 1);
    convolve(node, filter, weights, channels / filter.get(2));
  }

  /** A filter [rows, columns, channels, multiplier] is one group a channel. */
  private static void depthwise(Node node) {
    Shape filter = filter(node);
    String grouped = turnedFilter(node, 2, 3, 0, 1);
    String weights =
        node.onnx()
            .add(
                "Reshape",
                List.of(
                    grouped,
                    node.onnx()
                        .longs(filter.get(2) * filter.get(3), 1, filter.get(0), filter.get(1))));
    convolve(node, filter, weights, filter.get(2));
  }

  private static void convolve(Node node, Shape filter, String weights, long groups) {
    Window window = new Window(node, filter);
    slide(
        node,
        "Conv",
        List.of(node.input(0).channelsFirst(), weights),
        window,
        WindowPadding.of(
            node, node.input(0).shape(), window.kernel, window.strides, window.dilations),
        Attributes.number("group", groups));
  }

  /** The gradient of a convolution by its input, as layers use it to enlarge images. */
  private static void transposed(Node node) {
    Shape filter = filter(node);
    Window window = new Window(node, filter);
    Shape small = node.input(2).shape();
    Shape large = node.output().shape();
    if (small.isUnknown() || large.isUnknown() || large.get(1) < 0 || large.get(2) < 0) {
      throw node.refuse("the size of its image is unknown");
    }
    long[] pads =
        switch (node.text("padding")) {
          case "VALID" -> new long[4];
          case "SAME" ->
              WindowPadding.same(large, window.kernel, window.strides, window.dilations)
                  .orElseThrow(() -> node.refuse("the size of its image is unknown"));
          default -> throw node.refuse("padding is " + node.text("padding"));
        };
    long[] rest = new long[2];
    for (int axis = 0; axis < 2; axis++) {
      if (small.get(axis + 1) < 0) {
        throw node.refuse("the size of its image is unknown");
      }
      long reach = (window.kernel[axis] - 1) * window.dilations[axis] + 1;
      long size =
          (small.get(axis + 1) - 1) * window.strides[axis] + reach - pads[axis] - pads[axis + 2];
      rest[axis] = large.get(axis + 1) - size;
      if (rest[axis] < 0 || rest[axis] >= window.strides[axis]) {
        throw node.refuse("%s rows or columns are left over".formatted(rest[axis]));
      }
    }
    String weights = turnedFilter(node, 3, 2, 0, 1);
    slide(
        node,
        "ConvTranspose",
        List.of(node.input(2).channelsFirst(), weights),
        window,
        Attributes.numbers("pads", pads),
        Attributes.numbers("output_padding", rest));
  }

  private static void slide(
      Node node,
      String op,
      List<String> inputs,
      Window window,
      AttributeProto pads,
      AttributeProto own) {
    node.output()
        .isChannelsFirst(
            node.onnx()
                .add(
                    op,
                    inputs,
                    Attributes.numbers("kernel_shape", window.kernel),
                    Attributes.numbers("strides", window.strides),
                    Attributes.numbers("dilations", window.dilations),
                    pads,
                    own));
  }

  private static void batchNorm(Node node) {
    node.require(!node.isTrue("is_training"), "is_training", "false");
    requireChannelsLast(node);
    node.output()
        .isChannelsFirst(
            node.onnx()
                .add(
                    "BatchNormalization",
                    List.of(
                        node.input(0).channelsFirst(),
                        node.input(1).plain(),
                        node.input(2).plain(),
                        node.input(3).plain(),
                        node.input(4).plain()),
                    Attributes.real("epsilon", node.real("epsilon"))));
  }

  private static String turnedFilter(Node node, long... axes) {
    return node.onnx()
        .add("Transpose", List.of(node.input(1).plain()), Attributes.numbers("perm", axes));
  }

  private static Shape filter(Node node) {
    requireChannelsLast(node);
    Shape filter = node.input(1).shape();
    if (filter.isUnknown() || filter.hasUnknownDimension()) {
      throw node.refuse("the shape of its filter is unknown");
    }
    return filter;
  }

  private static void requireChannelsLast(Node node) {
    String format = node.text("data_format");
    node.require(format.isEmpty() || format.equals("NHWC"), "data_format", "NHWC");
  }

  /** Rows and columns of a filter, of the steps between its places and of those within it. */
  private static final class Window {
    private final long[] kernel;
    private final long[] strides;
    private final long[] dilations;

    Window(Node node, Shape filter) {
      kernel = new long[] {filter.get(0), filter.get(1)};
      strides = WindowPadding.rowsAndColumns(node, "strides", node.numbers("strides"));
      long[] given = node.numbers("dilations");
      dilations =
          given.length == 0
              ? new long[] {1, 1}
              : WindowPadding.rowsAndColumns(node, "dilations", given);
    }
  }
}
