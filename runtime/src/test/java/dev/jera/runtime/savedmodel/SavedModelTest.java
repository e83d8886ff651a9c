package dev.jera.runtime.savedmodel;

import static dev.jera.runtime.savedmodel.TestBundles.ask;
import static dev.jera.runtime.savedmodel.TestBundles.writeDouble;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jera.runtime.TensorData;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.Variables;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.types.TFloat32;

class SavedModelTest {
  @TempDir private Path directory;

  @Test
  void aWrittenBundleAnswersAsTheGraphDid() {
    Path bundle = writeDouble(directory.resolve("1"));
    SavedModel description = SavedModel.read(bundle);
    try (LoadedSavedModel loaded = LoadedSavedModel.load(description, LoadOptions.defaults())) {
      List<TensorData> answer =
          ask(loaded, Signature.DEFAULT, TensorData.of(Shape.of(2, 1), 1f, 2f));
      assertThat(answer.get(0).floats()).containsExactly(2.5f, 5f);
      assertThat(answer.get(1)).as("the same tensor under a second name").isEqualTo(answer.get(0));
    }
  }

  @Test
  void tensorFlowsOwnLoaderTakesIt() {
    Path bundle = writeDouble(directory.resolve("1"));
    try (SavedModelBundle loaded = SavedModelBundle.load(bundle.toString(), "serve");
        TFloat32 x = Tensors.of(new float[] {3}, Shape.of(1, 1));
        var result = loaded.session().runner().feed("x", x).fetch("Mul").run()) {
      assertThat(Tensors.toFloats(result.get(0))).containsExactly(7.5f);
    }
  }

  /** The file has a hole: it takes no room. */
  @Test
  void aFileThatIsTooLargeForAGraphIsNotRead() throws IOException {
    Path file = Files.createDirectory(directory.resolve("1")).resolve("saved_model.pb");
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(1L << 31);
    }
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> SavedModel.read(file.getParent()))
        .withMessageContaining(
            "saved_model.pb cannot be read: 2147483648 bytes (expected: at most 2 GB, as protobuf allows)");
  }

  @Test
  void itSaysWhatItIs() throws IOException {
    Path bundle = writeDouble(directory.resolve("1"));
    SavedModel description = SavedModel.read(bundle);
    assertThat(description.tags()).containsExactly("serve");
    assertThat(description.tensorflowVersion()).isEqualTo(TensorFlow.version());
    Signature signature = description.signatures().get(Signature.DEFAULT);
    assertThat(signature.method()).isEqualTo("tensorflow/serving/predict");
    assertThat(signature.inputs().get("x")).hasToString("x: float32 [?, 1]");
    assertThat(signature.inputs().get("x").tensor()).isEqualTo("x:0");
    assertThat(signature.outputs().get("y")).hasToString("y: float32 [?, 1]");
    assertThat(Files.readString(description.asset("labels.txt"))).isEqualTo("a\nb\n");
    MetaGraphDef metaGraph = description.metaGraph();
    assertThat(metaGraph.getCollectionDefMap())
        .containsOnlyKeys("variables", "trainable_variables", "saved_model_assets");
    assertThat(metaGraph.getSaverDef().getRestoreOpName()).isEqualTo("save/restore_all");
    assertThat(metaGraph.getMetaInfoDef().getStrippedOpList().getOpList())
        .extracting(op -> op.getName())
        .contains("VarHandleOp", "SaveV2");
    assertThat(description.sizeBytes()).isGreaterThan(1000);
  }

  @Test
  void anExistingBundleIsNotOverwritten() throws IOException {
    Path bundle = writeDouble(directory.resolve("1"));
    byte[] before = Files.readAllBytes(bundle.resolve("saved_model.pb"));
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> writeDouble(bundle))
        .withMessageContaining("there already");
    assertThat(Files.readAllBytes(bundle.resolve("saved_model.pb"))).isEqualTo(before);
    assertThat(filesIn(directory)).containsExactly(bundle);
  }

  @Test
  void theSameBundleIsWrittenAsTheSameBytesWithoutDefaults() throws IOException {
    byte[] first =
        Files.readAllBytes(writeDouble(directory.resolve("1")).resolve("saved_model.pb"));
    byte[] second =
        Files.readAllBytes(writeDouble(directory.resolve("2")).resolve("saved_model.pb"));
    assertThat(second).isEqualTo(first);
    assertThat(SavedModel.read(directory.resolve("1")).metaGraph().getGraphDef().getNodeList())
        .filteredOn(node -> node.getOp().equals("VarHandleOp"))
        .allSatisfy(node -> assertThat(node.getAttrMap()).doesNotContainKey("debug_name"));
  }

  @Test
  void aGraphWithoutVariablesIsWrittenAndRead() {
    Path bundle = directory.resolve("1");
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> x =
          tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
      Signature signature =
          Signature.predict(
              "twice",
              List.of(TensorSpec.of("x", x)),
              List.of(TensorSpec.of("y", tf.math.add(x, x))));
      try (Session session = new Session(graph)) {
        SavedModelWriter.write(
            bundle, session, new Variables(tf), BundleContents.of(List.of(signature)));
      }
    }
    SavedModel description = SavedModel.read(bundle);
    try (LoadedSavedModel loaded = LoadedSavedModel.load(description, LoadOptions.defaults())) {
      assertThat(ask(loaded, "twice", TensorData.of(Shape.of(1), 4f)).get(0).floats())
          .containsExactly(8);
    }
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> writeDouble(file.resolve("1")))
        .withMessageContaining("cannot be written");
  }

  @Test
  void aBrokenBundleIsRefusedWithTheReason() throws IOException {
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> SavedModel.read(directory))
        .withMessageContaining("no saved_model.pb");
    Path bundle = writeDouble(directory.resolve("1"));
    Path file = bundle.resolve("saved_model.pb");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> SavedModel.read(bundle))
        .withMessageContaining("is damaged");
    Files.write(file, new byte[0]);
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> SavedModel.read(bundle))
        .withMessageContaining("is damaged (0 bytes without a graph)");
  }

  private static List<Path> filesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
