package dev.jera.runtime.savedmodel;

import com.google.common.collect.ImmutableListMultimap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;

/** Which nodes may run a graph's functions. */
final class FunctionCalls {
  private static final Set<String> CALLS = Set.of("PartitionedCall", "StatefulPartitionedCall");

  private final ImmutableListMultimap<String, Call> calls;

  FunctionCalls(GraphView graph) {
    ImmutableListMultimap.Builder<String, Call> builder = ImmutableListMultimap.builder();
    collect(graph.nodes(), null, graph, builder);
    graph
        .functions()
        .forEach((name, caller) -> collect(caller.getNodeDefList(), name, graph, builder));
    this.calls = builder.build();
  }

  /** The calls of a function, those included that only name it for something else to call. */
  List<Call> of(String function) {
    return calls.get(function);
  }

  private static void collect(
      List<NodeDef> nodes,
      @Nullable String function,
      GraphView graph,
      ImmutableListMultimap.Builder<String, Call> calls) {
    for (NodeDef node : nodes) {
      for (String called : GraphView.functionsOf(node)) {
        if (graph.functions().containsKey(called)) {
          calls.put(called, new Call(node, function, passesArguments(node, called)));
        }
      }
    }
  }

  /** Of If, Case and While the inputs are not the arguments in this order. */
  private static boolean passesArguments(NodeDef node, String called) {
    List<Map.Entry<String, AttrValue>> naming =
        node.getAttrMap().entrySet().stream().filter(attr -> names(attr.getValue())).toList();
    if (naming.isEmpty()) {
      return node.getOp().equals(called);
    }
    AttrValue first = naming.get(0).getValue();
    return naming.size() == 1
        && naming.get(0).getKey().equals("f")
        && CALLS.contains(node.getOp())
        && first.getFunc().getName().equals(called)
        && first.getFunc().getAttrMap().values().stream().noneMatch(FunctionCalls::names);
  }

  private static boolean names(AttrValue value) {
    return value.hasFunc() || value.getList().getFuncCount() > 0;
  }

  /**
   * A call.
   *
   * @param function where it is; null for the graph itself
   * @param passesArguments whether the node's inputs are the function's arguments, in their order
   */
  record Call(NodeDef node, @Nullable String function, boolean passesArguments) {}

  /** What a function is called with where the caller does not say, which TensorFlow fills in. */
  static boolean namesByDefault(FunctionDef function) {
    return function.getSignature().getAttrList().stream()
        .anyMatch(attr -> names(attr.getDefaultValue()));
  }
}
