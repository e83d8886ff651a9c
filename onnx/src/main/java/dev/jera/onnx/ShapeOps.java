package dev.jera.onnx;

import com.google.common.collect.ImmutableMap;
import dev.jera.runtime.Dtype;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.tensorflow.ndarray.Shape;

/** Other shapes for the same values, and shapes as values. */
final class ShapeOps {
  static final Map<String, Op> BY_TYPE =
      ImmutableMap.<String, Op>builder()
          .put("Reshape", ShapeOps::reshape)
          .put("ExpandDims", ShapeOps::expandDims)
          .put("Squeeze", ShapeOps::squeeze)
          .put("Transpose", ShapeOps::transpose)
          .put("Shape", node -> measure(node, "Shape"))
          .put("Size", node -> measure(node, "Size"))
          .put("Fill", ShapeOps::fill)
          .put("BroadcastTo", ShapeOps::broadcastTo)
          .put("Tile", ShapeOps::tile)
          .buildOrThrow();

  private ShapeOps() {}

  private static void reshape(Node node) {
    node.gives(
        "Reshape", List.of(node.input(0).plain(), target(node)), Attributes.number("allowzero", 1));
  }

  /** Of a shape that is computed TensorFlow often knows all but the batch. */
  private static String target(Node node) {
    Shape shape = node.output().shape();
    boolean known =
        !shape.isUnknown()
            && LongStream.of(shape.asArray()).filter(size -> size == Shape.UNKNOWN_SIZE).count()
                <= 1;
    return known ? node.onnx().longs(shape.asArray()) : longs(node, 1);
  }

  /** An input as int64, which ONNX wants for shapes. */
  private static String longs(Node node, int index) {
    return node.input(index).dtype() == Dtype.INT64
        ? node.input(index).plain()
        : node.onnx().cast(node.input(index).plain(), Dtype.INT64);
  }

  private static void expandDims(Node node) {
    long[] axis = node.axes(1, node.rank(0) + 1);
    node.gives("Unsqueeze", List.of(node.input(0).plain(), node.onnx().longs(axis)));
  }

  private static void squeeze(Node node) {
    long[] axes = node.numbers("squeeze_dims");
    if (axes.length == 0) {
      Shape shape = node.input(0).shape();
      if (node.rank(0) < 0 || shape.hasUnknownDimension()) {
        throw node.refuse("the shape of its input is unknown");
      }
      long[] sizes = shape.asArray();
      axes = LongStream.range(0, sizes.length).filter(axis -> sizes[(int) axis] == 1).toArray();
    }
    if (axes.length == 0) {
      node.output().is(node.input(0));
    } else {
      node.gives("Squeeze", List.of(node.input(0).plain(), node.onnx().longs(axes)));
    }
  }

  private static void transpose(Node node) {
    Tensor x = node.input(0);
    long[] axes = node.axes(1, node.rank(0));
    boolean from = x.isOnlyChannelsFirst();
    long[] perm = from ? LongStream.of(axes).map(a -> Tensor.AXES[(int) a]).toArray() : axes;
    String name = from ? x.channelsFirst() : x.plain();
    if (Arrays.equals(perm, LongStream.range(0, perm.length).toArray())) {
      node.output().is(name);
    } else {
      node.gives("Transpose", List.of(name), Attributes.numbers("perm", perm));
    }
  }

  private static void measure(Node node, String op) {
    String measured = node.onnx().add(op, List.of(node.input(0).plain()));
    Dtype wanted = node.output().dtype();
    node.output().is(wanted == Dtype.INT64 ? measured : node.onnx().cast(measured, wanted));
  }

  private static void fill(Node node) {
    node.gives("Expand", List.of(node.input(1).plain(), longs(node, 0)));
  }

  private static void broadcastTo(Node node) {
    node.gives("Expand", List.of(node.input(0).plain(), longs(node, 1)));
  }

  private static void tile(Node node) {
    node.gives("Tile", List.of(node.input(0).plain(), longs(node, 1)));
  }
}
