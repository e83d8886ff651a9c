package dev.jera.serving.rows;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;

/**
 * The ops that are known to give rows, each with what has to be so of its inputs.
 *
 * @see <a href="https://www.tensorflow.org/api_docs/python/tf/raw_ops">TensorFlow's raw ops</a>
 */
final class RowRules {
  private static final Splitter WORDS = Splitter.on(' ');

  /** Broadcasting lines axes up from the last on. */
  private static final String ELEMENTWISE =
      "Identity Cast Relu Relu6 Elu Selu LeakyRelu Sigmoid Tanh Softplus Softsign Neg Exp Expm1 Log"
          + " Log1p Sqrt Rsqrt Square Abs Sign Floor Ceil Round Rint Erf Sin Cos Tan Atan Reciprocal"
          + " Inv LogicalNot StopGradient PreventGradient Snapshot IsNan IsInf IsFinite ZerosLike"
          + " OnesLike Add AddV2 AddN Sub Mul MulNoNan RealDiv Div DivNoNan FloorDiv Maximum Minimum"
          + " Pow Mod FloorMod SquaredDifference Greater GreaterEqual Less LessEqual Equal NotEqual"
          + " LogicalAnd LogicalOr SelectV2 Atan2 Xdivy Xlogy ClipByValue";

  /** Rows of values at the first place; the rest, such as a filter, constant. */
  private static final String FIRST =
      "BiasAdd Conv2D Conv3D DepthwiseConv2dNative MaxPool MaxPoolV2 AvgPool MaxPool3D AvgPool3D LRN"
          + " ResizeBilinear ResizeNearestNeighbor ResizeBicubic SpaceToDepth DepthToSpace Softmax"
          + " LogSoftmax TopKV2";

  private static final String REDUCTIONS = "Mean Sum Max Min Prod Any All ArgMax ArgMin";

  private static final String NORMALIZATIONS = "FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3";

  private static final ImmutableMap<String, Predicate<RowNode>> RULES = rules();

  private RowRules() {}

  /** Whether the first output, or all of them, are rows. */
  static boolean givesRows(RowNode node) {
    Predicate<RowNode> rule = RULES.get(node.node().getOp());
    return rule != null && rule.test(node);
  }

  private static ImmutableMap<String, Predicate<RowNode>> rules() {
    ImmutableMap.Builder<String, Predicate<RowNode>> rules = ImmutableMap.builder();
    WORDS.split(ELEMENTWISE).forEach(op -> rules.put(op, RowRules::elementwise));
    WORDS.split(FIRST).forEach(op -> rules.put(op, RowRules::first));
    WORDS.split(REDUCTIONS).forEach(op -> rules.put(op, node -> beyondFirst(node, 1)));
    WORDS
        .split(NORMALIZATIONS)
        .forEach(op -> rules.put(op, node -> first(node) && !node.isOn("is_training")));
    rules.putAll(
        Map.of(
            "MatMul",
            node -> first(node) && !node.isOn("transpose_a"),
            "BatchMatMulV2",
            RowRules::product,
            "Conv2DBackpropInput",
            node -> node.isConstant(1) && node.isRowsOfValues(2),
            "Reshape",
            RowRules::reshape,
            "ConcatV2",
            RowRules::joins,
            "Pack",
            node -> elementwise(node) && number(node, "axis", node.rank(0) + 1),
            "Transpose",
            node -> node.isRows(0) && beginsWith(node.values(1), 0),
            "Squeeze",
            RowRules::squeeze,
            "ExpandDims",
            node -> node.isRows(0) && RowNode.areBeyondFirst(node.values(1), node.rank(0) + 1)));
    rules.putAll(
        Map.of(
            "Pad",
            RowRules::pad,
            "PadV2",
            RowRules::pad,
            "MirrorPad",
            RowRules::pad,
            "StridedSlice",
            RowRules::stridedSlice,
            "Slice",
            node ->
                node.isRows(0) && beginsWith(node.values(1), 0) && beginsWith(node.values(2), -1),
            "Tile",
            node -> node.isRows(0) && beginsWith(node.values(1), 1),
            "Split",
            node -> node.isRows(1) && RowNode.areBeyondFirst(node.values(0), node.rank(1)),
            "SplitV",
            node -> beyondFirst(node, 2) && node.isConstant(1),
            "GatherV2",
            RowRules::gather,
            "OneHot",
            node -> node.isRows(0) && node.areConstant(1, 4) && node.number("axis") == -1));
    return rules.buildOrThrow();
  }

  private static boolean elementwise(RowNode node) {
    int rank = IntStream.range(0, node.inputs()).map(node::rank).max().orElse(0);
    return IntStream.range(0, node.inputs())
        .allMatch(
            i -> {
              Shape shape = node.shapes().get(i);
              return !shape.isUnknown()
                  && (node.isRows(i)
                      ? shape.numDimensions() == rank
                      : node.isConstant(i) && (shape.numDimensions() < rank || shape.get(0) == 1));
            });
  }

  private static boolean first(RowNode node) {
    return node.isRowsOfValues(0) && node.areConstant(1, node.inputs());
  }

  /** Of rows of matrices and one matrix, or a matrix for each row. */
  private static boolean product(RowNode node) {
    return node.isRows(0)
        && node.rank(0) >= 3
        && (node.isConstant(1) ? node.rank(1) == 2 : elementwise(node));
  }

  private static boolean beyondFirst(RowNode node, int axes) {
    return node.isRows(0) && RowNode.areBeyondFirst(node.values(axes), node.rank(0));
  }

  private static boolean number(RowNode node, String attribute, int rank) {
    return RowNode.areBeyondFirst(new long[] {node.number(attribute)}, rank);
  }

  /**
   * Rows stay rows where they are as long before as after, however the shape was computed: there
   * are as many then, and the elements keep their order.
   */
  private static boolean reshape(RowNode node) {
    long before = rowSize(node.shapes().get(0));
    return node.isRows(0) && before > 0 && before == rowSize(node.output());
  }

  /** The elements of a row, or -1 where that is open. */
  private static long rowSize(Shape shape) {
    return shape.isUnknown() || shape.numDimensions() == 0 ? -1 : shape.tail().size();
  }

  private static boolean joins(RowNode node) {
    int parts = node.inputs() - 1;
    return IntStream.range(0, parts).allMatch(i -> node.isRows(i) && node.rank(i) == node.rank(0))
        && RowNode.areBeyondFirst(node.values(parts), node.rank(0));
  }

  private static boolean squeeze(RowNode node) {
    long[] axes = node.numbers("squeeze_dims").stream().mapToLong(Long::longValue).toArray();
    return node.isRows(0) && RowNode.areBeyondFirst(axes, node.rank(0));
  }

  private static boolean pad(RowNode node) {
    long[] sides = node.values(1);
    return first(node) && beginsWith(sides, 0) && sides[1] == 0;
  }

  /** The masks' first bits are the first axis's. */
  private static boolean stridedSlice(RowNode node) {
    return node.isRows(0)
        && node.areConstant(1, 4)
        && beginsWith(node.values(3), 1)
        && (node.number("begin_mask") & node.number("end_mask") & 1) == 1
        && ((node.number("ellipsis_mask")
                    | node.number("new_axis_mask")
                    | node.number("shrink_axis_mask"))
                & 1)
            == 0;
  }

  private static boolean gather(RowNode node) {
    return node.isConstant(0)
        && node.isRows(1)
        && Arrays.equals(node.values(2), new long[] {0})
        && node.number("batch_dims") == 0;
  }

  private static boolean beginsWith(long[] values, long value) {
    return values.length > 0 && values[0] == value;
  }
}
