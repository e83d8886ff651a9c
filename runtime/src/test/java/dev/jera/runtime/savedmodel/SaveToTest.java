package dev.jera.runtime.savedmodel;

import static dev.jera.runtime.savedmodel.TestBundles.ask;
import static dev.jera.runtime.savedmodel.TestBundles.edit;
import static dev.jera.runtime.savedmodel.TestBundles.load;
import static dev.jera.runtime.savedmodel.TestBundles.node;
import static dev.jera.runtime.savedmodel.TestBundles.type;
import static dev.jera.runtime.savedmodel.TestBundles.writeDouble;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jera.runtime.TensorData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

class SaveToTest {
  private static final TensorData TWO = TensorData.of(Shape.of(1, 1), 2f);

  @TempDir private Path directory;

  @Test
  void theNewBundleHasTheVariablesPresentValues() throws IOException {
    Path bundle = writeDouble(directory.resolve("1"));
    // "double" adds the variable to itself and answers the sum.
    edit(
        bundle,
        graph -> {
          graph
              .getGraphDefBuilder()
              .addNode(
                  node("old", "ReadVariableOp", "factor").toBuilder()
                      .putAttr("dtype", type(DataType.DT_FLOAT)))
              .addNode(
                  node("grow", "AssignAddVariableOp", "factor", "old").toBuilder()
                      .putAttr("dtype", type(DataType.DT_FLOAT)))
              .addNode(
                  node("new", "ReadVariableOp", "factor", "^grow").toBuilder()
                      .putAttr("dtype", type(DataType.DT_FLOAT)));
          graph.putSignatureDef(
              "double",
              SignatureDef.newBuilder()
                  .putOutputs("factor", TensorInfo.newBuilder().setName("new:0").build())
                  .build());
        });
    Path copy = directory.resolve("2");
    try (LoadedSavedModel loaded = load(bundle)) {
      assertThat(ask(loaded, "double").get(0).floats()).containsExactly(5);
      loaded.saveTo(copy);
      assertThatExceptionOfType(SavedModelException.class)
          .isThrownBy(() -> loaded.saveTo(copy))
          .withMessageContaining("there already");
    }
    try (LoadedSavedModel grown = load(copy);
        LoadedSavedModel old = load(bundle)) {
      assertThat(ask(grown, Signature.DEFAULT, TWO).get(0).floats()).containsExactly(10);
      assertThat(ask(old, Signature.DEFAULT, TWO).get(0).floats()).containsExactly(5);
    }
    assertThat(copy.resolve("assets/labels.txt")).hasContent("a\nb");
    assertThat(copy.resolve("assets.extra/jera/SHA256SUMS"))
        .content()
        .contains("saved_model.pb", "assets/labels.txt", "variables/variables.index");
  }

  @Test
  void withoutASaverNothingIsWritten() throws IOException {
    Path bundle = writeDouble(directory.resolve("1"));
    edit(bundle, graph -> graph.getSaverDefBuilder().clearSaveTensorName());
    try (LoadedSavedModel loaded = load(bundle)) {
      assertThatExceptionOfType(SavedModelException.class)
          .isThrownBy(() -> loaded.saveTo(directory.resolve("2")))
          .withMessageContaining("its saver_def names no op that saves");
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(bundle);
    }
  }
}
