package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.NativeMemory;
import dev.jera.runtime.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.exceptions.TFUnimplementedException;
import org.tensorflow.ndarray.Shape;

/** What TensorFlow runs in the place of a bundle as exported, and when it does not. */
class PlansTest {
  private static final PredictorOptions ALWAYS =
      PredictorOptions.defaults().withPlanning(Planning.ALWAYS);

  @TempDir private Path directory;

  @Test
  void aBatchOfAnySizeIsAnsweredInItsOrder() {
    try (Predictor predictor = Predictor.load(Bundles.affine(directory.resolve("1")), ALWAYS)) {
      assertThat(predictor.plans().get("classify"))
          .isEqualTo(
              new RunPlan(
                  true,
                  false,
                  64,
                  "2 answers equal to TensorFlow's, 0 golden samples among what was asked"));
      for (int rows : new int[] {1, 2, 63, 64, 65, 127, 129, 10_000}) {
        float[] x = new float[rows * 3];
        float[] y = new float[rows * 2];
        for (int i = 0; i < rows; i++) {
          x[3 * i] = i;
          x[3 * i + 2] = 1;
          y[2 * i] = i + 5.5f;
          y[2 * i + 1] = 2 * i + 5.5f;
        }
        assertThat(predictor.predict(x)).as("%s rows", rows).isEqualTo(y);
      }
    }
  }

  @Test
  void aBufferIsCutToo() {
    int rows = 1_001;
    ByteBuffer bytes = ByteBuffer.allocateDirect(rows * 4);
    float[] sums = new float[rows];
    for (int i = 0; i < rows; i++) {
      bytes.put(4 * i, (byte) (i % 251));
      bytes.put(4 * i + 3, (byte) 4);
      sums[i] = i % 251 + 4;
    }
    TensorData x =
        TensorData.of(Dtype.UINT8, Shape.of(rows, 2, 2), bytes.order(ByteOrder.nativeOrder()));
    try (Predictor predictor = Predictor.load(Bundles.pixels(directory.resolve("1")), ALWAYS)) {
      assertThat(predictor.plans().get("serving_default").cutFrom()).isEqualTo(64);
      assertThat(predictor.predict(x).floats()).containsExactly(sums);
    }
  }

  @Test
  void someOutputsAreCutAsAllAre() {
    float[] x = new float[600];
    for (int i = 0; i < x.length; i++) {
      x[i] = i % 10;
    }
    try (Predictor predictor = Predictor.load(Bundles.powers(directory.resolve("1"), 3), ALWAYS)) {
      Map<String, TensorData> answers =
          predictor.predict(
              "serving_default", Map.of("x", TensorData.of(Shape.of(600), x)), Set.of("y1", "y3"));
      assertThat(answers).containsOnlyKeys("y1", "y3");
      assertThat(answers.get("y3").floats()[599]).isEqualTo(9 * 9 * 9);
      assertThat(answers.get("y1").floats()).containsExactly(x);
    }
  }

  @Test
  void whatIsNotOfRowsAloneIsFrozenAndNeverCut() {
    float[] x = new float[1_000];
    Arrays.fill(x, 1);
    try (Predictor predictor = Predictor.load(Bundles.total(directory.resolve("1")), ALWAYS)) {
      assertThat(predictor.plans().get("serving_default"))
          .satisfies(plan -> assertThat(plan.frozen()).isTrue())
          .satisfies(plan -> assertThat(plan.cutFrom()).isZero());
      assertThat(predictor.predict(TensorData.of(Shape.of(1_000), x)).floats())
          .containsExactly(1_000f);
    }
  }

  @Test
  void whatHasAStateRunsAsExported() {
    try (Predictor predictor = Predictor.load(Bundles.noise(directory.resolve("1")), ALWAYS)) {
      assertThat(predictor.plans().get("serving_default").isAsExported()).isTrue();
      assertThat(predictor.plans().get("serving_default").reason())
          .contains("op RandomUniform of ")
          .endsWith(" has or changes a state");
      assertThat(predictor.predict(new float[] {1, 1}))
          .isNotEqualTo(predictor.predict(new float[] {1, 1}));
    }
  }

  @Test
  void whatCannotBeComparedRunsAsExported() {
    try (Predictor predictor = Predictor.load(Bundles.shout(directory.resolve("1")), ALWAYS)) {
      assertThat(predictor.plans().get("shout").reason()).endsWith("there is nothing to compare");
      assertThat(predictor.predict(TensorData.ofNested(new String[] {"a"})).strings())
          .containsExactly("A");
    }
  }

  @Test
  void errorsAreThoseOfTheBundleAsExported() {
    Path bundle = Bundles.quotient(directory.resolve("1"));
    int[] x = new int[1_000];
    Arrays.fill(x, 4);
    x[700] = 0;
    TensorData bad = TensorData.of(Shape.of(1_000), x);
    try (Predictor planned = Predictor.load(bundle, ALWAYS);
        Predictor plain =
            Predictor.load(bundle, PredictorOptions.defaults().withPlanning(Planning.NONE))) {
      assertThat(plain.plans().toString())
          .isEqualTo("{serving_default=as exported (no plan wanted)}");
      PredictionException expected = failure(plain, bad);
      assertThat(failure(planned, bad)).hasMessage(expected.getMessage());
      x[700] = 3;
      assertThat(planned.predict(bad).ints()[700]).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @MethodSource
  void whatTensorFlowCannotRunOtherwiseRunsAsExported(RuntimeException failure) {
    List<TensorData> answer = List.of(TensorData.of(Shape.of(1), 3f));
    Acceleration.Run failing =
        inputs -> {
          throw failure;
        };
    assertThat(Plans.orExported(failing, inputs -> answer).run(List.of())).isSameAs(answer);
  }

  /** TensorFlow Java's exceptions have no common type. */
  static List<RuntimeException> whatTensorFlowCannotRunOtherwiseRunsAsExported() {
    return List.of(
        new TFResourceExhaustedException("no memory for it"),
        new TFInvalidArgumentException("not this shape"),
        new TFUnimplementedException("no kernel"));
  }

  private static PredictionException failure(Predictor predictor, TensorData x) {
    return assertThatExceptionOfType(PredictionException.class)
        .isThrownBy(() -> predictor.predict(x))
        .actual();
  }

  @Test
  void aPlanIsMeasuredAndToldUnlessAnotherIsWanted() {
    try (Logged logged = new Logged();
        Predictor predictor = Predictor.load(Bundles.affine(directory.resolve("1")))) {
      RunPlan plan = predictor.plans().get("classify");
      assertThat(plan.reason())
          .matches(
              "(batch \\d+ cut: \\d+\\.\\d\\d times as fast(, one thread's part alone \\d+\\.\\d\\d times as fast)?; ){1,3}batch 1 on one thread: \\d+\\.\\d\\d times as fast; batch 1 frozen: \\d+\\.\\d\\d times as fast; 2 answers equal .*");
      assertThat(logged.messages(Level.INFO))
          .contains("%s: 'classify' runs %s".formatted(predictor.path(), plan));
    }
  }

  @Test
  void whatIsNotUsedIsClosed() {
    Path bundle = Bundles.noise(directory.resolve("1"));
    long before = NativeMemory.now().sessions();
    try (Predictor predictor = Predictor.load(bundle, ALWAYS)) {
      assertThat(NativeMemory.now().sessions()).isEqualTo(before + 1);
      assertThat(predictor.plans()).hasSize(1);
    }
  }

  /** The bundle as exported, its copy for small batches, and that for parts of large ones. */
  @Test
  void signaturesOfTheSameTensorsShareSessions() {
    Path bundle = Bundles.affine(directory.resolve("1"));
    long before = NativeMemory.now().sessions();
    try (Predictor predictor = Predictor.load(bundle, ALWAYS)) {
      assertThat(predictor.plans()).hasSize(2);
      assertThat(NativeMemory.now().sessions()).isEqualTo(before + 3);
    }
  }
}
