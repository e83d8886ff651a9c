package dev.jera.runtime.savedmodel;

import static dev.jera.runtime.savedmodel.TestBundles.ask;
import static dev.jera.runtime.savedmodel.TestBundles.edit;
import static dev.jera.runtime.savedmodel.TestBundles.load;
import static dev.jera.runtime.savedmodel.TestBundles.writeDouble;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.protobuf.TextFormat;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.PreparedRun;
import dev.jera.runtime.TensorData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

class LoadedSavedModelTest {
  private static final TensorData THREE = TensorData.of(Shape.of(1, 1), 3f);

  @TempDir private Path directory;
  private Path bundle;

  @BeforeEach
  void write() {
    bundle = writeDouble(directory.resolve("1"));
  }

  @Test
  void whereASignatureDisagreesWithTheGraphTheGraphWins() throws IOException {
    TensorInfo wrong =
        TensorInfo.newBuilder()
            .setName("x:0")
            .setDtype(DataType.DT_INT64)
            .setTensorShape(
                TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(7)))
            .build();
    edit(bundle, graph -> serve(graph, serving(graph).toBuilder().putInputs("x", wrong)));
    try (LoadedSavedModel loaded = load(bundle)) {
      TensorSpec x = loaded.signatures().get(Signature.DEFAULT).inputs().get("x");
      assertThat(x.dtype()).isEqualTo(Dtype.FLOAT32);
      assertThat(x).hasToString("x: float32 [?, 1]");
      assertThat(ask(loaded, Signature.DEFAULT, THREE).get(0).floats()).containsExactly(7.5f);
    }
  }

  @Test
  void aSignatureThatCannotBeCalledSaysWhyAndTheOthersWork() throws IOException {
    edit(
        bundle,
        graph -> {
          SignatureDef whole = serving(graph);
          TensorInfo sparse =
              TensorInfo.newBuilder()
                  .setCooSparse(TensorInfo.CooSparse.newBuilder().setValuesTensorName("x:0"))
                  .build();
          graph.putSignatureDef("sparse", whole.toBuilder().putInputs("x", sparse).build());
          graph.putSignatureDef("silent", whole.toBuilder().clearOutputs().build());
          TensorInfo absent = TensorInfo.newBuilder().setName("nowhere:0").build();
          graph.putSignatureDef("absent", whole.toBuilder().putOutputs("y", absent).build());
          TensorInfo handle = TensorInfo.newBuilder().setName("factor:0").build();
          graph.putSignatureDef("handle", whole.toBuilder().putOutputs("y", handle).build());
          TensorInfo x = whole.getInputsOrThrow("x");
          graph.putSignatureDef("twice", whole.toBuilder().putInputs("x2", x).build());
          graph.putSignatureDef("__saved_model_init_op", initializer());
        });
    try (LoadedSavedModel loaded = load(bundle)) {
      assertThat(loaded.signatures().keySet())
          .containsExactly("absent", "handle", "serving_default", "silent", "sparse", "twice");
      assertThat(problem(loaded, "sparse"))
          .isEqualTo("its input 'x' is a sparse tensor (expected: a dense one)");
      assertThat(problem(loaded, "silent")).isEqualTo("it has no outputs");
      assertThat(problem(loaded, "absent"))
          .isEqualTo("its output 'y' is the tensor nowhere:0, which the graph does not have");
      assertThat(problem(loaded, "handle"))
          .isEqualTo(
              "its output 'y' is of dtype resource (expected: a real number, bool or string)");
      assertThat(problem(loaded, "twice")).contains("are the same tensor x:0");
      assertThat(ask(loaded, Signature.DEFAULT, THREE).get(0).floats()).containsExactly(7.5f);
      Signature silent = loaded.signatures().get("silent");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> loaded.prepare(silent, List.of()))
          .withMessage("Signature 'silent' cannot be called: it has no outputs");
    }
  }

  @Test
  void outputsComeInTheOrderAskedForAndAnInputMayBeOne() throws IOException {
    edit(
        bundle,
        graph ->
            serve(
                graph,
                serving(graph).toBuilder()
                    .putOutputs("same", serving(graph).getInputsOrThrow("x"))));
    try (LoadedSavedModel loaded = load(bundle)) {
      Signature signature = loaded.signatures().get(Signature.DEFAULT);
      PreparedRun run = loaded.prepare(signature, List.of("z", "same", "y", "z"));
      TensorData seven = TensorData.of(Shape.of(1, 1), 7.5f);
      assertThat(run.run(List.of(THREE))).containsExactly(seven, THREE, seven, seven);
      assertThat(loaded.prepare(signature, List.of("same")).run(List.of(THREE)))
          .containsExactly(THREE);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> loaded.prepare(signature, List.of("w")))
          .withMessage("Signature 'serving_default' has no output 'w': it has [same, y, z]");
    }
  }

  @Test
  void tagsAreMatchedExactly() throws IOException {
    edit(bundle, graph -> graph.getMetaInfoDefBuilder().addTags("gpu"));
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> SavedModel.read(bundle))
        .withMessageContaining(
            "graphs tagged [[serve, gpu]] (expected: one tagged [serve], exactly)");
    assertThat(SavedModel.read(bundle, Set.of("gpu", "serve")).tags())
        .containsExactly("serve", "gpu");
  }

  @Test
  void aTextFileIsReadWhereThereIsNoBinaryOne() throws IOException {
    Path binary = TestBundles.withoutChecksums(bundle).resolve("saved_model.pb");
    var model = org.tensorflow.proto.SavedModel.parseFrom(Files.readAllBytes(binary));
    Files.writeString(
        bundle.resolve("saved_model.pbtxt"), TextFormat.printer().printToString(model));
    Files.delete(binary);
    try (LoadedSavedModel loaded = load(bundle)) {
      assertThat(ask(loaded, Signature.DEFAULT, THREE).get(0).floats()).containsExactly(7.5f);
    }
    Files.writeString(bundle.resolve("saved_model.pbtxt"), "no proto {");
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> SavedModel.read(bundle))
        .withMessageContaining("saved_model.pbtxt is damaged");
  }

  @Test
  void afterClosingNothingRuns() {
    LoadedSavedModel loaded = load(bundle);
    PreparedRun run = loaded.prepare(loaded.signatures().get(Signature.DEFAULT), List.of("y"));
    loaded.close();
    loaded.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> run.run(List.of(THREE)))
        .withMessage("The session is closed (expected: an open one)");
  }

  private static String problem(LoadedSavedModel loaded, String signature) {
    return loaded.signatures().get(signature).problem().orElseThrow();
  }

  private static SignatureDef serving(MetaGraphDef.Builder graph) {
    return graph.getSignatureDefOrThrow(Signature.DEFAULT);
  }

  private static void serve(MetaGraphDef.Builder graph, SignatureDef.Builder signature) {
    graph.putSignatureDef(Signature.DEFAULT, signature.build());
  }

  private static SignatureDef initializer() {
    return SignatureDef.newBuilder()
        .putOutputs("op", TensorInfo.newBuilder().setName("factor:0").build())
        .build();
  }
}
