package dev.jera.runtime.savedmodel;

import com.google.common.collect.ImmutableMap;
import dev.jera.runtime.GraphSession;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.TensorName;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** Whether the variables that signatures read have values, and which, asked of the graph itself. */
final class VariableProbe {
  private static final Set<String> RESOURCES = Set.of("VarHandleOp");
  private static final Set<String> REFERENCES = Set.of("VariableV2", "Variable");
  private static final Set<String> ASSIGNS = Set.of("AssignVariableOp", "Assign");

  private final GraphView graph;

  /** The probe's tensor, by the node of the variable. */
  private final ImmutableMap<String, String> probes;

  /** The tensor of the value, by the node of the variable. */
  private final ImmutableMap<String, String> reads;

  private VariableProbe(
      GraphView graph, ImmutableMap<String, String> probes, ImmutableMap<String, String> reads) {
    this.graph = graph;
    this.probes = probes;
    this.reads = reads;
  }

  static boolean isVariable(NodeDef node) {
    return RESOURCES.contains(node.getOp()) || REFERENCES.contains(node.getOp());
  }

  /** Adds nodes for each variable, under names that the graph does not have. */
  static VariableProbe add(GraphDef.Builder graph) {
    GraphView view = new GraphView(graph.build());
    String scope = "jera_probe";
    while (hasScope(view, scope)) {
      scope += "_";
    }
    ImmutableMap.Builder<String, String> probes = ImmutableMap.builder();
    ImmutableMap.Builder<String, String> reads = ImmutableMap.builder();
    int count = 0;
    for (NodeDef variable : view.nodes()) {
      if (isVariable(variable)) {
        String name = "%s/%s".formatted(scope, count++);
        graph.addNode(probe(name, variable));
        probes.put(variable.getName(), name + ":0");
        if (RESOURCES.contains(variable.getOp())) {
          graph.addNode(read(name + "_value", variable));
          reads.put(variable.getName(), name + "_value:0");
        } else {
          reads.put(variable.getName(), variable.getName() + ":0");
        }
      }
    }
    return new VariableProbe(view, probes.buildKeepingLast(), reads.buildKeepingLast());
  }

  /**
   * The present values of variables, in the order of their nodes' names.
   *
   * @throws org.tensorflow.exceptions.TensorFlowException if one has none
   */
  List<TensorData> values(GraphSession session, Collection<String> variables) {
    return session
        .prepare(List.of(), variables.stream().map(name -> name(reads, name)).toList(), List.of())
        .run(List.of());
  }

  private static boolean hasScope(GraphView view, String scope) {
    return view.nodes().stream().anyMatch(node -> node.getName().startsWith(scope));
  }

  private static NodeDef probe(String name, NodeDef variable) {
    NodeDef.Builder probe =
        NodeDef.newBuilder()
            .setName(name)
            .setDevice(variable.getDevice())
            .addInput(variable.getName());
    if (RESOURCES.contains(variable.getOp())) {
      return probe.setOp("VarIsInitializedOp").build();
    }
    return probe.setOp("IsVariableInitialized").putAttr("dtype", dtype(variable)).build();
  }

  private static NodeDef read(String name, NodeDef variable) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("ReadVariableOp")
        .setDevice(variable.getDevice())
        .addInput(variable.getName())
        .putAttr("dtype", dtype(variable))
        .build();
  }

  private static AttrValue dtype(NodeDef variable) {
    return variable.getAttrOrDefault("dtype", AttrValue.getDefaultInstance());
  }

  /**
   * The variables without a value that signatures read, but for those that a signature assigns.
   *
   * @return the signatures that read it, by the variable's name, sorted
   */
  Map<String, Set<String>> missing(GraphSession session, Collection<Signature> signatures) {
    Map<String, Set<String>> readers = new TreeMap<>();
    Set<String> assigned = new HashSet<>();
    for (Signature signature : signatures) {
      if (signature.problem().isEmpty()) {
        Set<NodeDef> nodes =
            graph.ancestors(tensors(signature.outputs()), tensors(signature.inputs()));
        nodes.forEach(node -> collectAssigned(node, assigned));
        for (NodeDef node : nodes) {
          if (isVariable(node)) {
            readers
                .computeIfAbsent(node.getName(), unused -> new TreeSet<>())
                .add(signature.name());
          }
        }
      }
    }
    readers.keySet().removeAll(assigned);
    List<String> asked = List.copyOf(readers.keySet());
    List<TensorData> answers =
        session
            .prepare(List.of(), asked.stream().map(name -> name(probes, name)).toList(), List.of())
            .run(List.of());
    for (int i = 0; i < asked.size(); i++) {
      if (answers.get(i).booleans()[0]) {
        readers.remove(asked.get(i));
      }
    }
    return readers;
  }

  private static String name(Map<String, String> names, String variable) {
    String name = names.get(variable);
    if (name == null) {
      throw new IllegalStateException("No probe of " + variable);
    }
    return name;
  }

  private static List<String> tensors(Map<String, TensorSpec> specs) {
    return specs.values().stream().map(TensorSpec::tensor).toList();
  }

  /** Adds the variables that a node assigns, itself or in the functions that it calls. */
  private void collectAssigned(NodeDef node, Set<String> assigned) {
    if (ASSIGNS.contains(node.getOp()) && node.getInputCount() > 0) {
      assigned.add(nodeName(node.getInput(0)));
    }
    for (FunctionDef function : graph.calledBy(List.of(node))) {
      if (function.getNodeDefList().stream().anyMatch(body -> ASSIGNS.contains(body.getOp()))) {
        assignedArguments(node, function, assigned);
      }
    }
  }

  private static void assignedArguments(NodeDef call, FunctionDef function, Set<String> assigned) {
    boolean direct = GraphView.functionsOf(call).contains(function.getSignature().getName());
    for (NodeDef body : function.getNodeDefList()) {
      if (ASSIGNS.contains(body.getOp()) && body.getInputCount() > 0) {
        for (int i = 0; i < call.getInputCount(); i++) {
          // Through nested calls the argument is not followed: any of the call's may be meant.
          if (!direct
              || (i < function.getSignature().getInputArgCount()
                  && function.getSignature().getInputArg(i).getName().equals(body.getInput(0)))) {
            assigned.add(nodeName(call.getInput(i)));
          }
        }
      }
    }
  }

  private static String nodeName(String input) {
    return TensorName.parse(input).operation();
  }
}
