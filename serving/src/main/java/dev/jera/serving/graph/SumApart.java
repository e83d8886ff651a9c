package dev.jera.serving.graph;

import dev.jera.runtime.savedmodel.FrozenGraph;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/**
 * Adds a bias to a product of matrices by subtracting its negative, which gives the same to the
 * bit.
 *
 * <p>TensorFlow joins the product, the sum behind it and an activation to one op of oneDNN, which
 * takes longer to begin than the three. A difference it does not join.
 */
public final class SumApart {
  private SumApart() {}

  /** A graph with the same answers; the same graph where there is no such sum. */
  public static FrozenGraph subtract(FrozenGraph frozen) {
    OpGraph graph = new OpGraph(frozen, tensor -> Shape.unknown());
    GraphEdit edit = new GraphEdit(frozen);
    for (NodeDef node : frozen.graph().getNodeList()) {
      Optional<Bias> bias = Bias.of(node, graph);
      if (bias.isPresent() && isProduct(graph.node(node.getInput(0)))) {
        String name = edit.unique(node.getName() + "/negative");
        edit.put(Nodes.constant(name, bias.get().negative()));
        edit.put(Nodes.floats(node.getName(), "Sub", node.getInput(0), name).build());
      }
    }
    return edit.edited();
  }

  private static boolean isProduct(@Nullable NodeDef node) {
    return node != null && node.getOp().equals("MatMul");
  }
}
