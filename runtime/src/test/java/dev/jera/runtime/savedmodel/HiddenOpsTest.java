package dev.jera.runtime.savedmodel;

import static dev.jera.runtime.savedmodel.TestBundles.edit;
import static dev.jera.runtime.savedmodel.TestBundles.load;
import static dev.jera.runtime.savedmodel.TestBundles.node;
import static dev.jera.runtime.savedmodel.TestBundles.text;
import static dev.jera.runtime.savedmodel.TestBundles.type;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GradientDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** Ways by which a bundle could have a call read or write files unseen. */
class HiddenOpsTest {
  private static final String SAVES = "SaveV2, which writes files (save in the function evil)";

  private static final String FILE_NAME = "save/filename";

  @TempDir private Path directory;
  private Path bundle = Path.of("");

  @BeforeEach
  void write() {
    bundle = TestBundles.writeDouble(directory.resolve("1"));
  }

  @Test
  void aFunctionNamedWithinAnArgumentOfACall() throws IOException {
    AttrValue outer = function("outer", "g", function("evil"));
    refused(
        graph -> {
          library(graph).addFunction(holding("outer"));
          call(graph, node("call", "PartitionedCall").toBuilder().putAttr("f", outer).build());
        },
        SAVES);
  }

  @Test
  void theGradientOfAFunction() throws IOException {
    refused(
        graph -> {
          library(graph)
              .addFunction(holding("plain"))
              .addGradient(
                  GradientDef.newBuilder().setFunctionName("plain").setGradientFunc("evil"));
          NodeDef.Builder call = node("call", "SymbolicGradient").toBuilder();
          call(graph, call.putAttr("f", function("plain")).build());
        },
        SAVES);
  }

  @Test
  void aFunctionThatGrapplerMayTakeInAnothersPlace() throws IOException {
    AttrValue same = AttrValue.newBuilder().setS(ByteString.copyFromUtf8("lstm")).build();
    refused(
        graph -> {
          FunctionDefLibrary.Builder library = library(graph);
          library.getFunctionBuilder(0).putAttr("api_implements", same);
          library.addFunction(holding("plain").putAttr("api_implements", same));
          NodeDef.Builder call = node("call", "PartitionedCall").toBuilder();
          call(graph, call.putAttr("f", function("plain")).build());
        },
        SAVES);
  }

  @Test
  void anAttributeThatTheCallerGives() throws IOException {
    AttrValue given = AttrValue.newBuilder().setPlaceholder("stream").build();
    NodeDef.Builder print = node("print", "PrintV2").toBuilder().putAttr("output_stream", given);
    refused(
        graph -> library(graph).addFunction(holding("printing").addNodeDef(print)),
        "PrintV2, which reads or writes what its attribute output_stream says");
  }

  /** Where a signature is called, the asset's path is what the graph says, not the bundle's. */
  @Test
  void aTableThatIsFilledByACall() throws IOException {
    refused(
        graph -> {
          AssetFileDef.Builder asset = AssetFileDef.newBuilder().setFilename("labels.txt");
          asset.getTensorInfoBuilder().setName("path:0");
          graph.addAssetFileDef(asset);
          graph
              .getGraphDefBuilder()
              .addNode(text("path", "/etc/hostname"))
              .addNode(
                  node("table", "HashTableV2").toBuilder()
                      .putAttr("key_dtype", type(DataType.DT_STRING))
                      .putAttr("value_dtype", type(DataType.DT_INT64)));
          call(graph, node("fill", "InitializeTableFromTextFileV2", "table", "path"));
        },
        "InitializeTableFromTextFileV2, which reads files (fill)");
  }

  @Test
  void aTableThatIsFilledBySaving() throws IOException {
    refused(
        graph -> {
          AssetFileDef.Builder asset = AssetFileDef.newBuilder().setFilename("labels.txt");
          asset.getTensorInfoBuilder().setName("path:0");
          graph.addAssetFileDef(asset);
          saveNode(graph).addInput("^fill");
          graph
              .getGraphDefBuilder()
              .addNode(text("path", "/etc/hostname"))
              .addNode(node("table", "HashTableV2"))
              .addNode(node("fill", "InitializeTableFromTextFileV2", "table", "path"));
        },
        "InitializeTableFromTextFileV2, which reads files (fill)");
  }

  @Test
  void savingElsewhere() throws IOException {
    String message = "SaveV2, which writes files (";
    refused(
        graph -> {
          graph.getGraphDefBuilder().addNode(text("path", "/elsewhere"));
          saveNode(graph).setInput(0, "path");
        },
        message);
    for (String part : List.of("/../../elsewhere", "_temp/.")) {
      refused(graph -> saveTo(graph, FILE_NAME, part), message);
    }
    refused(graph -> saveTo(graph, "path", "_temp/part"), message);
    edit(bundle, graph -> saveTo(graph, FILE_NAME, "_temp/part"));
    load(bundle).close();
  }

  /** Has the saver write to a name and what follows it. */
  private static void saveTo(MetaGraphDef.Builder graph, String name, String part) {
    GraphDef.Builder nodes = graph.getGraphDefBuilder();
    List<NodeDef> others =
        nodes.getNodeList().stream().filter(node -> !node.getName().startsWith("own")).toList();
    AttrValue two = AttrValue.newBuilder().setI(2).build();
    nodes
        .clearNode()
        .addAllNode(others)
        .addNode(text("own_part", part))
        .addNode(node("own", "StringJoin", name, "own_part").toBuilder().putAttr("N", two));
    saveNode(graph).setInput(0, "own");
  }

  private static NodeDef.Builder saveNode(MetaGraphDef.Builder graph) {
    return graph.getGraphDefBuilder().getNodeBuilderList().stream()
        .filter(node -> node.getOp().equals("SaveV2"))
        .findFirst()
        .orElseThrow();
  }

  private void refused(Consumer<MetaGraphDef.Builder> change, String op) throws IOException {
    edit(bundle, change);
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> load(bundle).close())
        .withMessageContaining("it is refused for the ops ")
        .withMessageContaining(op);
  }

  /** The library, with a function that writes a file in it. */
  private static FunctionDefLibrary.Builder library(MetaGraphDef.Builder graph) {
    FunctionDefLibrary.Builder library = graph.getGraphDefBuilder().getLibraryBuilder();
    return library.addFunction(holding("evil").addNodeDef(node("save", "SaveV2")));
  }

  /** Has a node run by the signature. */
  private static void call(MetaGraphDef.Builder graph, NodeDef called) {
    for (NodeDef.Builder node : graph.getGraphDefBuilder().getNodeBuilderList()) {
      if (node.getOp().equals("Mul")) {
        node.addInput("^" + called.getName());
      }
    }
    graph.getGraphDefBuilder().addNode(called);
  }

  private static FunctionDef.Builder holding(String name) {
    return FunctionDef.newBuilder().setSignature(OpDef.newBuilder().setName(name));
  }

  private static AttrValue function(String name) {
    return AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(name)).build();
  }

  private static AttrValue function(String name, String argument, AttrValue value) {
    return AttrValue.newBuilder()
        .setFunc(NameAttrList.newBuilder().setName(name).putAttr(argument, value))
        .build();
  }
}
