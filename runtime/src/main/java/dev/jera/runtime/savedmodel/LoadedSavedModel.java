package dev.jera.runtime.savedmodel;

import dev.jera.runtime.GraphSession;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.PreparedRun;
import dev.jera.runtime.TensorData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;

/**
 * A SavedModel alive on a session: its graph imported, its variables restored, its initializers
 * run. It owns native memory; whoever loaded it closes it.
 *
 * <p>It is loaded from the MetaGraphDef rather than by TensorFlow Java's SavedModelBundle, which
 * refuses signatures that disagree with the graph, though TensorFlow itself runs them.
 */
public final class LoadedSavedModel implements AutoCloseable {
  private final SavedModel description;
  private final GraphSession session;

  private LoadedSavedModel(SavedModel description, GraphSession session) {
    this.description = description;
    this.session = session;
  }

  /**
   * Loads a bundle.
   *
   * @throws SavedModelException if its graph, variables or assets cannot be loaded
   * @throws JeraException if the options name a GPU that TensorFlow cannot have
   */
  public static LoadedSavedModel load(SavedModel description, LoadOptions options) {
    LoadedSavedModel loaded = null;
    try {
      loaded =
          new LoadedSavedModel(
              description,
              GraphSession.open(description.metaGraph().getGraphDef(), options.session()));
      loaded.restoreVariables();
      loaded.runInitializer();
      return loaded;
    } catch (RuntimeException e) {
      if (loaded != null) {
        loaded.close();
      }
      if (e instanceof JeraException) {
        throw e;
      }
      throw new SavedModelException(
          "SavedModel %s: TensorFlow cannot load it: %s"
              .formatted(
                  description.path(),
                  String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  /** What was loaded. */
  public SavedModel description() {
    return description;
  }

  /** What may be called, by name. */
  public Map<String, Signature> signatures() {
    return description.signatures();
  }

  /**
   * Prepares a signature: it is fed all its inputs in the order of their names, and answers the
   * outputs named, in their order.
   */
  public PreparedRun prepare(Signature signature, List<String> outputs) {
    return session.prepare(
        signature.inputs().values().stream().map(TensorSpec::tensor).toList(),
        outputs.stream()
            .map(name -> java.util.Objects.requireNonNull(signature.outputs().get(name)).tensor())
            .toList(),
        List.of());
  }

  /** Writes the bundle with its variables as they are now. */
  public void saveTo(Path target) {
    if (target != null) {
      throw new UnsupportedOperationException(target.toString());
    }
  }

  @Override
  public void close() {
    session.close();
  }

  private void restoreVariables() {
    MetaGraphDef metaGraph = description.metaGraph();
    String restore = metaGraph.getSaverDef().getRestoreOpName();
    Path prefix = description.path().resolve(SavedModel.VARIABLES);
    boolean saved = Files.exists(prefix.resolveSibling("variables.index"));
    if (!saved && hasVariables(metaGraph)) {
      throw new SavedModelException(
          "SavedModel %s: its graph has variables, but there is no %s.index (expected: the whole directory, variables/ included)"
              .formatted(description.path(), prefix));
    }
    if (restore.isEmpty() && hasVariables(metaGraph)) {
      throw new SavedModelException(
          "SavedModel %s: its graph has variables, but its saver_def names no op that restores them"
              .formatted(description.path()));
    }
    if (saved && !restore.isEmpty()) {
      run(
          restore,
          Map.of(
              metaGraph.getSaverDef().getFilenameTensorName(), prefix.toAbsolutePath().toString()));
    }
  }

  private void runInitializer() {
    initializer(description.metaGraph()).ifPresent(target -> run(target, Map.of()));
  }

  private void run(String target, Map<String, String> texts) {
    Map<String, String> feeds = new LinkedHashMap<>(texts);
    for (AssetFileDef asset : description.metaGraph().getAssetFileDefList()) {
      feeds.put(
          asset.getTensorInfo().getName(),
          description.asset(asset.getFilename()).toAbsolutePath().toString());
    }
    session
        .prepare(List.copyOf(feeds.keySet()), List.of(), List.of(target))
        .run(feeds.values().stream().map(text -> TensorData.of(Shape.scalar(), text)).toList());
  }

  private static boolean hasVariables(MetaGraphDef metaGraph) {
    return metaGraph.getGraphDef().getNodeList().stream()
        .map(NodeDef::getOp)
        .anyMatch(op -> op.equals("VarHandleOp") || op.equals("VariableV2"));
  }

  /** TensorFlow 2 names the initializer in a signature, TensorFlow 1 in a collection. */
  private static Optional<String> initializer(MetaGraphDef metaGraph) {
    SignatureDef signature = metaGraph.getSignatureDefMap().get(SavedModel.INIT_SIGNATURE);
    if (signature != null) {
      return signature.getOutputsMap().values().stream()
          .map(info -> info.getName().replaceFirst(":0$", ""))
          .findFirst();
    }
    for (String name : List.of("saved_model_main_op", "legacy_init_op")) {
      CollectionDef collection = metaGraph.getCollectionDefMap().get(name);
      if (collection != null && collection.getNodeList().getValueCount() > 0) {
        return Optional.of(collection.getNodeList().getValue(0).replaceFirst(":0$", ""));
      }
    }
    return Optional.empty();
  }
}
