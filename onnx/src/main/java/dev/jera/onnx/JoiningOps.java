package dev.jera.onnx;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tensors put together, or filled up at their borders. */
final class JoiningOps {
  static final Map<String, Op> BY_TYPE =
      ImmutableMap.<String, Op>builder()
          .put("ConcatV2", JoiningOps::concat)
          .put("Pack", JoiningOps::pack)
          .put("Pad", JoiningOps::pad)
          .put("PadV2", JoiningOps::pad)
          .buildOrThrow();

  private static final int IMAGE_RANK = 4;

  private JoiningOps() {}

  private static void concat(Node node) {
    List<Tensor> parts = node.inputs().subList(0, node.inputs().size() - 1);
    int axis = (int) node.axes(parts.size(), node.rank(0))[0];
    boolean channelsFirst =
        node.rank(0) == IMAGE_RANK && parts.stream().anyMatch(Tensor::isOnlyChannelsFirst);
    String joined =
        node.onnx()
            .add(
                "Concat",
                parts.stream()
                    .map(part -> channelsFirst ? part.channelsFirst() : part.plain())
                    .toList(),
                Attributes.number("axis", channelsFirst ? Tensor.AXES[axis] : axis));
    if (channelsFirst) {
      node.output().isChannelsFirst(joined);
    } else {
      node.output().is(joined);
    }
  }

  private static void pack(Node node) {
    int rank = node.rank(0) + 1;
    long axis = node.number("axis") + (node.number("axis") < 0 ? rank : 0);
    String axes = node.onnx().longs(axis);
    List<String> parts = new ArrayList<>();
    for (Tensor part : node.inputs()) {
      parts.add(node.onnx().add("Unsqueeze", List.of(part.plain(), axes)));
    }
    node.gives("Concat", parts, Attributes.number("axis", axis));
  }

  /** TensorFlow has [before, after] for each axis, ONNX all before and then all after. */
  private static void pad(Node node) {
    long[] pairs = node.constant(1).longs();
    int rank = pairs.length / 2;
    Tensor x = node.input(0);
    boolean channelsFirst = x.isOnlyChannelsFirst() && rank == IMAGE_RANK;
    long[] pads = new long[pairs.length];
    for (int axis = 0; axis < rank; axis++) {
      int place = channelsFirst ? (int) Tensor.AXES[axis] : axis;
      pads[place] = pairs[2 * axis];
      pads[place + rank] = pairs[2 * axis + 1];
    }
    String value =
        node.inputs().size() > 2 ? node.input(2).plain() : node.onnx().scalar(x.dtype(), 0);
    String padded =
        node.onnx()
            .add(
                "Pad",
                List.of(
                    channelsFirst ? x.channelsFirst() : x.plain(), node.onnx().longs(pads), value));
    if (channelsFirst) {
      node.output().isChannelsFirst(padded);
    } else {
      node.output().is(padded);
    }
  }
}
