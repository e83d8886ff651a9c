package dev.jera.runtime.savedmodel;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.jera.runtime.savedmodel.SavedModelOpsException.Remedy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SaverDef;

/** Checks, before anything native sees the graph, that TensorFlow has its ops and may run them. */
final class OpCheck {
  private static final int SHOWN = 5;

  /** Writes to its second input what stands at its first, which it may delete. */
  private static final String MERGE = "MergeV2Checkpoints";

  private final SavedModel bundle;
  private final GraphView graph;

  OpCheck(SavedModel bundle, GraphView graph) {
    this.bundle = bundle;
    this.graph = graph;
  }

  /**
   * Checks that every op is known. Functions that nothing calls may hold any: TensorFlow does not
   * look at them.
   *
   * @throws SavedModelOpsException if one is not; the message names the nodes
   */
  void checkKnown(List<OpDef> known) {
    Set<String> names = new LinkedHashSet<>(graph.functions().keySet());
    known.forEach(op -> names.add(op.getName()));
    Map<String, Set<String>> unknown = new TreeMap<>();
    visit(
        graph.calledBy(graph.nodes()),
        (node, function) -> {
          if (!names.contains(node.getOp())) {
            note(unknown, node.getOp(), node, function);
          }
        });
    if (!unknown.isEmpty()) {
      throw new SavedModelOpsException(
          "SavedModel %s: TensorFlow %s has no ops %s (expected: ops of TensorFlow)"
              .formatted(bundle.path(), TensorFlow.version(), text(unknown)),
          "Give the shared library that brings them: LoadOptions.withOpLibraries",
          Remedy.LIBRARY,
          unknown.keySet());
    }
  }

  /**
   * Checks that the graph keeps to itself: that it reads its own assets and checkpoint, where
   * loading names them to it, and writes where saving does.
   *
   * @param allowed ops that the caller lets through
   * @throws SavedModelOpsException if an op that reaches out is not allowed; the message names them
   */
  void checkAllowed(Set<String> allowed) {
    checkDefaults();
    SaverDef saver = bundle.metaGraph().getSaverDef();
    FileNames assets =
        FileNames.read(
            graph,
            bundle.assetFiles().stream().map(asset -> asset.getTensorInfo().getName()).toList());
    FileNames checkpoint = FileNames.read(graph, List.of(saver.getFilenameTensorName()));
    FileNames written = FileNames.written(graph, saver.getFilenameTensorName());
    Set<Object> answering = runBy(bundle.answeringTensors());
    Set<Object> called = runBy(bundle.calledTensors());
    Set<Object> restoring = runBy(bundle.restoreOps());
    Set<Object> saving = runBy(List.of(saver.getSaveTensorName()));
    Map<String, Set<String>> refused = new TreeMap<>();
    Set<String> ops = new TreeSet<>();
    visit(
        graph.functions().values(),
        (node, function) -> {
          Object place = function == null ? node : function;
          String op = node.getOp();
          boolean fine =
              allowed.contains(op)
                  || (RefusedOps.TABLES.contains(op)
                      && !called.contains(place)
                      && !saving.contains(place)
                      && assets.isFed(node, 1, function))
                  || (RefusedOps.RESTORES.contains(op)
                      && !answering.contains(place)
                      && !saving.contains(place)
                      && (!restoring.contains(place) || checkpoint.isFed(node, 0, function)))
                  || (RefusedOps.SAVES.contains(op)
                      && !answering.contains(place)
                      && !restoring.contains(place)
                      && (!saving.contains(place) || writes(written, node, function)));
          if (!fine) {
            RefusedOps.reason(node)
                .ifPresent(
                    reason -> {
                      ops.add(op);
                      note(refused, op + ", which " + reason, node, function);
                    });
          }
        });
    if (!refused.isEmpty()) {
      throw new SavedModelOpsException(
          "SavedModel %s: it is refused for the ops %s (expected: a model that neither touches files nor runs other code)"
              .formatted(bundle.path(), text(refused)),
          "If you trust it, allow them by name: LoadOptions.withAllowedOps",
          Remedy.ALLOW,
          ops);
    }
  }

  /** A function that is run unnamed would not be looked at. */
  private void checkDefaults() {
    for (FunctionDef function : graph.functions().values()) {
      if (FunctionCalls.namesByDefault(function)) {
        throw new SavedModelException(
            "SavedModel %s: its function '%s' has a function as an attribute's default (expected: functions that are named where they are called)"
                .formatted(bundle.path(), function.getSignature().getName()));
      }
    }
  }

  /** Whether all files that an op writes are those that saving names to it. */
  private static boolean writes(FileNames written, NodeDef node, @Nullable FunctionDef function) {
    return written.isFed(node, 0, function)
        && (!node.getOp().equals(MERGE) || written.isFed(node, 1, function));
  }

  /** The nodes and functions that are run for some tensors. */
  private Set<Object> runBy(List<String> targets) {
    Set<NodeDef> nodes = graph.ancestors(targets, List.of());
    return ImmutableSet.copyOf(Sets.union(nodes, graph.calledBy(nodes)));
  }

  private void visit(Iterable<FunctionDef> functions, Visitor visitor) {
    graph.nodes().forEach(node -> visitor.visit(node, null));
    for (FunctionDef function : functions) {
      function.getNodeDefList().forEach(node -> visitor.visit(node, function));
    }
  }

  private static void note(
      Map<String, Set<String>> ops, String key, NodeDef node, @Nullable FunctionDef function) {
    String where =
        function == null
            ? node.getName()
            : node.getName() + " in the function " + function.getSignature().getName();
    ops.computeIfAbsent(key, unused -> new TreeSet<>()).add(where);
  }

  private static String text(Map<String, Set<String>> ops) {
    StringBuilder text = new StringBuilder();
    ops.forEach(
        (op, nodes) ->
            text.append(text.isEmpty() ? "" : "; ")
                .append(op)
                .append(" (")
                .append(String.join(", ", nodes.stream().limit(SHOWN).toList()))
                .append(nodes.size() > SHOWN ? ", ...)" : ")"));
    return text.toString();
  }

  @FunctionalInterface
  private interface Visitor {
    void visit(NodeDef node, @Nullable FunctionDef function);
  }
}
