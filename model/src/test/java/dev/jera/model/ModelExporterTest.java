package dev.jera.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.merging.Add;
import dev.jera.model.layer.merging.Subtract;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.LoadOptions;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import dev.jera.runtime.savedmodel.PredictionLog;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.Signature;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.proto.NodeDef;

class ModelExporterTest {
  private static final Model MODEL = Sequential.of(Input.of(2), Dropout.of(0.5), Dense.of(2));
  private static final Weights WEIGHTS =
      new Weights(
          Map.of(
              "dense/kernel", StdArrays.ndCopyOf(new float[][] {{1, 2}, {3, 4}}),
              "dense/bias", StdArrays.ndCopyOf(new float[] {10, 20})));

  @TempDir private Path directory;

  @Test
  void aBundleHoldsTheWeightsAndInferenceAlone() {
    Path bundle = ModelExporter.export(MODEL, WEIGHTS, directory.resolve("net"), List.of("a", "b"));
    assertThat(bundle).isEqualTo(directory.resolve("net/1"));
    SavedModel description = SavedModel.read(bundle);
    assertThat(description.asset("labels.txt")).hasContent("a\nb");
    assertThat(description.metaGraph().getGraphDef().getNodeList())
        .extracting(NodeDef::getOp)
        .doesNotContain("StatelessRandomUniform");
    Signature signature = description.signatures().get(Signature.DEFAULT);
    assertThat(signature.inputs()).containsOnlyKeys("input_1");
    assertThat(signature.outputs()).containsOnlyKeys("dense");
    try (var loaded = LoadedSavedModel.load(description, LoadOptions.defaults())) {
      var answer =
          loaded
              .prepare(signature, List.of("dense"))
              .run(List.of(TensorData.of(Shape.of(1, 2), 1f, 1f)));
      assertThat(answer.get(0).floats()).containsExactly(14, 26);
    }
  }

  @Test
  void goldenSamplesGoAlongIfTheyAreOfTheSignature() {
    Map<String, TensorData> inputs = Map.of("input_1", TensorData.of(Shape.of(1, 2), 1f, 1f));
    Map<String, TensorData> outputs = Map.of("sum", TensorData.of(Shape.of(1, 2), 14f, 26f));
    PredictionLog sample = new PredictionLog(Signature.DEFAULT, inputs, outputs);
    ExportOptions options = ExportOptions.of(MODEL).withGoldenSamples(List.of(sample));
    Path bundle =
        ModelExporter.export(
            MODEL, WEIGHTS, directory.resolve("1"), options.withOutputNames(List.of("sum")));
    assertThat(SavedModel.read(bundle).goldenSamples()).containsExactly(sample);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelExporter.export(MODEL, WEIGHTS, directory.resolve("2"), options))
        .withMessage(
            "goldenSamples: one of 'serving_default' from [input_1] to [sum] (expected: of 'serving_default' from [input_1] to [dense])");
    assertThat(directory.resolve("2")).doesNotExist();
  }

  @Test
  void severalInputsAndOutputsKeepTheirNamesInTheSignature() {
    SymbolicTensor left = Input.of(2).tensor("left");
    SymbolicTensor right = Input.of(2).tensor("right");
    SymbolicTensor sum = Add.of().on(left, right);
    Model model =
        Model.of(List.of(left, right), List.of(sum, Subtract.of().named("gap").on(left, right)));
    SavedModel description =
        SavedModel.read(
            ModelExporter.export(
                model, new Weights(Map.of()), directory.resolve("two"), List.of()));
    Signature signature = description.signatures().get(Signature.DEFAULT);
    try (var loaded = LoadedSavedModel.load(description, LoadOptions.defaults())) {
      assertThat(signature.inputs().keySet()).containsExactly("left", "right");
      var answer =
          loaded
              .prepare(signature, List.of("add", "gap"))
              .run(
                  List.of(
                      TensorData.of(Shape.of(1, 2), 5f, 7f),
                      TensorData.of(Shape.of(1, 2), 1f, 2f)));
      assertThat(answer.get(0).floats()).containsExactly(6, 9);
      assertThat(answer.get(1).floats()).containsExactly(4, 5);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ModelExporter.export(
                    model, new Weights(Map.of()), directory.resolve("two"), List.of("a", "b")))
        .withMessage(
            "labels: given for the outputs [add, gap] (expected: one output, or no labels)");
  }

  @Test
  void theNextVersionIsTakenUnlessOneIsNamed() {
    Path base = directory.resolve("net");
    assertThat(ModelExporter.export(MODEL, WEIGHTS, base.resolve("7"), List.of()))
        .isEqualTo(base.resolve("7"));
    assertThat(ModelExporter.export(MODEL, WEIGHTS, base, List.of())).isEqualTo(base.resolve("8"));
  }

  @Test
  void labelsMustBeAsManyAsOutputs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelExporter.export(MODEL, WEIGHTS, directory, List.of("a")))
        .withMessage("labels: 1 of them (expected: 2, one an output of 'dense', or none)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelExporter.export(MODEL, WEIGHTS, directory, List.of("a\nb", "c")))
        .withMessageContaining("one line each");
  }

  @Test
  void weightsOfAnotherModelAreRefused() {
    Weights others =
        new Weights(Map.of("dense/kernel", StdArrays.ndCopyOf(new float[][] {{1}, {3}})));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelExporter.export(MODEL, others, directory, List.of()))
        .withMessageContaining("weights: [dense/kernel] (expected: [dense/kernel, dense/bias]");
    Weights wide =
        new Weights(
            Map.of(
                "dense/kernel", StdArrays.ndCopyOf(new float[][] {{1}, {3}}),
                "dense/bias", StdArrays.ndCopyOf(new float[2])));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ModelExporter.export(MODEL, wide, directory, List.of()))
        .withMessageContaining("'dense/kernel': float32 [2, 1] (expected: float32 [2, 2])");
    assertThat(directory).isEmptyDirectory();
  }
}
