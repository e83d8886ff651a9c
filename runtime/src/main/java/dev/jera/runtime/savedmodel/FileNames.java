package dev.jera.runtime.savedmodel;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import dev.jera.runtime.TensorName;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;

/** Whether an op is given file names that loading feeds, and no others. */
final class FileNames {
  /** A bundle that takes more to look through is no model's. */
  private static final int MOST_STEPS = 1_000_000;

  /** Ops that give their input on as it is. */
  private static final Set<String> PASSING = Set.of("Identity", "EnsureShape");

  private static final Set<String> CALLS = Set.of("PartitionedCall", "StatefulPartitionedCall");

  private final GraphView graph;
  private final ImmutableSet<TensorName> fed;
  private final ImmutableListMultimap<String, Call> calls;
  private final Map<String, Map<String, NodeDef>> bodies = new HashMap<>();
  private int steps;

  /**
   * @param fed the names of the tensors that loading feeds with file names
   */
  FileNames(GraphView graph, Collection<String> fed) {
    this.graph = graph;
    this.fed = fed.stream().map(TensorName::parse).collect(ImmutableSet.toImmutableSet());
    this.calls = calls(graph);
  }

  /**
   * Whether an input of a node always is a name that is fed. It is followed to the graph's tensors:
   * through ops that pass it on, and from a function's argument to whatever calls the function.
   *
   * @param function where the node is; null for the graph itself
   */
  boolean isFed(NodeDef node, int input, @Nullable FunctionDef function) {
    if (input >= node.getInputCount()) {
      return false;
    }
    Set<Place> seen = new HashSet<>();
    Deque<Place> open = new ArrayDeque<>();
    open.add(new Place(node.getInput(input), nameOf(function)));
    while (!open.isEmpty()) {
      Place place = open.pop();
      if (++steps > MOST_STEPS || (seen.add(place) && !lead(place, open))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a place is a tensor that is fed, or leads to others, which are added. */
  private boolean lead(Place place, Deque<Place> open) {
    FunctionDef function = graph.functions().get(place.function());
    if (function == null) {
      TensorName tensor = TensorName.parse(place.input());
      return fed.contains(tensor) || leadOn(graph.node(tensor.operation()), place, open);
    }
    int argument = argument(function, place.input());
    if (argument < 0) {
      Map<String, NodeDef> body =
          bodies.computeIfAbsent(
              place.function(), unused -> GraphView.byName(function.getNodeDefList()));
      return leadOn(body.get(place.input().replaceFirst(":.*", "")), place, open);
    }
    List<Call> callers = calls.get(place.function());
    for (Call call : callers) {
      if (!call.passesArguments() || argument >= call.node().getInputCount()) {
        return false;
      }
      open.add(new Place(call.node().getInput(argument), call.function()));
    }
    return !callers.isEmpty();
  }

  private static boolean leadOn(@Nullable NodeDef node, Place place, Deque<Place> open) {
    if (node == null || !PASSING.contains(node.getOp()) || node.getInputCount() == 0) {
      return false;
    }
    open.add(new Place(node.getInput(0), place.function()));
    return true;
  }

  private static int argument(FunctionDef function, String input) {
    for (int i = 0; i < function.getSignature().getInputArgCount(); i++) {
      if (function.getSignature().getInputArg(i).getName().equals(input)) {
        return i;
      }
    }
    return -1;
  }

  private static ImmutableListMultimap<String, Call> calls(GraphView graph) {
    ImmutableListMultimap.Builder<String, Call> calls = ImmutableListMultimap.builder();
    collect(graph.nodes(), "", graph, calls);
    graph
        .functions()
        .forEach((name, caller) -> collect(caller.getNodeDefList(), name, graph, calls));
    return calls.build();
  }

  private static void collect(
      List<NodeDef> nodes,
      String function,
      GraphView graph,
      ImmutableListMultimap.Builder<String, Call> calls) {
    for (NodeDef node : nodes) {
      for (String called : GraphView.functionsOf(node)) {
        if (graph.functions().containsKey(called)) {
          calls.put(called, new Call(node, function));
        }
      }
    }
  }

  private static String nameOf(@Nullable FunctionDef function) {
    return function == null ? "" : function.getSignature().getName();
  }

  /** An input as a function's node names it; of the graph itself, whose name is empty. */
  private record Place(String input, String function) {}

  private record Call(NodeDef node, String function) {
    /** Whether its inputs are the function's arguments; of If and While not in this order. */
    boolean passesArguments() {
      return CALLS.contains(node.getOp())
          || node.getAttrMap().values().stream().noneMatch(value -> value.hasFunc());
    }
  }
}
