package dev.jera.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.runtime.NativeMemory;
import dev.jera.runtime.TensorData;
import dev.jera.serving.Accelerator;
import dev.jera.serving.Predictor;
import dev.jera.serving.PredictorOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

/** The shipped net on ONNX Runtime. */
class OnnxPredictorTest {
  private static final int PIXELS = 28 * 28;
  private static final PredictorOptions OPTIONS =
      PredictorOptions.defaults().withAccelerator(new OnnxAccelerator());

  @Test
  void digitsAreAnsweredAsByTensorFlowInAnyBatch() {
    try (Predictor judge = Predictor.load(SavedModels.mnist());
        Predictor predictor = Predictor.load(SavedModels.mnist(), OPTIONS)) {
      assertThat(judge.engine().toString()).isEqualTo("tensorflow (no accelerator wanted)");
      assertThat(predictor.engine().name()).isEqualTo("onnx");
      assertThat(predictor.engine().reason())
          .startsWith("ONNX Runtime ")
          .contains("answers equal to TensorFlow's");
      for (int batch : new int[] {7, 1, 64, 1}) {
        byte[] images = images(batch, batch);
        assertAlike(predictor.predict(images), judge.predict(images));
      }
    }
  }

  @Test
  void noExampleIsAnsweredWithNone(@TempDir Path directory) {
    Path twice =
        OpBundle.write(
            directory.resolve("1"), Shape.of(-1, 2), (tf, x) -> tf.math.mul(x, tf.constant(2f)));
    try (Predictor predictor = Predictor.load(twice, OPTIONS)) {
      assertThat(predictor.engine().name()).isEqualTo("onnx");
      TensorData none = TensorData.of(Shape.of(0, 2), new float[0]);
      assertThat(predictor.predict(none).shape()).isEqualTo(Shape.of(0, 2));
    }
  }

  @Test
  void oneOutputOfThemIsAnswered() {
    try (Predictor predictor = Predictor.load(SavedModels.mnist(), OPTIONS)) {
      var signature = predictor.signature("serving_default");
      String input = signature.inputs().keySet().iterator().next();
      String output = signature.outputs().keySet().iterator().next();
      var image = TensorData.of(Shape.of(1, 28, 28, 1), images(1, 3));
      assertThat(predictor.predict("serving_default", Map.of(input, image), Set.of(output)))
          .containsOnlyKeys(output);
    }
  }

  @Test
  void everyThreadGetsItsOwnAnswer() {
    try (Predictor judge = Predictor.load(SavedModels.mnist());
        Predictor predictor = Predictor.load(SavedModels.mnist(), OPTIONS)) {
      ExecutorService threads = Executors.newFixedThreadPool(8);
      List<CompletableFuture<Void>> callers = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        byte[] images = images(thread + 1, thread);
        float[] expected = judge.predict(images);
        callers.add(
            CompletableFuture.runAsync(
                () -> {
                  for (int i = 0; i < 100; i++) {
                    assertAlike(predictor.predict(images), expected);
                  }
                },
                threads));
      }
      callers.forEach(CompletableFuture::join);
      threads.shutdown();
    }
  }

  @Test
  void closingFreesWhatLoadingTook() {
    Predictor.load(SavedModels.mnist(), OPTIONS).close();
    long sessions = NativeMemory.now().sessions();
    long before = Pointer.physicalBytes();
    for (int i = 0; i < 8; i++) {
      Predictor.load(SavedModels.mnist(), OPTIONS).close();
    }
    assertThat(NativeMemory.now().sessions()).isEqualTo(sessions);
    assertThat(Pointer.physicalBytes() - before).isLessThan(100L << 20);
  }

  @Test
  void itIsFoundByItsName() {
    assertThat(Accelerator.named("onnx")).isEqualTo(new OnnxAccelerator());
    assertThat(Accelerator.named("tensorflow")).isSameAs(Accelerator.NONE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Accelerator.named("onyx"))
        .withMessageStartingWith("name: 'onyx' (expected: one of [onnx, tensorflow];");
  }

  @Test
  void threadsAreNotNegative() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OnnxAccelerator(-1))
        .withMessage("intraOpThreads: -1 (expected: >= 0)");
  }

  private static byte[] images(int batch, int seed) {
    byte[] images = new byte[batch * PIXELS];
    new Random(seed).nextBytes(images);
    return images;
  }

  private static void assertAlike(float[] given, float[] expected) {
    assertThat(given).hasSameSizeAs(expected);
    for (int i = 0; i < given.length; i++) {
      assertThat(given[i]).isCloseTo(expected[i], within(1e-5f));
    }
  }
}
