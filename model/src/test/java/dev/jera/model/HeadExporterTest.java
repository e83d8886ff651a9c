package dev.jera.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.merging.Add;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.LoadOptions;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.SavedModelException;
import dev.jera.runtime.savedmodel.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

class HeadExporterTest {
  /** [a, b] -> [a + 3b + 10, 2a + 4b + 20]. */
  private static final Model BASE = Sequential.of(Input.of(2), Dense.of(2));

  private static final Weights BASE_WEIGHTS =
      weights(new float[][] {{1, 2}, {3, 4}}, new float[] {10, 20});

  /** [a, b] -> [a - b + 1]; its weights have the names of the base's. */
  private static final Model HEAD = Sequential.of(Input.of(2), Dense.of(1));

  private static final Weights HEAD_WEIGHTS = weights(new float[][] {{1}, {-1}}, new float[] {1});

  @TempDir private Path directory;

  private static Weights weights(float[][] kernel, float[] bias) {
    return new Weights(
        Map.of("dense/kernel", StdArrays.ndCopyOf(kernel), "dense/bias", StdArrays.ndCopyOf(bias)));
  }

  @Test
  void theHeadAnswersForWhatTheBaseTakes() throws IOException {
    Path base = ModelExporter.export(BASE, BASE_WEIGHTS, directory.resolve("1"), List.of("x", "y"));

    Path both = export(base, HEAD, HEAD_WEIGHTS, List.of("difference"));

    // [1, 1] -> [14, 26] -> 14 - 26 + 1
    assertThat(ask(both, Shape.of(1, 2), 1f, 1f)).containsExactly(-11);
    assertThat(SavedModel.read(both).labels()).containsExactly("difference");
    assertThat(both.resolve("assets/base_labels.txt")).hasContent("x\ny");
    assertThat(ask(base, Shape.of(1, 2), 1f, 1f)).as("the base itself").containsExactly(14, 26);
  }

  @Test
  void aBaseMayHaveAHeadAlready() {
    Path base = ModelExporter.export(BASE, BASE_WEIGHTS, directory.resolve("1"), List.of());
    Path both = export(base, HEAD, HEAD_WEIGHTS, List.of());
    Model twice = Sequential.of(Input.of(1), Dense.of(1));

    Path three = export(both, twice, weights(new float[][] {{2}}, new float[] {0}), List.of());

    assertThat(ask(three, Shape.of(1, 2), 1f, 1f)).containsExactly(-22);
  }

  @Test
  void baseAndHeadMayBeWithoutWeights() throws IOException {
    Model flat = Sequential.of(Input.of(1, 2), Flatten.of());
    Path base =
        ModelExporter.export(flat, new Weights(Map.of()), directory.resolve("1"), List.of());

    Path both = export(base, HEAD, HEAD_WEIGHTS, List.of());
    Path neither =
        export(base, Sequential.of(Input.of(2), Flatten.of()), new Weights(Map.of()), List.of());
    Path trained = ModelExporter.export(BASE, BASE_WEIGHTS, directory.resolve("2"), List.of());
    Path baseAlone =
        export(trained, Sequential.of(Input.of(2), Flatten.of()), new Weights(Map.of()), List.of());

    assertThat(ask(both, Shape.of(1, 1, 2), 5f, 2f)).containsExactly(4);
    assertThat(ask(neither, Shape.of(1, 1, 2), 5f, 2f)).containsExactly(5, 2);
    assertThat(neither.resolve("variables")).doesNotExist();
    assertThat(ask(baseAlone, Shape.of(1, 2), 1f, 1f)).containsExactly(14, 26);
    Path saved = directory.resolve("saved");
    try (LoadedSavedModel loaded = load(both)) {
      loaded.saveTo(saved);
    }
    assertThat(ask(saved, Shape.of(1, 1, 2), 5f, 2f)).containsExactly(4);
  }

  @Test
  void aTensorInsideOfTheGraphMayFeedTheHeadAndAHeadMayTakeSeveral() {
    Path path = ModelExporter.export(BASE, BASE_WEIGHTS, directory.resolve("1"), List.of());
    SavedModel bundle = SavedModel.read(path);
    SymbolicTensor one = Input.of(2).tensor("one");
    SymbolicTensor other = Input.of(2).tensor("other");
    Model head = Model.of(List.of(one, other), List.of(Add.of().on(one, other)));
    Path both;
    try (LoadedSavedModel loaded = load(path)) {
      Signature signature =
          loaded
              .signatures()
              .get(Signature.DEFAULT)
              .withOutput(loaded.tensor("product", "dense/MatMul:0"));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> loaded.tensor("product", "nowhere:0"))
          .withMessageContaining("No tensor 'nowhere:0' in " + path);
      both =
          HeadExporter.export(
              new FrozenBase(bundle, signature, List.of("dense", "product")),
              head,
              new Weights(Map.of()),
              directory.resolve("both"),
              List.of());
    }
    // [14, 26] and, without the bias, [4, 6]
    assertThat(ask(both, Shape.of(1, 2), 1f, 1f)).containsExactly(18, 32);
  }

  @Test
  void whatDoesNotFitIsRefusedAndNothingWritten() throws IOException {
    Path path = ModelExporter.export(BASE, BASE_WEIGHTS, directory.resolve("1"), List.of());
    Model wide = Sequential.of(Input.of(3), Dense.of(1));
    Model whole = Sequential.of(Input.of(2).withDtype(Dtype.INT32), Dense.of(1));
    assertRefused(
        path,
        wide,
        "Output 'dense' of signature 'serving_default': float32 [?, 2] (expected: float32 [?, 3], what input 'input_1' of model 'sequential' takes)");
    assertRefused(path, whole, "float32 [?, 2] (expected: int32 [?, 2], what input 'input_1'");
    Signature signature = SavedModel.read(path).signatures().get(Signature.DEFAULT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FrozenBase.of(SavedModel.read(path), signature, "logits"))
        .withMessage(
            "features: [logits] (expected: outputs of signature 'serving_default', which has [dense])");
    FrozenBase two = new FrozenBase(SavedModel.read(path), signature, List.of("dense", "dense"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HeadExporter.export(two, HEAD, HEAD_WEIGHTS, directory, List.of()))
        .withMessage(
            "features: [dense, dense] (expected: 1, one for each of the inputs [input_1] of model 'sequential')");
    FrozenBase base = FrozenBase.of(SavedModel.read(path), signature, "dense");
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> HeadExporter.export(base, HEAD, HEAD_WEIGHTS, path, List.of()))
        .withMessageContaining("it is there already");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(path);
    }
  }

  private void assertRefused(Path base, Model head, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> export(base, head, HEAD_WEIGHTS, List.of()))
        .withMessageContaining(message);
  }

  private Path export(Path path, Model head, Weights weights, List<String> labels) {
    SavedModel bundle = SavedModel.read(path);
    Signature signature = bundle.signatures().get(Signature.DEFAULT);
    String output = signature.outputs().keySet().iterator().next();
    return HeadExporter.export(
        FrozenBase.of(bundle, signature, output), head, weights, directory.resolve("both"), labels);
  }

  private static LoadedSavedModel load(Path bundle) {
    return LoadedSavedModel.load(SavedModel.read(bundle), LoadOptions.defaults());
  }

  private static float[] ask(Path bundle, Shape shape, float... values) {
    try (LoadedSavedModel loaded = load(bundle)) {
      Signature signature = loaded.signatures().get(Signature.DEFAULT);
      return loaded
          .prepare(signature, List.copyOf(signature.outputs().keySet()))
          .run(List.of(TensorData.of(shape, values)))
          .get(0)
          .floats();
    }
  }
}
