package dev.jera.serving.graph;

import dev.jera.runtime.savedmodel.FrozenGraph;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/**
 * Applies a bias and an activation to maxima, where they were applied to all of which those are.
 *
 * <p>For a function that never falls, {@code f(max(y)) = max(f(y))}; a sum that is rounded never
 * falls either. Adding a value for each channel is one, and so are the activations named here, but
 * for the last digits in which some are approximated. Ops whose value goes to one input of the next
 * alone, the last of them to the pooling, change places with it: the first gets the name and the
 * input of what followed it, so that the last one keeps the pooling's name.
 */
public final class LateTail {
  private static final Set<String> RISING =
      Set.of("Relu", "Relu6", "Elu", "Selu", "Sigmoid", "Tanh", "Softplus", "Softsign");

  private LateTail() {}

  /** A graph with the same answers; the same graph where there is nothing to move. */
  public static FrozenGraph move(FrozenGraph frozen) {
    OpGraph graph = new OpGraph(frozen, tensor -> Shape.unknown());
    GraphEdit edit = new GraphEdit(frozen);
    for (NodeDef node : frozen.graph().getNodeList()) {
      if (PoolingForm.isPooling(node)) {
        move(node, graph, edit);
      }
    }
    return edit.edited();
  }

  private static void move(NodeDef pool, OpGraph graph, GraphEdit edit) {
    Deque<NodeDef> tail = new ArrayDeque<>();
    NodeDef before = graph.node(pool.getInput(0));
    while (before != null && graph.isReadOnce(before) && isRising(before, graph)) {
      tail.addFirst(before);
      before = graph.node(before.getInput(0));
    }
    if (tail.isEmpty()) {
      return;
    }
    List<NodeDef> ops = new ArrayList<>(List.of(pool));
    ops.addAll(tail);
    List<NodeDef> places = new ArrayList<>(tail);
    places.add(pool);
    String input = tail.getFirst().getInput(0);
    for (int i = 0; i < ops.size(); i++) {
      String name = places.get(i).getName();
      input = edit.put(ops.get(i).toBuilder().setName(name).setInput(0, input).build());
    }
  }

  private static boolean isRising(NodeDef node, OpGraph graph) {
    return Nodes.isOfFloats(node)
        && (RISING.contains(node.getOp()) || Bias.of(node, graph).isPresent());
  }
}
