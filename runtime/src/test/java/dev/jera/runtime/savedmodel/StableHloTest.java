package dev.jera.runtime.savedmodel;

import static dev.jera.runtime.savedmodel.TestBundles.ask;
import static dev.jera.runtime.savedmodel.TestBundles.edit;
import static dev.jera.runtime.savedmodel.TestBundles.load;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/** Programs of XLA, as jax2tf exports them: y = f(x) for x of shape [1, 1]. */
class StableHloTest {
  @TempDir private Path directory;
  private Path bundle = Path.of("");

  @BeforeEach
  void write() {
    bundle = TestBundles.writeDouble(directory.resolve("1"));
  }

  @Test
  void aProgramThatComputesRuns() throws IOException {
    compute("stablehlo.add %x, %x : tensor<1x1xf32>");
    try (LoadedSavedModel loaded = load(bundle)) {
      TensorData three = TensorData.of(Shape.of(1, 1), 3f);
      assertThat(ask(loaded, Signature.DEFAULT, three).get(0).floats()).containsExactly(6f);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stablehlo.custom_call @free(%x) : (tensor<1x1xf32>) -> tensor<1x1xf32>",
        """
        "stablehlo.custom\\5Fcall"(%x) {call_target_name = "free"} : (tensor<1x1xf32>) -> tensor<1x1xf32>""",
      })
  void aProgramThatCallsNativeFunctionsIsRefusedUnlessAllowed(String program) throws IOException {
    compute(program);
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> load(bundle).close())
        .withMessageContaining(
            "XlaCallModule, which calls native functions that cannot be looked into (hlo)");
    LoadOptions allowing = LoadOptions.defaults().withAllowedOps(Set.of("XlaCallModule"));
    LoadedSavedModel.load(SavedModel.read(bundle), allowing).close();
  }

  /** Puts a program in the place of the bundle's product. */
  private void compute(String program) throws IOException {
    String module =
        """
        module {
          func.func public @main(%%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
            %%y = %s
            return %%y : tensor<1x1xf32>
          }
        }
        """
            .formatted(program);
    AttrValue types = list(AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT));
    TensorShapeProto.Dim one = TensorShapeProto.Dim.newBuilder().setSize(1).build();
    TensorShapeProto shape = TensorShapeProto.newBuilder().addDim(one).addDim(one).build();
    NodeDef.Builder hlo =
        TestBundles.node("hlo", "XlaCallModule", "x").toBuilder()
            .putAttr("Tin", types)
            .putAttr("Tout", types)
            .putAttr("Sout", list(AttrValue.ListValue.newBuilder().addShape(shape)))
            .putAttr("version", AttrValue.newBuilder().setI(9).build())
            .putAttr(
                "platforms",
                list(AttrValue.ListValue.newBuilder().addS(ByteString.copyFromUtf8("CPU"))))
            .putAttr(
                "module", AttrValue.newBuilder().setS(ByteString.copyFromUtf8(module)).build());
    edit(
        bundle,
        graph -> {
          graph.getGraphDefBuilder().addNode(hlo);
          for (NodeDef.Builder node : graph.getGraphDefBuilder().getNodeBuilderList()) {
            if (node.getOp().equals("Mul")) {
              node.setOp("Identity").clearInput().addInput("hlo").clearAttr();
              node.putAttr("T", type(DataType.DT_FLOAT));
            }
          }
        });
  }

  private static AttrValue list(AttrValue.ListValue.Builder values) {
    return AttrValue.newBuilder().setList(values).build();
  }
}
