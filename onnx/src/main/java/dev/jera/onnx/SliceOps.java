package dev.jera.onnx;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.Longs;
import dev.jera.runtime.Dtype;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Parts of tensors. */
final class SliceOps {
  static final Map<String, Op> BY_TYPE =
      ImmutableMap.<String, Op>builder()
          .put("StridedSlice", StridedSlice::translate)
          .put("Slice", SliceOps::slice)
          .put("ReverseV2", SliceOps::reverse)
          .put("GatherV2", SliceOps::gather)
          .put("OneHot", SliceOps::oneHot)
          .put("Split", SliceOps::split)
          .put("SplitV", SliceOps::splitV)
          .put("Unpack", SliceOps::unpack)
          .buildOrThrow();

  private SliceOps() {}

  private static String longs(Node node, List<Long> values) {
    return node.onnx().longs(Longs.toArray(values));
  }

  private static void slice(Node node) {
    long[] begin = node.constant(1).longs();
    long[] size = node.constant(2).longs();
    List<Long> starts = new ArrayList<>();
    List<Long> ends = new ArrayList<>();
    List<Long> axes = new ArrayList<>();
    for (int axis = 0; axis < begin.length; axis++) {
      starts.add(begin[axis]);
      ends.add(size[axis] < 0 ? Long.MAX_VALUE : begin[axis] + size[axis]);
      axes.add((long) axis);
    }
    node.gives(
        "Slice",
        List.of(node.input(0).plain(), longs(node, starts), longs(node, ends), longs(node, axes)));
  }

  /**
   * ONNX counts negative indices from the end; for TensorFlow they are errors, as too large are.
   */
  private static void gather(Node node) {
    node.require(node.number("batch_dims") == 0, "batch_dims", 0);
    long axis = node.axes(2, node.rank(0))[0];
    Tensor indices = node.input(1);
    String index =
        indices.isConstant()
            ? indices.plain()
            : nonNegative(node, indices, node.onnx().scalar(indices.dtype(), Integer.MAX_VALUE));
    node.gives("Gather", List.of(node.input(0).plain(), index), Attributes.number("axis", axis));
  }

  private static void reverse(Node node) {
    long[] axes = node.axes(1, node.rank(0));
    List<Long> starts = Collections.nCopies(axes.length, Long.MAX_VALUE);
    List<Long> ends = Collections.nCopies(axes.length, Long.MIN_VALUE);
    List<Long> steps = Collections.nCopies(axes.length, -1L);
    node.gives(
        "Slice",
        List.of(
            node.input(0).plain(),
            longs(node, starts),
            longs(node, ends),
            node.onnx().longs(axes),
            longs(node, steps)));
  }

  /** ONNX counts negative indices from the end; for TensorFlow they are of no class. */
  private static void oneHot(Node node) {
    Tensor indices = node.input(0);
    int depth = node.constant(1).ints()[0];
    String noClass = node.onnx().scalar(indices.dtype(), depth);
    String zero = node.onnx().longs(0);
    String off = node.onnx().add("Unsqueeze", List.of(node.input(3).plain(), zero));
    String on = node.onnx().add("Unsqueeze", List.of(node.input(2).plain(), zero));
    node.gives(
        "OneHot",
        List.of(
            // ONNX Runtime has no kernel for other types beside each other.
            node.onnx().cast(nonNegative(node, indices, noClass), Dtype.INT64),
            node.onnx().scalar(Dtype.INT64, depth),
            node.onnx().add("Concat", List.of(off, on), Attributes.number("axis", 0))),
        Attributes.number("axis", node.number("axis")));
  }

  private static String nonNegative(Node node, Tensor indices, String instead) {
    String index = indices.plain();
    String negative =
        node.onnx().add("Less", List.of(index, node.onnx().scalar(indices.dtype(), 0)));
    return node.onnx().add("Where", List.of(negative, instead, index));
  }

  private static void split(Node node) {
    long axis = node.axes(0, node.rank(1))[0];
    int parts = node.outputs().size();
    give(
        node,
        node.onnx()
            .addAll(
                "Split",
                List.of(node.input(1).plain()),
                parts,
                Attributes.number("axis", axis),
                Attributes.number("num_outputs", parts)));
  }

  private static void splitV(Node node) {
    long axis = node.axes(2, node.rank(0))[0];
    long[] sizes = node.constant(1).longs().clone();
    if (Longs.contains(sizes, -1)) {
      throw node.refuse("a size of its parts is left open");
    }
    give(
        node,
        node.onnx()
            .addAll(
                "Split",
                List.of(node.input(0).plain(), node.onnx().longs(sizes)),
                sizes.length,
                Attributes.number("axis", axis)));
  }

  private static void unpack(Node node) {
    long axis = node.number("axis") + (node.number("axis") < 0 ? node.rank(0) : 0);
    for (int i = 0; i < node.outputs().size(); i++) {
      String index = node.onnx().scalar(Dtype.INT64, i);
      node.outputs()
          .get(i)
          .is(
              node.onnx()
                  .add(
                      "Gather",
                      List.of(node.input(0).plain(), index),
                      Attributes.number("axis", axis)));
    }
  }

  private static void give(Node node, List<String> parts) {
    for (int i = 0; i < parts.size(); i++) {
      node.outputs().get(i).is(parts.get(i));
    }
  }
}
