package dev.jera.runtime.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import dev.jera.runtime.GraphSession;
import dev.jera.runtime.SessionOptions;
import dev.jera.runtime.TensorData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** Of y = 2.5 x, the factor in a variable. */
class FreezerTest {
  @TempDir private Path directory;

  @Test
  void variablesBecomeConstants() {
    Path bundle = TestBundles.writeDouble(directory.resolve("1"));
    try (LoadedSavedModel model = TestBundles.load(bundle)) {
      FrozenGraph frozen = model.freeze(model.signatures().get(Signature.DEFAULT));
      assertThat(frozen.graph().getNodeList())
          .extracting(NodeDef::getOp)
          .containsExactlyInAnyOrder("Placeholder", "Const", "Identity", "Mul");
      assertThat(ask(frozen, 4f)).containsExactly(10f);
    }
  }

  @Test
  void aCallBecomesWhatItCalls() throws IOException {
    Path bundle = TestBundles.writeDouble(directory.resolve("1"));
    TestBundles.edit(
        bundle,
        graph -> {
          // outer(v) = inner(v) = (v + v, v v): its second value, of y = 2.5 x.
          addFunction(
              graph,
              "inner",
              List.of(binary("sum", "AddV2"), binary("product", "Mul")),
              Map.of("first", "sum:z:0", "second", "product:z:0"));
          addFunction(
              graph,
              "outer",
              List.of(call("again", "inner", "v")),
              Map.of("first", "again:output:0", "second", "again:output:1"));
          String y = output(graph);
          graph.getGraphDefBuilder().addNode(call("call", "outer", y));
          setOutput(graph, "call:1");
        });
    try (LoadedSavedModel model = TestBundles.load(bundle)) {
      FrozenGraph frozen = model.freeze(model.signatures().get(Signature.DEFAULT));
      assertThat(frozen.graph().getLibrary().getFunctionCount()).isZero();
      assertThat(frozen.graph().getNodeList())
          .extracting(NodeDef::getName)
          .contains("call/again/product")
          .doesNotContain("call/again/sum");
      assertThat(ask(frozen, 4f)).containsExactly(100f);
    }
  }

  @Test
  void whatAnExporterLeftOutStandsAtItsDefault() throws IOException {
    Path bundle = TestBundles.writeDouble(directory.resolve("1"));
    TestBundles.edit(
        bundle,
        graph -> {
          graph.getGraphDefBuilder().addNode(TestBundles.node("leaky", "LeakyRelu", output(graph)));
          setOutput(graph, "leaky:0");
        });
    try (LoadedSavedModel model = TestBundles.load(bundle)) {
      FrozenGraph frozen = model.freeze(model.signatures().get(Signature.DEFAULT));
      assertThat(frozen.graph().getNodeList())
          .filteredOn(node -> node.getName().equals("leaky"))
          .extracting(node -> node.getAttrOrThrow("alpha").getF())
          .containsExactly(0.2f);
    }
  }

  @Test
  void whatChangesAStateIsRefusedWhetherOrNotItsValueIsUsed() throws IOException {
    Path bundle = TestBundles.writeDouble(directory.resolve("1"));
    TestBundles.edit(
        bundle,
        graph -> {
          graph
              .getGraphDefBuilder()
              .addNode(
                  TestBundles.node("log", "PrintV2", "text").toBuilder()
                      .putAttr("output_stream", text("stderr")))
              .addNode(TestBundles.text("text", "seen"))
              .addNode(
                  TestBundles.node("after", "Identity", output(graph), "^log").toBuilder()
                      .putAttr("T", TestBundles.type(DataType.DT_FLOAT)));
          setOutput(graph, "after:0");
        });
    try (LoadedSavedModel model = TestBundles.load(bundle)) {
      Signature signature = model.signatures().get(Signature.DEFAULT);
      assertThatExceptionOfType(SavedModelException.class)
          .isThrownBy(() -> model.freeze(signature))
          .withMessage(
              "SavedModel %s: signature 'serving_default' cannot be frozen: op PrintV2 of 'log' has or changes a state",
              bundle);
    }
  }

  @Test
  void onlyTensorsOfTheSignatureHaveNames() {
    Path bundle = TestBundles.writeDouble(directory.resolve("1"));
    try (LoadedSavedModel model = TestBundles.load(bundle)) {
      Signature signature = model.signatures().get(Signature.DEFAULT);
      FrozenGraph frozen = model.freeze(signature);
      TensorSpec x = signature.inputs().values().iterator().next();
      assertThat(frozen.tensor(x)).isEqualTo("feed/x:0");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> frozen.tensor(new TensorSpec("v", "v:0", x.dtype(), Shape.scalar())))
          .withMessageStartingWith("spec: v: float32 [] (expected: one of [");
    }
  }

  private static float[] ask(FrozenGraph frozen, float x) {
    Signature signature = frozen.signature();
    try (GraphSession session = GraphSession.open(frozen.graph(), SessionOptions.defaults())) {
      return session
          .prepare(
              List.of(frozen.tensor(signature.inputs().values().iterator().next())),
              List.of(frozen.tensor(signature.outputs().values().iterator().next())),
              List.of())
          .run(List.of(TensorData.of(Shape.of(1, 1), x)))
          .get(0)
          .floats();
    }
  }

  private static String output(MetaGraphDef.Builder graph) {
    return graph.getSignatureDefOrThrow(Signature.DEFAULT).getOutputsOrThrow("y").getName();
  }

  /** Leaves the signature one output, y. */
  private static void setOutput(MetaGraphDef.Builder graph, String tensor) {
    SignatureDef definition = graph.getSignatureDefOrThrow(Signature.DEFAULT);
    TensorInfo y = definition.getOutputsOrThrow("y").toBuilder().setName(tensor).build();
    graph.putSignatureDef(
        Signature.DEFAULT, definition.toBuilder().removeOutputs("z").putOutputs("y", y).build());
  }

  private static void addFunction(
      MetaGraphDef.Builder graph, String name, List<NodeDef> body, Map<String, String> results) {
    OpDef.Builder signature = OpDef.newBuilder().setName(name).addInputArg(argument("v"));
    signature.addOutputArg(argument("first")).addOutputArg(argument("second"));
    graph
        .getGraphDefBuilder()
        .getLibraryBuilder()
        .addFunction(
            FunctionDef.newBuilder()
                .setSignature(signature)
                .addAllNodeDef(body)
                .putAllRet(results));
  }

  private static OpDef.ArgDef argument(String name) {
    return OpDef.ArgDef.newBuilder().setName(name).setType(DataType.DT_FLOAT).build();
  }

  private static NodeDef binary(String name, String op) {
    return TestBundles.node(name, op, "v", "v").toBuilder()
        .putAttr("T", TestBundles.type(DataType.DT_FLOAT))
        .build();
  }

  private static NodeDef call(String name, String function, String input) {
    AttrValue.ListValue.Builder floats =
        AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT);
    return TestBundles.node(name, "PartitionedCall", input).toBuilder()
        .putAttr("Tin", AttrValue.newBuilder().setList(floats).build())
        .putAttr(
            "Tout",
            AttrValue.newBuilder().setList(floats.clone().addType(DataType.DT_FLOAT)).build())
        .putAttr(
            "f",
            AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(function)).build())
        .build();
  }

  private static AttrValue text(String value) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)).build();
  }
}
