package dev.jera.serving.graph;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/**
 * An op that computes each place of a map from the places within a window of another map, without
 * padding: place (i, j) from those whose first is (i, j) times the strides.
 *
 * @param input which of the op's inputs is the map
 * @param reach the height and width of the window
 * @param strides how far it moves
 * @param products the multiplications of a place
 */
record LocalOp(int input, MapSize reach, MapSize strides, double products) {
  private static final MapSize ONE = new MapSize(1, 1);

  private static final Set<String> UNARY =
      Set.of(
          ("Identity Cast Relu Relu6 Elu Selu LeakyRelu Sigmoid Tanh Softplus Softsign Neg Exp Expm1"
                  + " Log Log1p Sqrt Rsqrt Square Abs Sign Floor Ceil Round Rint Erf Reciprocal")
              .split(" "));

  private static final Set<String> BINARY =
      Set.of("Add", "AddV2", "Sub", "Mul", "RealDiv", "Maximum", "Minimum", "SquaredDifference");

  private static final Set<String> NORMALIZATIONS =
      Set.of("FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3");

  /** How a node is local, if it is known to be. */
  static Optional<LocalOp> of(NodeDef node, OpGraph graph) {
    String op = node.getOp();
    if (UNARY.contains(op)) {
      return point(0);
    }
    if (BINARY.contains(op)) {
      return IntStream.range(0, 2)
          .filter(map -> isSameEverywhere(graph, node.getInput(1 - map)))
          .boxed()
          .findFirst()
          .flatMap(LocalOp::point);
    }
    if (!Nodes.text(node, "data_format").equals("NHWC")) {
      return Optional.empty();
    }
    if (op.equals("BiasAdd") || (NORMALIZATIONS.contains(op) && !Nodes.isOn(node, "is_training"))) {
      return point(0);
    }
    return Nodes.text(node, "padding").equals("VALID") ? window(node, graph) : Optional.empty();
  }

  private static Optional<LocalOp> point(int input) {
    return Optional.of(new LocalOp(input, ONE, ONE, 0));
  }

  /** Whether what is broadcast to a map is the same at each of its places. */
  private static boolean isSameEverywhere(OpGraph graph, String tensor) {
    Shape shape = graph.shape(tensor);
    int rank = shape.numDimensions();
    return graph.isConstant(tensor)
        && !shape.isUnknown()
        && (rank < 2 || shape.get(rank - 2) == 1)
        && (rank < 3 || shape.get(rank - 3) == 1);
  }

  private static Optional<LocalOp> window(NodeDef node, OpGraph graph) {
    return switch (node.getOp()) {
      case "Conv2D", "DepthwiseConv2dNative" -> convolution(node, graph.shape(node.getInput(1)));
      case "MaxPool", "AvgPool" ->
          window(Nodes.numbers(node, "ksize"), Nodes.numbers(node, "strides"), 0);
      case "MaxPoolV2" ->
          window(graph.integers(node.getInput(1)), graph.integers(node.getInput(2)), 0);
      default -> Optional.empty();
    };
  }

  private static Optional<LocalOp> convolution(NodeDef node, Shape filter) {
    if (filter.isUnknown() || filter.hasUnknownDimension()) {
      return Optional.empty();
    }
    long[] spread = Nodes.numbers(node, "dilations");
    long height = (filter.get(0) - 1) * spread[1] + 1;
    long width = (filter.get(1) - 1) * spread[2] + 1;
    return window(
        new long[] {1, height, width, 1}, Nodes.numbers(node, "strides"), (double) filter.size());
  }

  private static Optional<LocalOp> window(long[] reach, long[] strides, double products) {
    return isOfMap(reach) && isOfMap(strides)
        ? Optional.of(
            new LocalOp(
                0, new MapSize(reach[1], reach[2]), new MapSize(strides[1], strides[2]), products))
        : Optional.empty();
  }

  private static boolean isOfMap(long[] sizes) {
    return sizes.length == 4
        && sizes[0] == 1
        && sizes[3] == 1
        && Arrays.stream(sizes).allMatch(size -> size > 0);
  }

  /** The first places of the map that the first places of what the op gives are computed from. */
  MapSize seen(MapSize outputs) {
    return new MapSize(
        (outputs.height() - 1) * strides.height() + reach.height(),
        (outputs.width() - 1) * strides.width() + reach.width());
  }

  /** What the op gives of a map. */
  MapSize outputs(MapSize map) {
    return new MapSize(
        (map.height() - reach.height()) / strides.height() + 1,
        (map.width() - reach.width()) / strides.width() + 1);
  }

  boolean isPoint() {
    return reach.equals(ONE) && strides.equals(ONE) && products == 0;
  }
}
