package dev.jera.runtime.savedmodel;

import static dev.jera.runtime.savedmodel.TestBundles.ask;
import static dev.jera.runtime.savedmodel.TestBundles.edit;
import static dev.jera.runtime.savedmodel.TestBundles.load;
import static dev.jera.runtime.savedmodel.TestBundles.node;
import static dev.jera.runtime.savedmodel.TestBundles.text;
import static dev.jera.runtime.savedmodel.TestBundles.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.jera.runtime.TensorData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** A bundle reads its own checkpoint, and no other one of this machine. */
class RestoringTest {
  private static final String FILE_NAME = "save/filename";
  private static final int MANY = 30_000;

  @TempDir private Path directory;
  private Path bundle = Path.of("");

  @BeforeEach
  void write() {
    bundle = TestBundles.writeDouble(directory.resolve("1"));
  }

  @Test
  void anotherCheckpointIsNotReadUnlessAllowed() throws IOException {
    Path other = TestBundles.writeDouble(directory.resolve("other")).resolve("variables/variables");
    edit(
        bundle,
        graph -> {
          graph.getGraphDefBuilder().addNode(text("path", other.toString()));
          restoreNode(graph).setInput(0, "path");
        });
    refused("RestoreV2, which reads files (save/");
    LoadOptions allowing = LoadOptions.defaults().withAllowedOps(Set.of("RestoreV2"));
    try (LoadedSavedModel loaded = LoadedSavedModel.load(SavedModel.read(bundle), allowing)) {
      assertAnswers(loaded);
    }
  }

  @Test
  void aFunctionMayRestoreAsTensorFlow2HasIt() throws IOException {
    edit(bundle, graph -> restoreByFunction(graph, FILE_NAME));
    try (LoadedSavedModel loaded = load(bundle)) {
      assertAnswers(loaded);
    }
  }

  @Test
  void aFunctionMayNotRestoreFromElsewhere() throws IOException {
    edit(
        bundle,
        graph -> {
          graph.getGraphDefBuilder().addNode(text("path", "/elsewhere"));
          restoreByFunction(graph, "path");
        });
    refused("RestoreV2, which reads files (read in the function restore)");
  }

  /** Its first input is which branch to take, not an argument. */
  @Test
  void aBranchOfACaseMayNotRestore() throws IOException {
    edit(
        bundle,
        graph -> {
          restoreByFunction(graph, FILE_NAME);
          AttrValue.Builder branches = AttrValue.newBuilder();
          branches.getListBuilder().addFunc(NameAttrList.newBuilder().setName("restore"));
          callNode(graph).setOp("Case").removeAttr("f").putAttr("branches", branches.build());
        });
    refused("RestoreV2, which reads files (read in the function restore)");
  }

  @Test
  void aFunctionThatIsHandedToItsOwnCallMayNotRestore() throws IOException {
    NameAttrList.Builder inner = NameAttrList.newBuilder().setName("restore");
    edit(
        bundle,
        graph -> {
          restoreByFunction(graph, FILE_NAME);
          AttrValue given = AttrValue.newBuilder().setFunc(inner).build();
          NameAttrList outer = inner.build().toBuilder().putAttr("g", given).build();
          callNode(graph).putAttr("f", AttrValue.newBuilder().setFunc(outer).build());
        });
    refused("RestoreV2, which reads files (read in the function restore)");
  }

  @Test
  void aFunctionThatStandsInForOthersMayNotRestore() throws IOException {
    AttrValue name = AttrValue.newBuilder().setS(ByteString.copyFromUtf8("reader")).build();
    edit(
        bundle,
        graph -> {
          restoreByFunction(graph, FILE_NAME);
          function(graph).putAttr("api_implements", name);
        });
    refused("RestoreV2, which reads files (read in the function restore)");
  }

  @Test
  void anArgumentThatIsSeveralIsNotCounted() throws IOException {
    edit(
        bundle,
        graph -> {
          restoreByFunction(graph, FILE_NAME);
          function(graph).getSignatureBuilder().getInputArgBuilder(0).setNumberAttr("N");
        });
    refused("RestoreV2, which reads files (read in the function restore)");
  }

  @Test
  void aFunctionThatIsAnAttributesDefaultIsRefused() throws IOException {
    edit(
        bundle,
        graph -> {
          restoreByFunction(graph, FILE_NAME);
          function(graph)
              .getSignatureBuilder()
              .addAttrBuilder()
              .setName("g")
              .getDefaultValueBuilder()
              .setFunc(NameAttrList.newBuilder().setName("other"));
        });
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> load(bundle).close())
        .withMessageContaining("its function 'restore' has a function as an attribute's default");
  }

  @Test
  void savingDoesNotRestore() throws IOException {
    edit(
        bundle,
        graph -> {
          String save = graph.getSaverDef().getSaveTensorName().replaceFirst(":0$", "");
          String restore = restoreNode(graph).getName();
          graph.getGraphDefBuilder().getNodeBuilderList().stream()
              .filter(node -> node.getName().equals(save))
              .forEach(node -> node.addInput("^" + restore));
        });
    refused("RestoreV2, which reads files (");
  }

  @Test
  void aNameIsFollowedHoweverFarItIs() {
    MetaGraphDef.Builder graph = SavedModel.read(bundle).metaGraph().toBuilder();
    restoreNode(graph).setInput(0, identities(graph, MANY));
    checkAllowed(graph);
    graph.getGraphDefBuilder().getNodeBuilderList().stream()
        .filter(node -> node.getName().equals("identity0"))
        .forEach(node -> node.setInput(0, "unfed"));
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> checkAllowed(graph))
        .withMessageContaining("RestoreV2, which reads files (");
  }

  /** TensorFlow itself can go through some 5,000 on a thread's stack. */
  @Test
  void aDeepGraphIsRunAndOneThatIsTooDeepRefused() throws IOException {
    edit(bundle, graph -> restoreNode(graph).setInput(0, identities(graph, 10_000)));
    try (LoadedSavedModel loaded = load(bundle)) {
      assertAnswers(loaded);
    }
    MetaGraphDef.Builder graph = SavedModel.read(bundle).metaGraph().toBuilder();
    identities(graph, 250_000);
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> GraphDepth.of(bundle, new GraphView(graph.getGraphDef())))
        .withMessageContaining("its graph has 250001 ops in a row (expected: at most 250000; ");
  }

  private void checkAllowed(MetaGraphDef.Builder graph) {
    SavedModel changed = new SavedModel(bundle, graph.build());
    new OpCheck(changed, new GraphView(changed.metaGraph().getGraphDef())).checkAllowed(Set.of());
  }

  /** Adds a chain of ops after the file name; the last one's name. */
  private static String identities(MetaGraphDef.Builder graph, int count) {
    String name = FILE_NAME;
    for (int i = 0; i < count; i++) {
      graph
          .getGraphDefBuilder()
          .addNode(
              node("identity" + i, "Identity", name).toBuilder()
                  .putAttr("T", type(DataType.DT_STRING)));
      name = "identity" + i;
    }
    return name;
  }

  private static void assertAnswers(LoadedSavedModel loaded) {
    TensorData three = TensorData.of(Shape.of(1, 1), 3f);
    assertThat(ask(loaded, Signature.DEFAULT, three).get(0).floats()).containsExactly(7.5f);
  }

  private void refused(String op) {
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> load(bundle).close())
        .withMessageContaining("it is refused for the ops ")
        .withMessageContaining(op);
  }

  /** Has the restored value come out of a call: value = restore(file name). */
  private static void restoreByFunction(MetaGraphDef.Builder metaGraph, String fileName) {
    GraphDef.Builder graph = metaGraph.getGraphDefBuilder();
    NodeDef.Builder restore = restoreNode(metaGraph);
    FunctionDef.Builder function = FunctionDef.newBuilder();
    function.setSignature(
        OpDef.newBuilder()
            .setName("restore")
            .addInputArg(argument("prefix", DataType.DT_STRING))
            .addOutputArg(argument("value", DataType.DT_FLOAT))
            .setIsStateful(true));
    function.addNodeDef(constant(graph, restore.getInput(1)).setName("names"));
    function.addNodeDef(constant(graph, restore.getInput(2)).setName("slices"));
    function.addNodeDef(
        node("read", "RestoreV2", "prefix", "names:output:0", "slices:output:0").toBuilder()
            .putAllAttr(restore.getAttrMap()));
    function.putRet("value", "read:tensors:0");
    graph.getLibraryBuilder().addFunction(function);
    AttrValue called =
        AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName("restore")).build();
    restore
        .setOp("StatefulPartitionedCall")
        .clearAttr()
        .putAttr("f", called)
        .putAttr("Tin", types(DataType.DT_STRING))
        .putAttr("Tout", types(DataType.DT_FLOAT))
        .clearInput()
        .addInput(fileName);
  }

  private static FunctionDef.Builder function(MetaGraphDef.Builder graph) {
    return graph.getGraphDefBuilder().getLibraryBuilder().getFunctionBuilder(0);
  }

  private static NodeDef.Builder callNode(MetaGraphDef.Builder graph) {
    return nodeOf(graph, "StatefulPartitionedCall");
  }

  private static NodeDef.Builder constant(GraphDef.Builder graph, String name) {
    return graph.getNodeList().stream()
        .filter(node -> node.getName().equals(name))
        .findFirst()
        .orElseThrow()
        .toBuilder();
  }

  private static NodeDef.Builder restoreNode(MetaGraphDef.Builder graph) {
    return nodeOf(graph, "RestoreV2");
  }

  private static NodeDef.Builder nodeOf(MetaGraphDef.Builder graph, String op) {
    return graph.getGraphDefBuilder().getNodeBuilderList().stream()
        .filter(node -> node.getOp().equals(op))
        .findFirst()
        .orElseThrow();
  }

  private static OpDef.ArgDef argument(String name, DataType type) {
    return OpDef.ArgDef.newBuilder().setName(name).setType(type).build();
  }

  private static AttrValue types(DataType type) {
    return AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder().addType(type)).build();
  }
}
