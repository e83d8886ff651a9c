package dev.jera.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.serving.Engine;
import dev.jera.serving.Predictor;
import dev.jera.serving.PredictorOptions;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;

/**
 * Bundles that Python programs exported: answered as by TensorFlow, or left to it with a reason.
 */
class PythonBundlesTest {
  private static final PredictorOptions OPTIONS =
      PredictorOptions.defaults().withAccelerator(new OnnxAccelerator());

  @ParameterizedTest
  @CsvSource({"tfnet_simple_mnist, 784", "mlperf_tiny_kws, 490"})
  void aKerasNetIsAnsweredAlike(String name, int values) {
    try (Predictor judge = Predictor.load(SavedModels.python(name));
        Predictor predictor = Predictor.load(SavedModels.python(name), OPTIONS)) {
      assertThat(predictor.engine().name()).isEqualTo("onnx");
      for (int batch : new int[] {1, 2, 33}) {
        float[] inputs = floats(batch * values);
        assertAlike(predictor.predict(inputs), judge.predict(inputs));
      }
    }
  }

  @Test
  void integersAreAnsweredAlike() {
    try (Predictor predictor = Predictor.load(SavedModels.python("tfjs_multi_output"), OPTIONS)) {
      assertThat(predictor.engine().name()).isEqualTo("onnx");
      TensorData x = TensorData.of(Shape.scalar(), 3);
      TensorData y = TensorData.of(Shape.scalar(), 5);
      assertThat(predictor.predict(Map.of("x", x, "y", y)))
          .isEqualTo(
              Map.of(
                  "output_0", TensorData.of(Shape.scalar(), 6),
                  "output_1", TensorData.of(Shape.scalar(), 5)));
    }
  }

  @Test
  void bytesAreAnsweredAlike() {
    try (Predictor predictor = Predictor.load(SavedModels.python("tfjs_uint8_multiply"), OPTIONS)) {
      assertThat(predictor.engine().name()).isEqualTo("onnx");
      TensorData answer = predictor.predict(TensorData.of(Shape.of(1), (byte) 3));
      assertThat(answer.dtype()).isEqualTo(Dtype.INT32);
      assertThat(answer.ints()).containsExactly(18);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tfrust_regression_train | op ResourceApplyGradientDescent of",
        "mlnet_string_test | 'A' is string",
        "half_plus_two_tf2 | 'inputs' is string",
        "half_plus_two_2_versions | 'inputs' is string",
        "zoltar_iris_estimator | 'inputs' is string",
        "census_estimator | 'education' is string"
      })
  void whatIsNotOfNumbersAloneIsLeftToTensorFlow(String name, String reason) {
    try (Predictor predictor = Predictor.load(SavedModels.python(name), OPTIONS)) {
      assertThat(predictor.engine().name()).isEqualTo(Engine.TENSORFLOW);
      assertThat(predictor.engine().reason()).startsWith("not onnx: ").contains(reason);
    }
  }

  private static float[] floats(int size) {
    Random random = new Random(1);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  private static void assertAlike(float[] given, float[] expected) {
    assertThat(given).hasSameSizeAs(expected);
    for (int i = 0; i < given.length; i++) {
      assertThat((double) given[i]).isCloseTo(expected[i], within(1e-4));
    }
  }
}
