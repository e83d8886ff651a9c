package dev.jera.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.common.collect.Maps;
import dev.jera.runtime.TensorData;
import dev.jera.serving.PredictionException;
import dev.jera.serving.Predictor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

/**
 * Bundles that TensorFlow 1.1 to 2.14 exported from Python give, through the serving library, the
 * answers they gave there.
 */
class PythonBundlesLibraryTest {
  private static final String DEFAULT = "serving_default";

  static Stream<Arguments> knownAnswers() {
    NdArray<?> x = column(1, 2, 5);
    NdArray<?> y = column(2.5f, 3, 4.5f);
    NdArray<?> half = column(0.5f);
    NdArray<?> quarter = column(3.25f);
    Map<String, NdArray<?>> five = Map.of("x", vector(5));
    return Stream.of(
        arguments("half_plus_two_2_versions", DEFAULT, Map.of("x", x), Map.of("y", y)),
        arguments("half_plus_two_2_versions/00000123", DEFAULT, Map.of("x", x), Map.of("y", y)),
        arguments(
            "half_plus_two_2_versions",
            "regress_x2_to_y3",
            Map.of("inputs", half),
            Map.of("outputs", quarter)),
        arguments(
            "half_plus_two_2_versions",
            "classify_x2_to_y3",
            Map.of("inputs", half),
            Map.of("scores", quarter)),
        arguments("half_plus_two_tf2", DEFAULT, five, Map.of("y", vector(4.5f))),
        arguments(
            "half_plus_two_tf2",
            "regress_x2_to_y3",
            Map.of("inputs", vector(0.5f)),
            Map.of("outputs", vector(3.25f))),
        arguments(
            "half_plus_two_tf2",
            "classify_x2_to_y3",
            Map.of("inputs", vector(0.5f)),
            Map.of("scores", vector(3.25f))),
        arguments(
            "tfjs_multi_output",
            DEFAULT,
            Map.of("x", NdArrays.scalarOf(3), "y", NdArrays.scalarOf(5)),
            Map.of("output_0", NdArrays.scalarOf(6), "output_1", NdArrays.scalarOf(5))),
        arguments(
            "tfjs_uint8_multiply",
            DEFAULT,
            Map.of("x", NdArrays.vectorOf((byte) 3)),
            Map.of("output_0", NdArrays.vectorOf(18))),
        arguments(
            "mlnet_string_test",
            DEFAULT,
            Map.of(
                "A",
                StdArrays.ndCopyOf(new String[][] {{"This is fine.", "That's ok."}}),
                "B",
                StdArrays.ndCopyOf(
                    new String[] {
                      "Thank/you/very/much!.", "I/am/grateful/to/you.", "So/nice/of/you."
                    })),
            Map.of(
                "Joined_Splited_Text",
                StdArrays.ndCopyOf(
                    new String[][] {
                      {"Thank you very much!. I am grateful to you. So nice of you."}
                    }),
                "Original_A",
                StdArrays.ndCopyOf(new String[][] {{"This is fine.", "That's ok."}}))));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("knownAnswers")
  void itAnswersAsPythonDid(
      String bundle,
      String signature,
      Map<String, NdArray<?>> inputs,
      Map<String, NdArray<?>> answer) {
    try (Predictor predictor = Predictor.load(PythonBundles.find(bundle))) {
      assertThat(predictor.predict(signature, tensors(inputs))).isEqualTo(tensors(answer));
    }
  }

  @Test
  void theInitializerIsNoSignature() {
    try (Predictor predictor = Predictor.load(PythonBundles.find("half_plus_two_tf2"))) {
      assertThat(predictor.signatures())
          .containsOnlyKeys(
              "classify_x2_to_y3",
              "classify_x_to_y",
              "regress_x2_to_y3",
              "regress_x_to_y",
              "regress_x_to_y2",
              DEFAULT);
    }
  }

  @Test
  void keywordSpottingKnowsAConstantInput() {
    float[] values = new float[490];
    Arrays.fill(values, 0.5f);
    try (Predictor predictor = Predictor.load(PythonBundles.find("mlperf_tiny_kws"))) {
      assertThat(predictor.predict(values)[11]).isCloseTo(0.857270f, within(1e-5f));
    }
  }

  @Test
  void aKerasClassifierGivesProbabilities() {
    float[] twoImages = new float[2 * 784];
    Arrays.fill(twoImages, 784, 2 * 784, 1f);
    try (Predictor predictor = Predictor.load(PythonBundles.find("tfnet_simple_mnist"))) {
      float[] probabilities = predictor.predict(twoImages);
      assertThat(probabilities).hasSize(20);
      for (int image = 0; image < 2; image++) {
        double sum = 0;
        for (int i = 0; i < 10; i++) {
          float p = probabilities[image * 10 + i];
          assertThat(p).isBetween(0f, 1f);
          sum += p;
        }
        assertThat(sum).isCloseTo(1, within(1e-5));
      }
    }
  }

  @Test
  void aSignatureThatTrainsChangesTheVariablesOfItsPredictor() {
    FloatNdArray x = NdArrays.ofFloats(Shape.of(100));
    FloatNdArray y = NdArrays.ofFloats(Shape.of(100));
    for (int i = 0; i < 100; i++) {
      float value = i / 50f - 1;
      x.setFloat(value, i);
      y.setFloat(0.1f * value + 0.3f, i);
    }
    try (Predictor predictor = Predictor.load(PythonBundles.find("tfrust_regression_train"))) {
      float loss = Float.MAX_VALUE;
      for (int step = 0; step < 5000 && loss > 1e-8f; step++) {
        Map<String, TensorData> answer =
            predictor.predict("train", tensors(Map.of("x", x, "y", y)));
        loss = answer.get("loss").floats()[0];
      }
      assertThat(loss).isLessThan(1e-8f);
      assertThat(parameter(predictor, "w")).isCloseTo(0.1f, within(1e-3f));
      assertThat(parameter(predictor, "b")).isCloseTo(0.3f, within(1e-3f));
    }
  }

  @Test
  void anEstimatorLooksWordsUp() {
    try (Predictor predictor = Predictor.load(PythonBundles.find("census_estimator"))) {
      Map<String, TensorData> answer = predictor.predict(DEFAULT, person(" Male"));
      assertThat(answer.get("predictions").strings()).containsExactly(" <=50K");
      assertThat(answer.get("confidence").floats()[0]).isCloseTo(0.8148f, within(1e-4f));
    }
  }

  @Test
  void aWordThatALookupDoesNotKnowIsTensorFlowsError() {
    try (Predictor predictor = Predictor.load(PythonBundles.find("census_estimator"))) {
      assertThatExceptionOfType(PredictionException.class)
          .isThrownBy(() -> predictor.predict(DEFAULT, person(" Robot")))
          .withMessageContaining("signature 'serving_default' of " + predictor.path())
          .withMessageContaining("is not in [0, 2)")
          .withCauseInstanceOf(TFInvalidArgumentException.class);
    }
  }

  private static float parameter(Predictor predictor, String name) {
    return predictor.predict(name, Map.of()).get("output").floats()[0];
  }

  /**
   * The row of the bundle's test.json; its words keep their leading space. Gender alone is looked
   * up, the others are hashed.
   */
  private static Map<String, TensorData> person(String gender) {
    Map<String, Float> numbers =
        Map.of(
            "age", 25f,
            "education_num", 7f,
            "capital_gain", 0f,
            "capital_loss", 0f,
            "hours_per_week", 40f);
    Map<String, String> words =
        Map.of(
            "workclass", " Private",
            "education", " 11th",
            "marital_status", " Never-married",
            "occupation", " Machine-op-inspct",
            "relationship", " Own-child",
            "race", " Black",
            "gender", gender,
            "native_country", " United-States");
    Map<String, TensorData> inputs = new HashMap<>();
    inputs.putAll(Maps.transformValues(numbers, number -> TensorData.of(Shape.of(1), number)));
    inputs.putAll(Maps.transformValues(words, word -> TensorData.of(Shape.of(1), word)));
    return inputs;
  }

  private static Map<String, TensorData> tensors(Map<String, ? extends NdArray<?>> arrays) {
    return Maps.transformValues(arrays, TensorData::of);
  }

  private static NdArray<?> vector(float... values) {
    return StdArrays.ndCopyOf(values);
  }

  private static NdArray<?> column(float... values) {
    FloatNdArray column = NdArrays.ofFloats(Shape.of(values.length, 1));
    for (int i = 0; i < values.length; i++) {
      column.setFloat(values[i], i, 0);
    }
    return column;
  }
}
