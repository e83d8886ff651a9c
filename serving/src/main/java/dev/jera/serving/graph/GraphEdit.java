package dev.jera.serving.graph;

import dev.jera.runtime.savedmodel.FrozenGraph;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * New nodes for a frozen graph, in the place of those of their names or beside them.
 *
 * <p>What stands in the place of another node gives the same value, so that who reads it need not
 * be changed.
 */
final class GraphEdit {
  /** What the graph was known to give, which TensorFlow checks against what it gives now. */
  private static final String KNOWN_SHAPES = "_output_shapes";

  private final FrozenGraph frozen;
  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
  private boolean isChanged;

  GraphEdit(FrozenGraph frozen) {
    this.frozen = frozen;
    frozen.graph().getNodeList().forEach(node -> nodes.put(node.getName(), node));
  }

  /** A node as it is by now. */
  NodeDef present(NodeDef node) {
    return nodes.getOrDefault(node.getName(), node);
  }

  /** Takes a node in, and gives its name. */
  String put(NodeDef node) {
    nodes.put(node.getName(), node);
    isChanged = true;
    return node.getName();
  }

  /** A name that no node has, nor any that is named by adding to it. */
  String unique(String wish) {
    String name = wish;
    while (isTaken(name)) {
      name += "_";
    }
    return name;
  }

  private boolean isTaken(String name) {
    return nodes.keySet().stream()
        .anyMatch(known -> known.equals(name) || known.startsWith(name + "/"));
  }

  /** The graph without what is read no more; the same graph where nothing was put. */
  FrozenGraph edited() {
    if (!isChanged) {
      return frozen;
    }
    GraphDef.Builder graph = frozen.graph().toBuilder().clearNode();
    Set<String> read = read();
    nodes.values().stream()
        .filter(node -> read.contains(node.getName()))
        .forEach(node -> graph.addNode(node.toBuilder().removeAttr(KNOWN_SHAPES)));
    return new FrozenGraph(frozen.signature(), graph.build(), frozen.tensors());
  }

  /** The inputs, which are fed whether or not they are read, and all that the outputs need. */
  private Set<String> read() {
    Deque<String> open = new ArrayDeque<>();
    frozen.tensors().values().forEach(tensor -> open.push(OpGraph.operation(tensor)));
    Set<String> read = new HashSet<>();
    while (!open.isEmpty()) {
      String name = open.pop();
      @Nullable NodeDef node = nodes.get(name);
      if (node != null && read.add(name)) {
        node.getInputList().forEach(input -> open.push(OpGraph.operation(input)));
      }
    }
    return read;
  }
}
