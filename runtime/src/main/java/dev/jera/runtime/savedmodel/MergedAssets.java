package dev.jera.runtime.savedmodel;

import com.google.protobuf.Any;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.MetaGraphDef;

/** The assets of a bundle together with those of a graph appended to it. */
final class MergedAssets {
  private static final String COLLECTION = "saved_model_assets";

  private MergedAssets() {}

  /**
   * Writes the files and names them in the graph. The bundle's labels get another name, so that no
   * one takes them for those of the new outputs; a table that reads them is told so.
   *
   * @param merged has the appended graph's nodes, or will have
   */
  static void write(
      SavedModel base,
      Path bundle,
      ScopedGraph scoped,
      Ops tf,
      Map<String, byte[]> assets,
      MetaGraphDef.Builder merged)
      throws IOException {
    Path directory = bundle.resolve(SavedModel.ASSETS);
    BundleCopy.copy(base.path().resolve(SavedModel.ASSETS), directory);
    String labels = renameLabels(directory);
    List<AssetFileDef> files = new ArrayList<>();
    for (AssetFileDef file : base.assetFiles()) {
      files.add(
          file.getFilename().equals(SavedModel.LABELS)
              ? file.toBuilder().setFilename(labels).build()
              : file);
    }
    for (AssetFileDef file : SavedModelWriter.addAssets(tf, bundle, assets)) {
      AssetFileDef.Builder named = file.toBuilder();
      named.getTensorInfoBuilder().setName(scoped.name(file.getTensorInfo().getName()));
      files.add(named.build());
    }
    merged.clearAssetFileDef().addAllAssetFileDef(files);
    if (!files.isEmpty()) {
      CollectionDef.AnyList.Builder list = CollectionDef.AnyList.newBuilder();
      files.forEach(file -> list.addValue(Any.pack(file)));
      merged.putCollectionDef(COLLECTION, CollectionDef.newBuilder().setAnyList(list).build());
    }
  }

  private static String renameLabels(Path directory) throws IOException {
    String name = SavedModel.LABELS;
    while (Files.exists(directory.resolve(name))) {
      name = "base_" + name;
    }
    if (!name.equals(SavedModel.LABELS)) {
      Files.move(directory.resolve(SavedModel.LABELS), directory.resolve(name));
    }
    return name;
  }
}
