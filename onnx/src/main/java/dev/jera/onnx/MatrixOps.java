package dev.jera.onnx;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Products of matrices. */
final class MatrixOps {
  static final Map<String, Op> BY_TYPE =
      ImmutableMap.<String, Op>builder()
          .put("MatMul", node -> product(node, "transpose_a", "transpose_b"))
          .put("BatchMatMul", node -> product(node, "adj_x", "adj_y"))
          .put("BatchMatMulV2", node -> product(node, "adj_x", "adj_y"))
          .put("BatchMatMulV3", node -> product(node, "adj_x", "adj_y"))
          .buildOrThrow();

  private MatrixOps() {}

  private static void product(Node node, String transposesFirst, String transposesSecond) {
    node.gives(
        "MatMul",
        List.of(
            operand(node, 0, node.isTrue(transposesFirst)),
            operand(node, 1, node.isTrue(transposesSecond))));
  }

  private static String operand(Node node, int index, boolean transposed) {
    String name = node.input(index).plain();
    if (!transposed) {
      return name;
    }
    int rank = node.rank(index);
    long[] axes = LongStream.range(0, rank).toArray();
    long last = axes[rank - 1];
    axes[rank - 1] = axes[rank - 2];
    axes[rank - 2] = last;
    return node.onnx().add("Transpose", List.of(name), Attributes.numbers("perm", axes));
  }
}
