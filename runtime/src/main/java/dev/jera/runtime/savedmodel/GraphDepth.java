package dev.jera.runtime.savedmodel;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ListMultimap;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;

/**
 * How many ops wait for one another in a row: at the first run of a signature TensorFlow goes from
 * each to the one before by recursion, and ends the process when the stack is full.
 */
final class GraphDepth {
  /** What a stack of 500 MB holds, which is no more than addresses until it is used. */
  private static final int MOST = 250_000;

  private static final Set<String> LOOPS = Set.of("NextIteration", "RefNextIteration");

  private static final Pattern COLON = Pattern.compile(":");

  private final GraphView graph;
  private final Map<String, Long> functions = new HashMap<>();

  private GraphDepth(GraphView graph) {
    this.graph = graph;
  }

  /**
   * Measures a graph, with what its calls run in their place.
   *
   * @throws SavedModelException if it is too deep
   */
  static int of(Path bundle, GraphView graph) {
    long depth = new GraphDepth(graph).depth();
    if (depth > MOST) {
      throw new SavedModelException(
          "SavedModel %s: its graph has %s ops in a row (expected: at most %s; TensorFlow's recursion would end the process); export it with a loop in their place"
              .formatted(bundle, depth, MOST));
    }
    return (int) depth;
  }

  private long depth() {
    ListMultimap<String, String> calls = ArrayListMultimap.create();
    graph
        .functions()
        .forEach(
            (name, function) ->
                function.getNodeDefList().forEach(node -> calls.putAll(name, functionsOf(node))));
    inOrder(graph.functions().keySet(), calls, name -> functions.put(name, depth(bodyOf(name))));
    return depth(graph.nodes());
  }

  private long depth(List<NodeDef> list) {
    Map<String, NodeDef> nodes = GraphView.byName(list);
    ListMultimap<String, String> inputs = ArrayListMultimap.create();
    ListMultimap<String, String> calls = ArrayListMultimap.create();
    for (NodeDef node : nodes.values()) {
      calls.putAll(node.getName(), functionsOf(node));
      for (String input : node.getInputList()) {
        String name = CharMatcher.is('^').trimLeadingFrom(COLON.split(input, 2)[0]);
        if (nodes.containsKey(name) && !LOOPS.contains(nodes.get(name).getOp())) {
          inputs.put(node.getName(), name);
        }
      }
    }
    Map<String, Long> depths = new HashMap<>();
    inOrder(
        nodes.keySet(),
        inputs,
        name ->
            depths.put(
                name, 1 + most(inputs.get(name), depths) + most(calls.get(name), functions)));
    return most(depths.keySet(), depths);
  }

  private List<NodeDef> bodyOf(String function) {
    return graph
        .functions()
        .getOrDefault(function, FunctionDef.getDefaultInstance())
        .getNodeDefList();
  }

  private List<String> functionsOf(NodeDef node) {
    return GraphView.functionsOf(node).stream().filter(graph.functions()::containsKey).toList();
  }

  private static long most(Collection<String> names, Map<String, Long> depths) {
    return names.stream().mapToLong(name -> depths.getOrDefault(name, 0L)).max().orElse(0);
  }

  /** Visits each after all that are before it; what is before itself is left out. */
  private static void inOrder(
      Collection<String> names, ListMultimap<String, String> before, Consumer<String> visit) {
    ListMultimap<String, String> after = ArrayListMultimap.create();
    before.forEach((name, earlier) -> after.put(earlier, name));
    Map<String, Integer> open = new HashMap<>();
    names.forEach(name -> open.put(name, before.get(name).size()));
    Deque<String> ready =
        new ArrayDeque<>(names.stream().filter(name -> before.get(name).isEmpty()).toList());
    while (!ready.isEmpty()) {
      String name = ready.pop();
      visit.accept(name);
      for (String later : after.get(name)) {
        if (open.merge(later, -1, Integer::sum) == 0) {
          ready.add(later);
        }
      }
    }
  }
}
