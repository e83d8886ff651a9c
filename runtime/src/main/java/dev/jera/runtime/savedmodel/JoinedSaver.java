package dev.jera.runtime.savedmodel;

import com.google.common.collect.Sets;
import dev.jera.runtime.Saver;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.TensorName;
import dev.jera.runtime.TensorProtos;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SaverDef;

/**
 * One saver made of two, a bundle's and that of a graph appended to it: its restore op runs both on
 * one checkpoint, its save op has each write a checkpoint of its own and merges the two.
 */
final class JoinedSaver {
  private static final String OWN_FILENAME = "save/own_filename";
  private static final String BASE_FILENAME = "save/base_filename";
  private static final String MERGE = "save/merge";

  private final SavedModel base;
  private final ScopedGraph scoped;
  private final GraphView graph;
  private final SaverDef own = Saver.definition();

  private JoinedSaver(SavedModel base, ScopedGraph scoped) {
    this.base = base;
    this.scoped = scoped;
    this.graph = new GraphView(base.metaGraph().getGraphDef());
  }

  /** The appended graph's saver alone, of a bundle that restores nothing. */
  static SaverDef alone(ScopedGraph scoped) {
    SaverDef own = Saver.definition();
    return own.toBuilder()
        .setFilenameTensorName(scoped.name(own.getFilenameTensorName()))
        .setSaveTensorName(scoped.name(own.getSaveTensorName()))
        .setRestoreOpName(scoped.name(own.getRestoreOpName()))
        .build();
  }

  /**
   * Joins the savers.
   *
   * @param merged the bundle's graph and the appended one, whose filename is the bundle's
   */
  static void join(SavedModel base, ScopedGraph scoped, MetaGraphDef.Builder merged) {
    JoinedSaver joined = new JoinedSaver(base, scoped);
    joined.joinRestore(merged);
    if (!base.metaGraph().getSaverDef().getSaveTensorName().isEmpty()) {
      joined.joinSave(merged);
    }
  }

  private void joinRestore(MetaGraphDef.Builder merged) {
    String restore = scoped.name(own.getRestoreOpName());
    NodeDef.Builder both = node(merged.getGraphDefBuilder(), restore);
    base.restoreOps().forEach(op -> both.addInput("^" + op));
    merged.getSaverDefBuilder().setRestoreOpName(restore);
  }

  private void joinSave(MetaGraphDef.Builder merged) {
    SaverDef theirs = base.metaGraph().getSaverDef();
    TensorName filename = TensorName.parse(theirs.getFilenameTensorName());
    TensorName save = TensorName.parse(own.getSaveTensorName());
    GraphDef.Builder nodes = merged.getGraphDefBuilder();
    writers(theirs).forEach(writer -> redirect(node(nodes, writer), filename, BASE_FILENAME));
    String ownFilename = scoped.name(TensorName.parse(own.getFilenameTensorName()).operation());
    nodes.getNodeBuilderList().stream()
        .filter(node -> node.getOp().equals("SaveV2") && node.getInput(0).equals(ownFilename))
        .forEach(node -> redirect(node, TensorName.parse(ownFilename), OWN_FILENAME));
    addFilename(nodes, BASE_FILENAME, filename.toString(), "_base");
    addFilename(nodes, OWN_FILENAME, filename.toString(), "_head");
    NodeDef.Builder answer = node(nodes, scoped.name(save.operation()));
    // A control edge: the appended graph's values are written before the merge.
    List<String> before =
        List.of(
            "^" + TensorName.parse(theirs.getSaveTensorName()).operation(),
            answer.getInputList().stream()
                .filter(in -> in.startsWith("^"))
                .findFirst()
                .orElseThrow());
    nodes.addNode(
        node("Pack", MERGE + "/parts", scoped.name(BASE_FILENAME), scoped.name(OWN_FILENAME))
            .putAttr("N", number(2))
            .putAttr("T", strings()));
    nodes.addNode(
        node("MergeV2Checkpoints", MERGE, scoped.name(MERGE + "/parts"), filename.toString())
            .addAllInput(before)
            .putAttr("delete_old_dirs", AttrValue.newBuilder().setB(false).build()));
    answer.addInput("^" + scoped.name(MERGE));
    merged.getSaverDefBuilder().setSaveTensorName(scoped.name(save.toString()));
  }

  /** The bundle's nodes that are run for saving alone. */
  private Set<String> writers(SaverDef saver) {
    Set<NodeDef> others = new LinkedHashSet<>(graph.ancestors(base.restoreOps(), List.of()));
    others.addAll(graph.ancestors(base.answeringTensors(), List.of()));
    Set<String> names = new LinkedHashSet<>();
    Sets.difference(graph.ancestors(List.of(saver.getSaveTensorName()), List.of()), others)
        .forEach(node -> names.add(node.getName()));
    return names;
  }

  /** Makes a node read another filename. */
  private void redirect(NodeDef.Builder node, TensorName filename, String to) {
    for (int i = 0; i < node.getInputCount(); i++) {
      String input = node.getInput(i);
      if (!input.startsWith("^") && TensorName.parse(input).equals(filename)) {
        node.setInput(i, scoped.name(to));
      }
    }
  }

  private void addFilename(GraphDef.Builder nodes, String name, String filename, String suffix) {
    nodes.addNode(
        node("Const", name + "/suffix")
            .putAttr("dtype", strings())
            .putAttr(
                "value",
                AttrValue.newBuilder()
                    .setTensor(TensorProtos.write(TensorData.of(Shape.scalar(), suffix)))
                    .build()));
    nodes.addNode(
        node("StringJoin", name, filename, scoped.name(name + "/suffix")).putAttr("N", number(2)));
  }

  private NodeDef.Builder node(String op, String name, String... inputs) {
    return NodeDef.newBuilder().setOp(op).setName(scoped.name(name)).addAllInput(List.of(inputs));
  }

  private static NodeDef.Builder node(GraphDef.Builder graph, String name) {
    return graph.getNodeBuilderList().stream()
        .filter(node -> node.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("No node " + name));
  }

  private static AttrValue strings() {
    return AttrValue.newBuilder().setType(DataType.DT_STRING).build();
  }

  private static AttrValue number(long value) {
    return AttrValue.newBuilder().setI(value).build();
  }
}
