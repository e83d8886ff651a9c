package dev.jera.serving.graph;

import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.FrozenGraph;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/**
 * Multiplies a constant filter or matrix by the number that its input is multiplied by: {@code (a
 * x) w = x (a w)}, but for rounding.
 *
 * <p>Padding goes with it, since its zeros stay zeros. Between the two there may be ops that only
 * say which number stands where. Each value on the way goes to one input alone.
 */
public final class ScaledFilter {
  private static final Set<String> PRODUCTS = Set.of("Conv2D", "DepthwiseConv2dNative", "MatMul");
  private static final Set<String> PLACES = Set.of("Identity", "Reshape", "Slice");

  private ScaledFilter() {}

  /** A graph with the same answers; the same graph where there is nothing to multiply. */
  public static FrozenGraph scale(FrozenGraph frozen) {
    OpGraph graph = new OpGraph(frozen, tensor -> Shape.unknown());
    GraphEdit edit = new GraphEdit(frozen);
    for (NodeDef node : frozen.graph().getNodeList()) {
      if (PRODUCTS.contains(node.getOp()) && Nodes.isOfFloats(node)) {
        Optional<TensorData> filter = graph.floats(node.getInput(1));
        filter.ifPresent(values -> scale(node, values, graph, edit));
      }
    }
    return edit.edited();
  }

  private static void scale(NodeDef product, TensorData filter, OpGraph graph, GraphEdit edit) {
    NodeDef before = graph.node(product.getInput(0));
    while (before != null && graph.isReadOnce(before) && PLACES.contains(before.getOp())) {
      before = graph.node(before.getInput(0));
    }
    if (before == null || !graph.isReadOnce(before)) {
      return;
    }
    OptionalDouble scale = scale(before, graph);
    if (scale.isEmpty()) {
      return;
    }
    float[] values = filter.floats().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * scale.getAsDouble());
    }
    String name = edit.unique(product.getName() + "/scaled");
    edit.put(Nodes.constant(name, TensorData.of(filter.shape(), values)));
    edit.put(edit.present(product).toBuilder().setInput(1, name).build());
    edit.put(Nodes.floats(before.getName(), "Identity", before.getInput(0)).build());
  }

  /** What a node multiplies its first input by, where that is one number. */
  private static OptionalDouble scale(NodeDef node, OpGraph graph) {
    boolean divides = node.getOp().equals("RealDiv");
    if (!divides && !node.getOp().equals("Mul")) {
      return OptionalDouble.empty();
    }
    return graph
        .floats(node.getInput(1))
        .filter(number -> number.shape().numDimensions() == 0)
        .map(number -> (double) number.floats()[0])
        .map(number -> OptionalDouble.of(divides ? 1 / number : number))
        .filter(number -> Double.isFinite(number.getAsDouble()))
        .orElse(OptionalDouble.empty());
  }
}
