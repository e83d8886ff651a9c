package dev.jera.onnx;

import static dev.jera.onnx.OpBundle.weights;
import static dev.jera.onnx.OpBundle.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.PredictionLog;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.serving.Engine;
import dev.jera.serving.GoldenCheck;
import dev.jera.serving.PredictionException;
import dev.jera.serving.Predictor;
import dev.jera.serving.PredictorOptions;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gather;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/** What ONNX Runtime does not get, and TensorFlow answers. */
class RefusedBundlesTest {
  private static final PredictorOptions OPTIONS =
      PredictorOptions.defaults().withAccelerator(new OnnxAccelerator());

  @TempDir private Path directory;

  @Test
  void anUnknownOpIsNamedWithItsNode() {
    Path bundle =
        write(directory.resolve("1"), Shape.of(-1), (tf, x) -> tf.withName("gamma").math.lgamma(x));
    assertAnsweredByTensorFlow(
        bundle, "op Lgamma of node 'gamma' cannot be translated: ONNX's op for it is not known");
  }

  @Test
  void anAttributeThatIsNotTranslatedIsNamedToo() {
    Path bundle =
        write(
            directory.resolve("1"),
            Shape.of(-1, 4),
            (tf, x) ->
                tf.withName("rows")
                    .gather(
                        x, tf.dtypes.cast(x, TInt32.class), tf.constant(1), Gather.batchDims(1L)));
    assertAnsweredByTensorFlow(
        bundle,
        "op GatherV2 of node 'rows' cannot be translated: batch_dims is i: 1 (expected: 0)");
  }

  @Test
  void aStringAndAStateAreNamed() {
    assertAnsweredByTensorFlow(
        write(
            directory.resolve("text"), TString.class, Shape.of(-1), (tf, x) -> tf.strings.upper(x)),
        "signature 'serving_default': 'x' is string");
    assertAnsweredByTensorFlow(
        write(
            directory.resolve("dice"),
            Shape.of(-1),
            (tf, x) ->
                tf.math.add(
                    x, tf.withName("dice").random.randomUniform(tf.shape(x), TFloat32.class))),
        "op RandomUniform of 'dice' has or changes a state");
  }

  @Test
  void aDivisionThatCouldEndTheProcessIsNotTranslated() {
    assertAnsweredByTensorFlow(
        write(
            directory.resolve("1"),
            TInt32.class,
            Shape.of(-1),
            (tf, x) -> tf.math.div(tf.constant(12), x)),
        "it divides integers by what may be 0 or -1");
  }

  @Test
  void aGoldenSampleThatLiesRefusesTheTranslation() {
    PredictionLog lie =
        new PredictionLog(
            Signature.DEFAULT,
            Map.of("x", TensorData.of(Shape.of(2), 1f, 2f)),
            // 2 and 4, the second 0.001 too large: 1e-4 + 1e-4 * 4.001 = 0.0005.
            Map.of("y", TensorData.of(Shape.of(2), 2f, 4.001f)));
    Path bundle =
        write(
            directory.resolve("1"), Shape.of(-1), (tf, x) -> tf.math.mul(x, tf.constant(2f)), lie);
    try (Predictor predictor =
        Predictor.load(bundle, OPTIONS.withGolden(GoldenCheck.of(GoldenCheck.Mode.IGNORE)))) {
      assertThat(predictor.engine().name()).isEqualTo(Engine.TENSORFLOW);
      assertThat(predictor.engine().reason())
          .contains("a golden sample: output 'y' is 4.0 at [1] (expected: 4.001 +-");
      assertThat(predictor.predict(new float[] {3})).containsExactly(6);
    }
  }

  @Test
  void whatOnnxRuntimeCannotAnswerIsTensorFlowsError() {
    Path bundle =
        write(directory.resolve("1"), TInt32.class, Shape.of(-1), RefusedBundlesTest::embedding);
    try (Predictor predictor = Predictor.load(bundle, OPTIONS)) {
      assertThat(predictor.engine().name()).isEqualTo("onnx");
      for (int outside : new int[] {-1, 10}) {
        assertThatExceptionOfType(PredictionException.class)
            .isThrownBy(() -> predictor.predict(TensorData.of(Shape.of(1), outside)))
            .withMessageContaining("indices[0] = %s is not in [0, 10)", outside);
      }
      assertThat(predictor.predict(TensorData.of(Shape.of(1), 9)).shape())
          .isEqualTo(Shape.of(1, 4));
    }
  }

  private static Operand<?> embedding(Ops tf, Operand<TInt32> x) {
    return tf.gather(weights(tf, 10, 4), x, tf.constant(0));
  }

  private static void assertAnsweredByTensorFlow(Path bundle, String reason) {
    try (Predictor predictor = Predictor.load(bundle, OPTIONS)) {
      assertThat(predictor.engine().name()).isEqualTo(Engine.TENSORFLOW);
      assertThat(predictor.engine().reason()).contains(reason);
    }
  }
}
