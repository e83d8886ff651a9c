package dev.jera.runtime.savedmodel;

import static dev.jera.runtime.savedmodel.TestBundles.edit;
import static dev.jera.runtime.savedmodel.TestBundles.load;
import static dev.jera.runtime.savedmodel.TestBundles.node;
import static dev.jera.runtime.savedmodel.TestBundles.text;
import static dev.jera.runtime.savedmodel.TestBundles.withoutChecksums;
import static dev.jera.runtime.savedmodel.TestBundles.writeDouble;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.common.hash.Hashing;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FingerprintDef;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

class LoadChecksTest {
  @TempDir private Path directory;
  private Path bundle;

  @BeforeEach
  void write() {
    bundle = writeDouble(directory.resolve("1"));
  }

  @Test
  void withoutItsVariablesItIsRefused() throws IOException {
    Files.delete(bundle.resolve("variables/variables.index"));
    refused("no file variables/variables.index");
    withoutChecksums(bundle);
    refused("its graph has variables, but there is no variables/variables.index");
  }

  @Test
  void aVariableThatTheCheckpointLacksIsNamedWithWhatItHas() throws IOException {
    edit(
        bundle,
        graph -> {
          for (NodeDef.Builder saved : graph.getGraphDefBuilder().getNodeBuilderList()) {
            if (saved.getOp().equals("Const") && saved.toString().contains("\"factor\"")) {
              saved.putAttr("value", names("optimizer/factor"));
            }
          }
        });
    refused("Key optimizer/factor not found in checkpoint", "It has 1 values: factor");
  }

  @Test
  void aVariableThatNothingRestoresIsNamedWithItsReaders() throws IOException {
    edit(bundle, graph -> graph.getSaverDefBuilder().clearRestoreOpName());
    refused(
        "its signatures read variables that have no value after loading",
        "{factor=[serving_default]}",
        "It has 1 values: factor");
  }

  @Test
  void aChangedFileIsNamedByTheChecksums() throws IOException {
    Path data = bundle.resolve("variables/variables.data-00000-of-00001");
    flip(data);
    refused("variables/variables.data-00000-of-00001 is not as it was written (4 bytes)");
    withoutChecksums(bundle);
    refused("variables/variables.*", "Checksum does not match");
    Files.write(data, new byte[0]);
    refused("cannot be restored from variables/variables.*");
  }

  @Test
  void aGraphThatIsNotTheFingerprintsIsRefused() throws IOException {
    Path file = withoutChecksums(bundle).resolve("saved_model.pb");
    long hash = Hashing.farmHashFingerprint64().hashBytes(Files.readAllBytes(file)).asLong();
    fingerprint(hash, 1);
    load(bundle).close();
    fingerprint(hash + 1, 1);
    refused("saved_model.pb is not what fingerprint.pb says");
    fingerprint(hash + 1, 0);
    load(bundle).close();
  }

  @Test
  void anUnknownOpIsNamedWithItsNodes() throws IOException {
    edit(bundle, graph -> graph.getGraphDefBuilder().addNode(node("odd", "FrobnicateV9")));
    refused(
        "TensorFlow %s has no ops FrobnicateV9 (odd)".formatted(TensorFlow.version()),
        "LoadOptions.withOpLibraries");
  }

  @Test
  void anOpThatReadsFilesIsRefusedUnlessAllowed() throws IOException {
    edit(bundle, LoadChecksTest::addReader);
    refused("ReadFile, which reads files (read)", "LoadOptions.withAllowedOps");
    LoadOptions allowing = LoadOptions.defaults().withAllowedOps(Set.of("ReadFile"));
    LoadedSavedModel.load(SavedModel.read(bundle), allowing).close();
  }

  @Test
  void anOpThatWritesFilesIsRefused() throws IOException {
    edit(
        bundle,
        graph ->
            graph
                .getGraphDefBuilder()
                .addNode(text("path", "/tmp/never"))
                .addNode(node("write", "WriteFile", "path", "path")));
    refused("WriteFile, which writes files (write)", "LoadOptions.withAllowedOps");
  }

  @Test
  void theFunctionLibraryIsCheckedToo() throws IOException {
    edit(
        bundle,
        graph ->
            graph
                .getGraphDefBuilder()
                .getLibraryBuilder()
                .addFunction(
                    FunctionDef.newBuilder()
                        .setSignature(OpDef.newBuilder().setName("inner"))
                        .addNodeDef(node("python", "PyFunc"))));
    refused("PyFunc, which runs a program", "(python in the function inner)");
  }

  @Test
  void savingIsRefusedWhereASignatureReachesIt() throws IOException {
    edit(
        bundle,
        graph -> {
          for (NodeDef.Builder node : graph.getGraphDefBuilder().getNodeBuilderList()) {
            if (node.getOp().equals("Mul")) {
              node.addInput("^save/control_dependency");
            }
          }
        });
    refused("SaveV2, which writes files (save/Save");
  }

  @Test
  void aTableIsFilledFromAnAssetAndFromNothingElse() throws IOException {
    edit(
        bundle,
        graph -> {
          graph.getGraphDefBuilder().addNode(text("vocabulary", "labels.txt"));
          addTable(graph, "vocabulary");
          AssetFileDef.Builder asset = AssetFileDef.newBuilder().setFilename("labels.txt");
          asset.getTensorInfoBuilder().setName("vocabulary:0");
          graph.addAssetFileDef(asset);
        });
    load(bundle).close();
    edit(bundle, graph -> graph.clearAssetFileDef().removeCollectionDef("saved_model_assets"));
    refused("InitializeTableFromTextFileV2, which reads files (fill)");
  }

  @Test
  void anAssetOutsideOfTheBundleIsRefused() throws IOException {
    edit(bundle, graph -> graph.getAssetFileDefBuilder(0).setFilename("../../secret"));
    refused("the asset '../../secret' lies outside of");
  }

  @Test
  void anAssetThatIsALinkOutOfTheBundleIsRefused() throws IOException {
    Path asset = withoutChecksums(bundle).resolve("assets/labels.txt");
    Path inside = Files.move(asset, bundle.resolve("labels-1.txt"));
    Files.createSymbolicLink(asset, inside);
    load(bundle).close();
    Files.delete(asset);
    Files.createSymbolicLink(asset, Files.writeString(directory.resolve("secret"), "s"));
    refused("the asset 'labels.txt' lies outside of");
  }

  @Test
  void aConstantThatClaimsAllMemoryIsRefused() throws IOException {
    TensorProto huge =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .addFloatVal(1)
            .setTensorShape(
                TensorShapeProto.newBuilder()
                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(1L << 40)))
            .build();
    edit(
        bundle,
        graph ->
            graph
                .getGraphDefBuilder()
                .addNode(
                    node("huge", "Const").toBuilder()
                        .putAttr("dtype", TestBundles.type(DataType.DT_FLOAT))
                        .putAttr("value", AttrValue.newBuilder().setTensor(huge).build())));
    refused("the constant 'huge' is damaged");
  }

  @Test
  void everyRefusedOpIsOneOfTensorFlows() {
    assertThat(TensorFlow.registeredOpList().getOpList())
        .extracting(OpDef::getName)
        .containsAll(RefusedOps.names());
  }

  private void refused(String... parts) {
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> load(bundle).close())
        .withMessageStartingWith("SavedModel " + bundle)
        .satisfies(e -> assertThat(e).hasMessageContainingAll(parts));
  }

  private void fingerprint(long checksum, int producer) throws IOException {
    Files.write(
        bundle.resolve("fingerprint.pb"),
        FingerprintDef.newBuilder()
            .setSavedModelChecksum(checksum)
            .setVersion(VersionDef.newBuilder().setProducer(producer))
            .build()
            .toByteArray());
  }

  private static void flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[0] ^= 1;
    Files.write(file, bytes);
  }

  private static void addReader(MetaGraphDef.Builder graph) {
    graph
        .getGraphDefBuilder()
        .addNode(text("path", "/etc/hostname"))
        .addNode(node("read", "ReadFile", "path"));
  }

  private static void addTable(MetaGraphDef.Builder graph, String path) {
    AttrValue text = TestBundles.type(DataType.DT_STRING);
    AttrValue number = TestBundles.type(DataType.DT_INT64);
    graph
        .getGraphDefBuilder()
        .addNode(
            node("table", "HashTableV2").toBuilder()
                .putAttr("key_dtype", text)
                .putAttr("value_dtype", number))
        .addNode(
            node("fill", "InitializeTableFromTextFileV2", "table", path).toBuilder()
                .putAttr("key_index", AttrValue.newBuilder().setI(-2).build())
                .putAttr("value_index", AttrValue.newBuilder().setI(-1).build()));
    graph.putCollectionDef(
        "saved_model_main_op",
        CollectionDef.newBuilder()
            .setNodeList(CollectionDef.NodeList.newBuilder().addValue("fill"))
            .build());
  }

  private static AttrValue names(String name) {
    return AttrValue.newBuilder()
        .setTensor(
            TensorProto.newBuilder()
                .setDtype(DataType.DT_STRING)
                .setTensorShape(
                    TensorShapeProto.newBuilder()
                        .addDim(TensorShapeProto.Dim.newBuilder().setSize(1)))
                .addStringVal(ByteString.copyFromUtf8(name)))
        .build();
  }
}
