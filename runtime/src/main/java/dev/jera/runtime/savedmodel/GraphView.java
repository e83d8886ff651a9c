package dev.jera.runtime.savedmodel;

import static com.google.common.collect.ImmutableSetMultimap.toImmutableSetMultimap;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSetMultimap;
import com.google.protobuf.ByteString;
import dev.jera.runtime.TensorName;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GradientDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** A graph's nodes and functions by name, and what leads to what. */
final class GraphView {
  private final ImmutableList<NodeDef> list;
  private final ImmutableMap<String, NodeDef> nodes;
  private final ImmutableMap<String, FunctionDef> functions;

  /** The names of a function's gradients, which TensorFlow may run in its place. */
  private final ImmutableSetMultimap<String, String> gradients;

  /** The names of the functions that implement the same, which TensorFlow may exchange. */
  private final ImmutableSetMultimap<ByteString, String> alike;

  GraphView(GraphDef graph) {
    this.list = ImmutableList.copyOf(graph.getNodeList());
    this.nodes = byName(graph.getNodeList());
    ImmutableMap.Builder<String, FunctionDef> definitions = ImmutableMap.builder();
    graph
        .getLibrary()
        .getFunctionList()
        .forEach(function -> definitions.put(function.getSignature().getName(), function));
    this.functions = definitions.buildKeepingLast();
    this.gradients =
        graph.getLibrary().getGradientList().stream()
            .collect(
                toImmutableSetMultimap(GradientDef::getFunctionName, GradientDef::getGradientFunc));
    this.alike =
        functions.entrySet().stream()
            .collect(
                toImmutableSetMultimap(
                    entry -> implementedBy(entry.getValue()), Map.Entry::getKey));
  }

  static ImmutableMap<String, NodeDef> byName(List<NodeDef> list) {
    ImmutableMap.Builder<String, NodeDef> builder = ImmutableMap.builder();
    list.forEach(node -> builder.put(node.getName(), node));
    return builder.buildKeepingLast();
  }

  /** The nodes of the graph itself. */
  List<NodeDef> nodes() {
    return list;
  }

  @Nullable NodeDef node(String name) {
    return nodes.get(name);
  }

  Map<String, FunctionDef> functions() {
    return functions;
  }

  /** Every node that is run for some tensors or ops. */
  Set<NodeDef> ancestors(Collection<String> targets, Collection<String> fed) {
    Set<TensorName> given = new LinkedHashSet<>();
    fed.forEach(tensor -> given.add(TensorName.parse(tensor)));
    Set<NodeDef> seen = new LinkedHashSet<>();
    Set<String> names = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(targets);
    while (!open.isEmpty()) {
      String input = open.pop();
      TensorName tensor = TensorName.parse(input.startsWith("^") ? input.substring(1) : input);
      NodeDef node = nodes.get(tensor.operation());
      if (node != null && !given.contains(tensor) && names.add(node.getName())) {
        seen.add(node);
        open.addAll(node.getInputList());
      }
    }
    return seen;
  }

  /** Every function that some nodes may run, those that functions run included. */
  Set<FunctionDef> calledBy(Iterable<NodeDef> callers) {
    Set<FunctionDef> called = new LinkedHashSet<>();
    Set<String> names = new LinkedHashSet<>();
    Set<ByteString> interfaces = new HashSet<>();
    Deque<String> open = new ArrayDeque<>();
    callers.forEach(node -> open.addAll(functionsOf(node)));
    while (!open.isEmpty()) {
      String name = open.pop();
      FunctionDef function = functions.get(name);
      if (function != null && names.add(name)) {
        called.add(function);
        open.addAll(gradients.get(name));
        ByteString implemented = implementedBy(function);
        if (!implemented.isEmpty() && interfaces.add(implemented)) {
          open.addAll(alike.get(implemented));
        }
        function.getNodeDefList().forEach(node -> open.addAll(functionsOf(node)));
      }
    }
    return called;
  }

  /** Whether TensorFlow may run a function where another one is called. */
  boolean standsIn(FunctionDef function) {
    return gradients.containsValue(function.getSignature().getName())
        || !implementedBy(function).isEmpty();
  }

  /** The names that a node may call by; most are no functions. */
  static Set<String> functionsOf(NodeDef node) {
    Set<String> names = new LinkedHashSet<>();
    names.add(node.getOp());
    node.getAttrMap().values().forEach(value -> addFunctions(value, names));
    return names;
  }

  /** A function may be named within what another one is called with. */
  private static void addFunctions(AttrValue value, Set<String> names) {
    Stream.concat(Stream.of(value.getFunc()), value.getList().getFuncList().stream())
        .filter(function -> !function.getName().isEmpty())
        .filter(function -> names.add(function.getName()))
        .forEach(
            function ->
                function.getAttrMap().values().forEach(inner -> addFunctions(inner, names)));
  }

  private static ByteString implementedBy(FunctionDef function) {
    return function.getAttrOrDefault("api_implements", AttrValue.getDefaultInstance()).getS();
  }
}
