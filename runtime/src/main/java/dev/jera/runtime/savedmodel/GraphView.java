package dev.jera.runtime.savedmodel;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import dev.jera.runtime.TensorName;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;

/** A graph's nodes and functions by name, and what leads to what. */
final class GraphView {
  private final ImmutableList<NodeDef> list;
  private final ImmutableMap<String, NodeDef> nodes;
  private final ImmutableMap<String, FunctionDef> functions;

  GraphView(GraphDef graph) {
    this.list = ImmutableList.copyOf(graph.getNodeList());
    this.nodes = byName(graph.getNodeList());
    ImmutableMap.Builder<String, FunctionDef> definitions = ImmutableMap.builder();
    graph
        .getLibrary()
        .getFunctionList()
        .forEach(function -> definitions.put(function.getSignature().getName(), function));
    this.functions = definitions.buildKeepingLast();
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
    Deque<NodeDef> open = new ArrayDeque<>();
    Iterables.addAll(open, callers);
    while (!open.isEmpty()) {
      for (String name : functionsOf(open.pop())) {
        FunctionDef function = functions.get(name);
        if (function != null && names.add(name)) {
          called.add(function);
          open.addAll(function.getNodeDefList());
        }
      }
    }
    return called;
  }

  /** The names that a node may call by; most are no functions. */
  static List<String> functionsOf(NodeDef node) {
    ImmutableList.Builder<String> names = ImmutableList.builder();
    names.add(node.getOp());
    for (AttrValue value : node.getAttrMap().values()) {
      Stream.concat(Stream.of(value.getFunc()), value.getList().getFuncList().stream())
          .map(NameAttrList::getName)
          .filter(name -> !name.isEmpty())
          .forEach(names::add);
    }
    return names.build();
  }
}
