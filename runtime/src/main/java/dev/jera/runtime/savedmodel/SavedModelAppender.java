package dev.jera.runtime.savedmodel;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.protobuf.ByteString;
import dev.jera.runtime.Saver;
import dev.jera.runtime.StagedDirectory;
import dev.jera.runtime.TensorName;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Writes a bundle anew with another graph appended to its own, whoever made it: its functions,
 * tables, assets, initializers and variables stay as they are.
 *
 * <p>What belongs to the old bundle's answers does not go with it: its warm-up requests, golden
 * samples and fingerprint, and Python's graph of objects, which knows nothing of the appended
 * graph. Python loads the new bundle by its signatures, as it does those of TensorFlow 1.
 */
public final class SavedModelAppender {
  private final SavedModel base;
  private final Session session;
  private final Variables variables;

  /** Whether loading the bundle restores variables, so that there is a saver to join. */
  private final boolean restores;

  private final ScopedGraph scoped;

  private SavedModelAppender(SavedModel base, Session session, Variables variables) {
    this.base = base;
    this.session = session;
    this.variables = variables;
    Path index = base.path().resolve(SavedModel.VARIABLES + ".index");
    this.restores = Files.exists(index) && !base.restoreOps().isEmpty();
    this.scoped = ScopedGraph.beside(namesOf(base, index));
  }

  private static Set<String> namesOf(SavedModel base, Path index) {
    ImmutableSet.Builder<String> names = ImmutableSet.builder();
    for (NodeDef node : base.metaGraph().getGraphDef().getNodeList()) {
      names.add(node.getName());
      if (node.containsAttr("shared_name")) {
        names.add(node.getAttrOrThrow("shared_name").getS().toStringUtf8());
      }
    }
    return names.addAll(CheckpointIndex.names(index)).build();
  }

  /**
   * Writes a bundle, whole or not at all.
   *
   * @param target the directory to make; it must not exist
   * @param base the bundle that is appended to; its files stay as they are
   * @param session a session of the appended graph, its variables initialized; nodes are added
   * @param variables all variables of that graph
   * @param inputs the bundle's tensors that stand in for the appended graph's placeholders, by the
   *     placeholders' names
   * @param signature what may be called, in the place of the bundle's signature of that name: its
   *     inputs are the bundle's tensors, its outputs the appended graph's
   * @param assets files to ship, by file name; {@value SavedModel#LABELS} of the bundle, which name
   *     its own classes, become {@code base_labels.txt}
   * @throws SavedModelException if the target exists or cannot be written
   */
  public static void append(
      Path target,
      SavedModel base,
      Session session,
      Variables variables,
      Map<String, String> inputs,
      Signature signature,
      Map<String, byte[]> assets) {
    if (Files.exists(target)) {
      throw new SavedModelException(
          "SavedModel %s: it is there already (expected: a new version; nothing was overwritten)"
              .formatted(target));
    }
    SavedModelAppender appender = new SavedModelAppender(base, session, variables);
    try (StagedDirectory staged = StagedDirectory.beside(target)) {
      appender.write(staged.path(), inputs, signature, assets);
      Integrity.write(staged.path());
      staged.commit();
    } catch (SavedModelException | IllegalArgumentException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new SavedModelException("SavedModel %s: cannot be written: %s".formatted(target, e), e);
    }
  }

  private void write(
      Path bundle, Map<String, String> inputs, Signature signature, Map<String, byte[]> assets)
      throws IOException {
    writeVariables(bundle.resolve(SavedModel.VARIABLES));
    MetaGraphDef.Builder merged = base.metaGraph().toBuilder().clearObjectGraphDef();
    MergedAssets.write(base, bundle, scoped, Ops.create(session.graph()), assets, merged);
    addNodes(inputs, merged);
    merged.putSignatureDef(signature.name(), scoped.signature(signature).toProto());
    addVariables("variables", variables.all(), merged);
    addVariables(
        "trainable_variables",
        variables.all().stream().filter(Variable::trainable).toList(),
        merged);
    SavedModelWriter.write(
        bundle.resolve(SavedModel.FILE),
        org.tensorflow.proto.SavedModel.newBuilder()
            .setSavedModelSchemaVersion(1)
            .addMetaGraphs(merged)
            .build());
  }

  private void writeVariables(Path prefix) throws IOException {
    Path theirs = base.path().resolve(SavedModel.VARIABLES);
    Path part = prefix.resolveSibling("base");
    Path own = variables.all().isEmpty() || !restores ? prefix : prefix.resolveSibling("head");
    if (!variables.all().isEmpty()) {
      List<Variable<?>> named =
          variables.all().stream().<Variable<?>>map(scoped::variable).toList();
      Saver.add(Ops.create(session.graph()), named).save(session, own);
    }
    if (restores && variables.all().isEmpty()) {
      CheckpointFiles.copy(theirs, prefix);
    } else if (restores) {
      CheckpointFiles.copy(theirs, part);
      CheckpointFiles.merge(part, own, prefix);
    }
  }

  private void addNodes(Map<String, String> inputs, MetaGraphDef.Builder merged) {
    GraphDef graph = SavedModelWriter.withoutDefaults(session.graph().toGraphDef());
    Map<String, String> joints = new LinkedHashMap<>(inputs);
    boolean saves = !variables.all().isEmpty();
    if (restores && saves) {
      String filename = TensorName.parse(Saver.definition().getFilenameTensorName()).operation();
      joints.put(filename, base.metaGraph().getSaverDef().getFilenameTensorName());
    }
    merged.getGraphDefBuilder().addAllNode(scoped.nodes(graph, joints));
    addFunctions(graph, merged);
    if (restores && saves) {
      JoinedSaver.join(base, scoped, merged);
    } else if (saves) {
      merged.setSaverDef(JoinedSaver.alone(scoped));
    }
    Set<String> known =
        merged.getMetaInfoDef().getStrippedOpList().getOpList().stream()
            .map(OpDef::getName)
            .collect(ImmutableSet.toImmutableSet());
    merged
        .getMetaInfoDefBuilder()
        .getStrippedOpListBuilder()
        .addAllOp(
            SavedModelWriter.opsOf(merged.getGraphDef()).getOpList().stream()
                .filter(op -> !known.contains(op.getName()))
                .toList());
  }

  private static void addFunctions(GraphDef graph, MetaGraphDef.Builder merged) {
    Set<String> theirs = new GraphView(merged.getGraphDef()).functions().keySet();
    graph
        .getLibrary()
        .getFunctionList()
        .forEach(
            function ->
                checkArgument(
                    !theirs.contains(function.getSignature().getName()),
                    "function: '%s' (expected: a name that the bundle has not given)",
                    function.getSignature().getName()));
    merged.getGraphDefBuilder().getLibraryBuilder().mergeFrom(graph.getLibrary());
  }

  private void addVariables(
      String collection, List<Variable<?>> some, MetaGraphDef.Builder merged) {
    ImmutableList.Builder<ByteString> definitions = ImmutableList.builder();
    some.forEach(
        variable ->
            definitions.add(scoped.variable(SavedModelWriter.definition(variable)).toByteString()));
    CollectionDef.Builder all =
        merged
            .getCollectionDefOrDefault(collection, CollectionDef.getDefaultInstance())
            .toBuilder();
    all.getBytesListBuilder().addAllValue(definitions.build());
    merged.putCollectionDef(collection, all.build());
  }
}
