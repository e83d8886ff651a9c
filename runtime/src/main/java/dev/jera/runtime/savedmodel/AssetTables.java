package dev.jera.runtime.savedmodel;

import com.google.common.collect.ImmutableSet;
import dev.jera.runtime.TensorName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;

/** Whether a table is filled from the bundle's own assets, and from no other file. */
final class AssetTables {
  private final GraphView graph;
  private final ImmutableSet<TensorName> assets;

  AssetTables(GraphView graph, List<AssetFileDef> assets) {
    this.graph = graph;
    this.assets =
        assets.stream()
            .map(asset -> TensorName.parse(asset.getTensorInfo().getName()))
            .collect(ImmutableSet.toImmutableSet());
  }

  /**
   * Whether the second input of a node, a file's name, is always an asset's.
   *
   * @param function where the node is; null for the graph itself
   */
  boolean isOwn(NodeDef table, @Nullable FunctionDef function) {
    return table.getInputCount() > 1 && isAsset(table.getInput(1), function, new HashSet<>());
  }

  /** Callers are followed to the graph. */
  private boolean isAsset(String input, @Nullable FunctionDef function, Set<String> seen) {
    if (function == null) {
      TensorName tensor = TensorName.parse(input);
      NodeDef node = graph.node(tensor.operation());
      return assets.contains(tensor)
          || (seen.add(input)
              && passed(node).filter(next -> isAsset(next, null, seen)).isPresent());
    }
    if (!seen.add(function.getSignature().getName() + " " + input)) {
      return true;
    }
    int argument = argument(function, input);
    if (argument >= 0) {
      List<Call> calls = calls(function);
      return !calls.isEmpty()
          && calls.stream()
              .allMatch(
                  call ->
                      call.passesArguments()
                          && argument < call.node().getInputCount()
                          && isAsset(call.node().getInput(argument), call.function(), seen));
    }
    NodeDef node = GraphView.byName(function.getNodeDefList()).get(input.replaceFirst(":.*", ""));
    return passed(node).filter(next -> isAsset(next, function, seen)).isPresent();
  }

  /** What a node passes on as it is. */
  private static Optional<String> passed(@Nullable NodeDef node) {
    return node != null && node.getOp().equals("Identity") && node.getInputCount() > 0
        ? Optional.of(node.getInput(0))
        : Optional.empty();
  }

  private static int argument(FunctionDef function, String input) {
    for (int i = 0; i < function.getSignature().getInputArgCount(); i++) {
      if (function.getSignature().getInputArg(i).getName().equals(input)) {
        return i;
      }
    }
    return -1;
  }

  private List<Call> calls(FunctionDef callee) {
    List<Call> calls = new ArrayList<>();
    String name = callee.getSignature().getName();
    collect(name, graph.nodes(), null, calls);
    for (Map.Entry<String, FunctionDef> caller : graph.functions().entrySet()) {
      collect(name, caller.getValue().getNodeDefList(), caller.getValue(), calls);
    }
    return calls;
  }

  private static void collect(
      String name, List<NodeDef> nodes, @Nullable FunctionDef function, List<Call> calls) {
    for (NodeDef node : nodes) {
      if (GraphView.functionsOf(node).contains(name)) {
        calls.add(new Call(node, function));
      }
    }
  }

  private record Call(NodeDef node, @Nullable FunctionDef function) {
    /** Whether its inputs are the function's arguments; of If and While not in this order. */
    boolean passesArguments() {
      return Set.of("PartitionedCall", "StatefulPartitionedCall").contains(node.getOp())
          || node.getAttrMap().values().stream().noneMatch(value -> value.hasFunc());
    }
  }
}
