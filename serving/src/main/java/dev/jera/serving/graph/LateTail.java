package dev.jera.serving.graph;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.tensorflow.proto.NodeDef;

/**
 * What is done before a pooling that may as well be done to the maxima: a bias and an activation.
 *
 * <p>For a function that never falls, {@code f(max(y)) = max(f(y))}; a sum that is rounded never
 * falls either. Adding a value for each channel is one, and so are the activations named here, but
 * for the last digits in which some are approximated. Each value goes to one input of the next op
 * alone, the last to the pooling.
 *
 * @param ops what is done, in its order
 */
record LateTail(NodeDef pooling, List<NodeDef> ops) {
  private static final Set<String> RISING =
      Set.of("Relu", "Relu6", "Elu", "Selu", "Sigmoid", "Tanh", "Softplus", "Softsign");

  static LateTail of(NodeDef pooling, OpGraph graph) {
    Deque<NodeDef> ops = new ArrayDeque<>();
    NodeDef before = graph.node(pooling.getInput(0));
    while (before != null && graph.isReadOnce(before) && isRising(before, graph)) {
      ops.addFirst(before);
      before = graph.node(before.getInput(0));
    }
    return new LateTail(pooling, List.copyOf(ops));
  }

  private static boolean isRising(NodeDef node, OpGraph graph) {
    return Nodes.isOfFloats(node)
        && (RISING.contains(node.getOp()) || Bias.of(node, graph).isPresent());
  }

  /** The map of which the maxima are to be taken. */
  String map() {
    return first().getInput(0);
  }

  /** What a node is to be called that gives the maxima of the map. */
  String maxima() {
    return first().getName();
  }

  private NodeDef first() {
    return ops.isEmpty() ? pooling : ops.get(0);
  }

  /** Does it to the maxima: each op gets the name of what followed it, the last the pooling's. */
  void move(GraphEdit edit) {
    String input = maxima();
    for (int i = 0; i < ops.size(); i++) {
      NodeDef next = i + 1 < ops.size() ? ops.get(i + 1) : pooling;
      input = edit.put(ops.get(i).toBuilder().setName(next.getName()).setInput(0, input).build());
    }
  }
}
