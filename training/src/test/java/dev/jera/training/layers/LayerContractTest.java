package dev.jera.training.layers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.Dataset;
import dev.jera.model.GradientCheck;
import dev.jera.model.Input;
import dev.jera.model.Layer;
import dev.jera.model.Model;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.WeightSpec;
import dev.jera.model.Weights;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.core.Lambda;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.model.layer.reshaping.Reshape;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.LoadOptions;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.training.Compilation;
import dev.jera.training.Fit;
import dev.jera.training.History;
import dev.jera.training.Trainer;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.optimizer.Adam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * What every layer holds. The layers are found: one without examples in {@link LayerExamples}
 * fails.
 */
class LayerContractTest {
  private static final int EXAMPLES = 32;

  @TempDir private Path directory;

  static List<? extends Class<? extends Layer>> types() {
    return LayerTypes.all();
  }

  @TestFactory
  Stream<DynamicTest> gradientsEqualCentralDifferences() {
    return types().stream()
        .flatMap(type -> LayerExamples.of(type).stream())
        .filter(LayerExamples.Example::hasSlope)
        .map(
            example ->
                DynamicTest.dynamicTest(
                    example.toString(),
                    () ->
                        GradientCheck.check(
                            example.layer(), example.shapes().toArray(Shape[]::new))));
  }

  @ParameterizedTest
  @MethodSource("types")
  void aToyProblemIsLearnedExportedAndAnsweredTheSame(Class<? extends Layer> type) {
    LayerExamples.Example example = LayerExamples.of(type).get(0);
    Model model = toyModel(example);
    ArrayDataset data = toyData(example);
    try (Trainer trainer =
        Trainer.compile(model, Compilation.of(Adam.of(0.02), MeanSquaredError.of()).withSeed(1))) {
      Weights before = trainer.weights();
      History history = trainer.fit(data, Fit.epochs(30).withBatchSize(8));
      checkAllWeightsMoved(model, trainer.weights().distances(before));
      assertThat(history.last("loss"))
          .as("loss of %s", example)
          .isLessThan(0.7 * history.rows().get(0).get("loss"));
      Path bundle = trainer.export(directory.resolve("toy"));
      FloatNdArray features = (FloatNdArray) data.features();
      assertThat(reload(bundle, features))
          .as("answers of the bundle")
          .isEqualTo(floats(trainer.predict(features, EXAMPLES)));
    }
  }

  /** What comes after a layer may learn without it: its own weights must have moved, too. */
  private static void checkAllWeightsMoved(Model model, Map<String, Double> distances) {
    assertThat(model.weights())
        .filteredOn(WeightSpec::trainable)
        .allSatisfy(
            weight -> assertThat(distances.get(weight.name())).as(weight.name()).isPositive());
  }

  @ParameterizedTest
  @MethodSource("types")
  void equalLayersAreEqual(Class<? extends Layer> type) {
    List<LayerExamples.Example> some = LayerExamples.of(type);
    List<LayerExamples.Example> again = LayerExamples.of(type);
    for (int i = 0; i < some.size(); i++) {
      assertThat(some.get(i).layer())
          .isEqualTo(again.get(i).layer())
          .hasSameHashCodeAs(again.get(i).layer());
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void itsJavadocGivesShapesAndItsSource(Class<? extends Layer> type) throws IOException {
    Path file = Path.of("../model/src/main/java", type.getName().replace('.', '/') + ".java");
    String source = Files.readString(file, UTF_8);
    Matcher javadoc =
        Pattern.compile(
                "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@\\w+\\s+)*public (?:record|enum)",
                Pattern.DOTALL)
            .matcher(source);
    assertThat(javadoc.find()).as("javadoc before the type in %s", file).isTrue();
    String text = javadoc.group(1).replaceAll("\\s+\\*?\\s*", " ");
    assertThat(text)
        .containsPattern("(?i)inputs?\\b.*\\boutputs?\\b|same shape")
        .containsPattern("\\[batch|same shape")
        .contains("@see");
  }

  /** Dense, the layer, Dense: something before it and behind it has to learn, too. */
  private static Model toyModel(LayerExamples.Example example) {
    SymbolicTensor input = Input.of(example.valueCount()).tensor();
    List<SymbolicTensor> inputs = new ArrayList<>();
    int from = 0;
    for (Shape shape : example.shapes()) {
      // Not int64: the gradient of a slice by these is broken.
      int size = Math.toIntExact(shape.size());
      int begin = from;
      SymbolicTensor part =
          Lambda.of(
                  given -> Shape.of(-1, size),
                  (tf, x) -> tf.slice(x, tf.array(0, begin), tf.array(-1, size)))
              .on(input);
      inputs.add(Reshape.of(shape.asArray()).on(part));
      from += size;
    }
    SymbolicTensor[] given = inputs.toArray(SymbolicTensor[]::new);
    SymbolicTensor output = Flatten.of().on(example.layer().allOn(given).get(0));
    return Model.of(input, Dense.of(1).on(output));
  }

  /** The sum of what the layer is given, times a number an example. */
  private static ArrayDataset toyData(LayerExamples.Example example) {
    Random random = new Random(7);
    int values = Math.toIntExact(example.valueCount());
    float[] features = new float[EXAMPLES * values];
    float[] targets = new float[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      for (int j = 0; j < values; j++) {
        float value = example.draw(random);
        features[i * values + j] = value;
        targets[i] += value / (j % 3 + 1);
      }
      targets[i] = targets[i] / values + 1;
    }
    return Dataset.of(
        NdArrays.wrap(Shape.of(EXAMPLES, values), DataBuffers.of(features)),
        NdArrays.wrap(Shape.of(EXAMPLES, 1), DataBuffers.of(targets)));
  }

  private static float[] reload(Path bundle, FloatNdArray features) {
    SavedModel description = SavedModel.read(bundle);
    Signature signature = description.signatures().get(Signature.DEFAULT);
    try (var loaded = LoadedSavedModel.load(description, LoadOptions.defaults())) {
      return loaded
          .prepare(signature, List.copyOf(signature.outputs().keySet()))
          .run(List.of(TensorData.of(features)))
          .get(0)
          .floats();
    }
  }

  private static float[] floats(FloatNdArray array) {
    float[] values = new float[Math.toIntExact(array.size())];
    array.copyTo(DataBuffers.of(values, false, false));
    return values;
  }
}
