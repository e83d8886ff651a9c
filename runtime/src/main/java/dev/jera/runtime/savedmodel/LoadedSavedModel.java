package dev.jera.runtime.savedmodel;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.SessionOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TString;

/**
 * A SavedModel alive on a session: its graph imported, its variables restored, its initializers
 * run. It owns native memory; whoever loaded it closes it.
 *
 * <p>It is loaded from the MetaGraphDef rather than by TensorFlow Java's SavedModelBundle, which
 * refuses signatures that disagree with the graph, though TensorFlow itself runs them.
 */
public final class LoadedSavedModel implements AutoCloseable {
  private final SavedModel description;
  private final Graph graph;
  private final Session session;

  private LoadedSavedModel(SavedModel description, Graph graph, Session session) {
    this.description = description;
    this.graph = graph;
    this.session = session;
  }

  /**
   * Loads a bundle.
   *
   * @throws SavedModelException if its graph, variables or assets cannot be loaded
   * @throws JeraException if the options name a GPU that TensorFlow cannot have
   */
  public static LoadedSavedModel load(SavedModel description, SessionOptions options) {
    NativeSettings.ensureLoaded();
    Graph graph = new Graph();
    LoadedSavedModel loaded = null;
    try {
      graph.importGraphDef(description.metaGraph().getGraphDef());
      loaded = new LoadedSavedModel(description, graph, options.open(graph));
      loaded.restoreVariables();
      loaded.runInitializer();
      return loaded;
    } catch (RuntimeException e) {
      if (loaded == null) {
        graph.close();
      } else {
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

  /**
   * Runs a signature. Any number of threads may do so at once.
   *
   * @param feeds a tensor for each input, by its name in the signature; they stay the caller's
   * @return a tensor for each output, by name; they become the caller's
   */
  public Map<String, Tensor> run(Signature signature, Map<String, ? extends Tensor> feeds) {
    Session.Runner runner = session.runner();
    feeds.forEach((name, tensor) -> runner.feed(input(signature, name), tensor));
    List<String> fetched = new ArrayList<>();
    Map<String, Integer> slots = new LinkedHashMap<>();
    signature
        .outputs()
        .forEach(
            (name, spec) -> {
              // TensorFlow Java refuses to fetch one tensor twice.
              if (!fetched.contains(spec.tensor())) {
                fetched.add(spec.tensor());
                runner.fetch(output(spec.tensor()));
              }
              slots.put(name, fetched.indexOf(spec.tensor()));
            });
    Result result = runner.run();
    return ImmutableMap.copyOf(Maps.transformValues(slots, result::get));
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  private Operand<?> input(Signature signature, String name) {
    TensorSpec spec = signature.inputs().get(name);
    if (spec == null) {
      throw new IllegalArgumentException(
          "Signature '%s' has no input '%s': it has %s"
              .formatted(signature.name(), name, signature.inputs().keySet()));
    }
    return output(spec.tensor());
  }

  private Output<?> output(String tensor) {
    return graph.outputOrThrow(tensor);
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
      try (TString name = TString.scalarOf(prefix.toAbsolutePath().toString())) {
        Session.Runner runner =
            session.runner().feed(metaGraph.getSaverDef().getFilenameTensorName(), name);
        feedAssets(runner, () -> runner.addTarget(restore).run().close());
      }
    }
  }

  private void runInitializer() {
    Optional<String> initializer = initializer(description.metaGraph());
    if (initializer.isPresent()) {
      Session.Runner runner = session.runner();
      feedAssets(runner, () -> runner.addTarget(initializer.get()).run().close());
    }
  }

  private void feedAssets(Session.Runner runner, Runnable run) {
    List<TString> paths = new ArrayList<>();
    try {
      for (AssetFileDef asset : description.metaGraph().getAssetFileDefList()) {
        Path file = description.asset(asset.getFilename()).toAbsolutePath();
        TString path = TString.scalarOf(file.toString());
        paths.add(path);
        runner.feed(output(asset.getTensorInfo().getName()), path);
      }
      run.run();
    } finally {
      paths.forEach(TString::close);
    }
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
