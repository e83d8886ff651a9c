package dev.jera.runtime.savedmodel;

import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import com.google.protobuf.Any;
import com.google.protobuf.CodedOutputStream;
import dev.jera.runtime.CheckpointException;
import dev.jera.runtime.Saver;
import dev.jera.runtime.StagedDirectory;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;
import org.tensorflow.proto.VariableDef;
import org.tensorflow.types.TString;

/**
 * Writes an inference graph as a SavedModel that TensorFlow Serving, Python and Jera load.
 *
 * <p>The stock exporter writes the whole session: training ops, live dropout, optimizer slots. This
 * one is given a graph that holds nothing but inference.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorflow/blob/master/tensorflow/python/saved_model/README.md">the
 *     format</a>
 */
public final class SavedModelWriter {
  private SavedModelWriter() {}

  /**
   * Writes a bundle, whole or not at all.
   *
   * @param target the directory to make; it must not exist
   * @param session a session of the inference graph, its variables initialized
   * @param variables all variables of that graph
   * @param contents what else it holds
   * @throws SavedModelException if the target exists or cannot be written
   */
  public static void write(
      Path target, Session session, Variables variables, BundleContents contents) {
    if (Files.exists(target)) {
      throw new SavedModelException(
          "SavedModel %s: it is there already (expected: a new version; nothing was overwritten)"
              .formatted(target));
    }
    try (StagedDirectory staged = StagedDirectory.beside(target)) {
      Ops tf = Ops.create(session.graph());
      List<AssetFileDef> assetFiles = addAssets(tf, staged.path(), contents.assets());
      Path prefix = staged.path().resolve(SavedModel.VARIABLES);
      if (!variables.all().isEmpty()) {
        Saver.add(tf, variables.all()).save(session, prefix);
      }
      MetaGraphDef metaGraph =
          metaGraph(
              withoutDefaults(session.graph().toGraphDef()),
              variables,
              contents.signatures(),
              assetFiles);
      org.tensorflow.proto.SavedModel bundle =
          org.tensorflow.proto.SavedModel.newBuilder()
              .setSavedModelSchemaVersion(1)
              .addMetaGraphs(metaGraph)
              .build();
      write(staged.path().resolve(SavedModel.FILE), bundle);
      if (!contents.goldenSamples().isEmpty()) {
        PredictionLogFile.write(
            staged.path().resolve(SavedModel.GOLDEN_SAMPLES), contents.goldenSamples());
      }
      Integrity.write(staged.path());
      staged.commit();
    } catch (IOException | CheckpointException e) {
      throw new SavedModelException("SavedModel %s: cannot be written: %s".formatted(target, e), e);
    }
  }

  private static MetaGraphDef metaGraph(
      GraphDef graph,
      Variables variables,
      List<Signature> signatures,
      List<AssetFileDef> assetFiles) {
    MetaGraphDef.Builder metaGraph =
        MetaGraphDef.newBuilder()
            .setMetaInfoDef(
                MetaGraphDef.MetaInfoDef.newBuilder()
                    .addTags(SavedModel.SERVE)
                    .setTensorflowVersion(TensorFlow.version())
                    .setStrippedOpList(opsOf(graph))
                    .setStrippedDefaultAttrs(true))
            .setGraphDef(graph)
            .addAllAssetFileDef(assetFiles)
            .putAllSignatureDef(
                Maps.transformValues(
                    Maps.uniqueIndex(signatures, Signature::name), Signature::toProto));
    if (!variables.all().isEmpty()) {
      metaGraph.setSaverDef(Saver.definition());
    }
    putVariables(metaGraph, "variables", variables.all());
    putVariables(
        metaGraph,
        "trainable_variables",
        variables.all().stream().filter(Variable::trainable).toList());
    if (!assetFiles.isEmpty()) {
      CollectionDef.AnyList.Builder list = CollectionDef.AnyList.newBuilder();
      assetFiles.forEach(file -> list.addValue(Any.pack(file)));
      metaGraph.putCollectionDef(
          "saved_model_assets", CollectionDef.newBuilder().setAnyList(list).build());
    }
    return metaGraph.build();
  }

  private static void putVariables(
      MetaGraphDef.Builder metaGraph, String collection, List<Variable<?>> variables) {
    CollectionDef.BytesList.Builder list = CollectionDef.BytesList.newBuilder();
    variables.forEach(variable -> list.addValue(definition(variable).toByteString()));
    metaGraph.putCollectionDef(collection, CollectionDef.newBuilder().setBytesList(list).build());
  }

  static VariableDef definition(Variable<?> variable) {
    return VariableDef.newBuilder()
        .setVariableName(tensorName(variable.handle()))
        .setInitialValueName(tensorName(variable.initialValue()))
        .setInitializerName(variable.initializer().op().name())
        .setSnapshotName(tensorName(variable.value()))
        .setIsResource(true)
        .setTrainable(variable.trainable())
        .build();
  }

  static List<AssetFileDef> addAssets(Ops tf, Path bundle, Map<String, byte[]> assets)
      throws IOException {
    List<AssetFileDef> files = new ArrayList<>();
    Ops scope = tf.withSubScope("asset");
    for (Map.Entry<String, byte[]> asset : assets.entrySet()) {
      Path directory = Files.createDirectories(bundle.resolve(SavedModel.ASSETS));
      Files.write(directory.resolve(asset.getKey()), asset.getValue());
      Operand<TString> path = scope.withName("path").constant(asset.getKey());
      files.add(
          AssetFileDef.newBuilder()
              .setTensorInfo(TensorSpec.of("", path).toProto())
              .setFilename(asset.getKey())
              .build());
    }
    return files;
  }

  /** Without attributes that have their defaults: an older TensorFlow may not know them. */
  static GraphDef withoutDefaults(GraphDef graph) {
    Map<String, OpDef> ops = Maps.uniqueIndex(opsOf(graph).getOpList(), OpDef::getName);
    GraphDef.Builder stripped = graph.toBuilder();
    for (NodeDef.Builder node : stripped.getNodeBuilderList()) {
      OpDef op = ops.get(node.getOp());
      if (op != null) {
        op.getAttrList().stream()
            .filter(attr -> attr.hasDefaultValue())
            .filter(attr -> attr.getDefaultValue().equals(node.getAttrMap().get(attr.getName())))
            .forEach(attr -> node.removeAttr(attr.getName()));
      }
    }
    return stripped.build();
  }

  /** The same bundle is written as the same bytes. */
  static void write(Path file, org.tensorflow.proto.SavedModel bundle) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      CodedOutputStream coded = CodedOutputStream.newInstance(out);
      coded.useDeterministicSerialization();
      bundle.writeTo(coded);
      coded.flush();
    }
  }

  static OpList opsOf(GraphDef graph) {
    Set<String> used =
        graph.getNodeList().stream().map(NodeDef::getOp).collect(ImmutableSet.toImmutableSet());
    return OpList.newBuilder()
        .addAllOp(
            TensorFlow.registeredOpList().getOpList().stream()
                .filter(op -> used.contains(op.getName()))
                // TensorFlow lists them in another order in each process.
                .sorted(Comparator.comparing(OpDef::getName))
                .toList())
        .build();
  }

  private static String tensorName(Operand<?> tensor) {
    return tensor.op().name() + ":" + tensor.asOutput().index();
  }
}
