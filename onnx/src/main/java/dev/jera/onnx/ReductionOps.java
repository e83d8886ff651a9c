package dev.jera.onnx;

import com.google.common.collect.ImmutableMap;
import dev.jera.runtime.Dtype;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Functions of all values along axes. */
final class ReductionOps {
  static final Map<String, Op> BY_TYPE =
      ImmutableMap.<String, Op>builder()
          .put("Mean", node -> reduce(node, "ReduceMean"))
          .put("Sum", node -> reduce(node, "ReduceSum"))
          .put("Max", node -> reduce(node, "ReduceMax"))
          .put("Min", node -> reduce(node, "ReduceMin"))
          .put("Prod", node -> reduce(node, "ReduceProd"))
          .put("ArgMax", node -> argument(node, "ArgMax"))
          .put("ArgMin", node -> argument(node, "ArgMin"))
          .buildOrThrow();

  private static final int IMAGE_RANK = 4;

  private ReductionOps() {}

  private static void reduce(Node node, String op) {
    Tensor x = node.input(0);
    boolean keeps = node.isTrue("keep_dims");
    long[] axes = node.axes(1, node.rank(0));
    boolean channelsFirst =
        x.isOnlyChannelsFirst() && x.rank() == IMAGE_RANK && (keeps || leavesOrder(axes));
    String reduced =
        node.onnx()
            .add(
                op,
                List.of(
                    channelsFirst ? x.channelsFirst() : x.plain(),
                    node.onnx()
                        .longs(
                            channelsFirst
                                ? LongStream.of(axes).map(a -> Tensor.AXES[(int) a]).toArray()
                                : axes)),
                Attributes.number("keepdims", keeps ? 1 : 0),
                Attributes.number("noop_with_empty_axes", 1));
    if (channelsFirst && keeps) {
      node.output().isChannelsFirst(reduced);
    } else {
      node.output().is(reduced);
    }
  }

  /** Whether what is left of an image has its axes in the same order in both of its forms. */
  private static boolean leavesOrder(long[] axes) {
    long[] sorted = LongStream.of(axes).sorted().toArray();
    return Arrays.equals(sorted, new long[] {1, 2}) || Arrays.equals(sorted, new long[] {1, 2, 3});
  }

  private static void argument(Node node, String op) {
    long axis = node.axes(1, node.rank(0))[0];
    String index =
        node.onnx()
            .add(
                op,
                List.of(node.input(0).plain()),
                Attributes.number("axis", axis),
                Attributes.number("keepdims", 0));
    Dtype wanted = node.output().dtype();
    node.output().is(wanted == Dtype.INT64 ? index : node.onnx().cast(index, wanted));
  }
}
