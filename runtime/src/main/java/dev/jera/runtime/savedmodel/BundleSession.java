package dev.jera.runtime.savedmodel;

import dev.jera.runtime.GraphSession;
import dev.jera.runtime.TensorData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.SaverDef;

/** What is run once in a bundle's session: its restorer, its initializers, its saver. */
final class BundleSession {
  private static final int SHOWN = 10;

  private final SavedModel bundle;
  private final GraphSession session;

  BundleSession(SavedModel bundle, GraphSession session) {
    this.bundle = bundle;
    this.session = session;
  }

  /**
   * Checks that the files are there and of one piece, before anything native reads them.
   *
   * @throws SavedModelException if one is missing or damaged
   */
  static void checkFiles(SavedModel bundle) {
    Path index = index(bundle);
    List<String> restore = bundle.restoreOps();
    if (!Files.exists(index) && !restore.isEmpty() && hasVariables(bundle)) {
      throw new SavedModelException(
          "SavedModel %s: its graph has variables, but there is no %s (expected: the whole directory, variables/ included)"
              .formatted(bundle.path(), bundle.path().relativize(index)));
    }
    if (Files.exists(index) && !restore.isEmpty()) {
      try {
        CheckpointIndex.check(index);
      } catch (IOException e) {
        throw notRestored(bundle, e);
      }
    }
    for (AssetFileDef asset : bundle.assetFiles()) {
      Path file = bundle.asset(asset.getFilename());
      if (!Files.exists(file)) {
        throw new SavedModelException(
            "SavedModel %s: no asset %s (expected: the whole directory, assets/ included)"
                .formatted(bundle.path(), bundle.path().relativize(file)));
      }
    }
  }

  /**
   * Gives the variables their values.
   *
   * @throws SavedModelException if TensorFlow cannot take them
   */
  void restore() {
    List<String> restore = bundle.restoreOps();
    if (!Files.exists(index(bundle)) || restore.isEmpty()) {
      return;
    }
    try {
      run(
          List.of(bundle.metaGraph().getSaverDef().getFilenameTensorName()),
          List.of(text(prefixOf(bundle.path()))),
          restore);
    } catch (RuntimeException e) {
      throw notRestored(bundle, e);
    }
  }

  private static SavedModelException notRestored(SavedModel bundle, Exception e) {
    return new SavedModelException(
        "SavedModel %s: its variables cannot be restored from %s.*: %s (expected: the files of its own export). %s; copy or export it again"
            .formatted(bundle.path(), SavedModel.VARIABLES, firstLine(e), keys(bundle)),
        e);
  }

  /** Runs what fills tables and the like, with the assets' paths. */
  void initialize() {
    if (!bundle.initializers().isEmpty()) {
      try {
        run(List.of(), List.of(), bundle.initializers());
      } catch (RuntimeException e) {
        throw new SavedModelException(
            "SavedModel %s: its initializer %s fails: %s (expected: one that runs at load)"
                .formatted(bundle.path(), bundle.initializers(), firstLine(e)),
            e);
      }
    }
  }

  /**
   * Writes the variables' present values.
   *
   * @throws SavedModelException if the bundle has no saver
   */
  void save(Path directory) {
    SaverDef saver = bundle.metaGraph().getSaverDef();
    if (saver.getSaveTensorName().isEmpty() || saver.getFilenameTensorName().isEmpty()) {
      throw new SavedModelException(
          "SavedModel %s: its saver_def names no op that saves, so its variables cannot be written (expected: a bundle with a saver)"
              .formatted(bundle.path()));
    }
    session
        .prepare(
            List.of(saver.getFilenameTensorName()), List.of(saver.getSaveTensorName()), List.of())
        .run(List.of(text(prefixOf(directory))));
  }

  /** What the checkpoint holds, for a message. */
  static String keys(SavedModel bundle) {
    List<String> names = CheckpointIndex.names(index(bundle));
    if (names.isEmpty()) {
      return "Its index has no names";
    }
    return "It has %s values: %s%s"
        .formatted(
            names.size(),
            String.join(", ", names.subList(0, Math.min(SHOWN, names.size()))),
            names.size() > SHOWN ? ", ..." : "");
  }

  static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static boolean hasVariables(SavedModel bundle) {
    return bundle.metaGraph().getGraphDef().getNodeList().stream()
        .anyMatch(VariableProbe::isVariable);
  }

  /** Runs ops with the assets' paths fed besides. */
  private void run(List<String> feeds, List<TensorData> values, List<String> targets) {
    List<String> names = new ArrayList<>(feeds);
    List<TensorData> paths = new ArrayList<>(values);
    for (AssetFileDef asset : bundle.assetFiles()) {
      if (!names.contains(asset.getTensorInfo().getName())) {
        names.add(asset.getTensorInfo().getName());
        paths.add(text(bundle.asset(asset.getFilename())));
      }
    }
    session.prepare(names, List.of(), targets).run(paths);
  }

  private static Path index(SavedModel bundle) {
    return bundle.path().resolve(SavedModel.VARIABLES + ".index");
  }

  private static Path prefixOf(Path directory) {
    return directory.resolve(SavedModel.VARIABLES);
  }

  private static TensorData text(Path path) {
    return TensorData.of(Shape.scalar(), path.toAbsolutePath().toString());
  }
}
