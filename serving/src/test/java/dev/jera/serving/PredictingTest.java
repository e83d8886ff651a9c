package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.runtime.TensorData;
import dev.jera.serving.batching.Batching;
import dev.jera.serving.batching.BatchingPredictor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

/** Every way to ask answers the same, with batching and without. */
@Timeout(60)
class PredictingTest {
  @TempDir private static Path directory;

  @Test
  void flatNestedAndTypedValuesAreAnswered() {
    Path bundle = Bundles.affine(directory.resolve("affine/1"));
    float[] expected = {22.5f, 27.5f};
    TensorData row = TensorData.of(Shape.of(1, 3), 1, 2, 3);
    TensorData x = TensorData.of(Shape.of(1, 3), 1f, 2f, 3f);
    each(
        bundle,
        model -> {
          assertThat(model.path()).isEqualTo(bundle);
          assertThat(model.signatures()).containsOnlyKeys("classify", "serving_default");
          assertThat(model.defaultSignature()).isEqualTo("serving_default");
          assertThat(model.predict(new float[] {1, 2, 3})).containsExactly(expected);
          assertThat(model.predict("classify", new float[] {1, 2, 3})).containsExactly(expected);
          assertThat(model.predict(StdArrays.ndCopyOf(new float[][] {{1, 2, 3}})))
              .isEqualTo(StdArrays.ndCopyOf(new float[][] {expected}));
          assertThat(model.predict(x).floats()).containsExactly(expected);
          assertThat(model.predict(List.of(x)).get(0).floats()).containsExactly(expected);
          assertThat(model.predict(Map.of("x", x)).get("y").floats()).containsExactly(expected);
          assertThatIllegalArgumentException()
              .isThrownBy(() -> model.predict(row))
              .withMessageContaining("int32 [1, 3] (expected: float32 [?, 3])");
          assertThatIllegalArgumentException()
              .isThrownBy(() -> model.predict("train", new float[3]))
              .withMessageContaining("No signature 'train'");
        });
  }

  @Test
  void bytesAreAnswered() {
    each(
        Bundles.pixels(directory.resolve("pixels/1")),
        model ->
            assertThat(model.predict(new byte[] {1, 2, 3, 4, -1, 0, 0, 0}))
                .containsExactly(10, 255));
  }

  @Test
  void severalInputsAndOutputsGoByNameAndByPosition() {
    TensorData a = TensorData.of(Shape.of(2), 1.5f, 2.5f);
    TensorData n = TensorData.of(Shape.scalar(), 2);
    TensorData sum = TensorData.of(Shape.of(2), 3.5f, 4.5f);
    TensorData count = TensorData.of(Shape.scalar(), 2);
    each(
        Bundles.twoInputsTwoOutputs(directory.resolve("pair/1")),
        model -> {
          String name = model.defaultSignature();
          assertThat(model.predict(List.of(a, n))).containsExactly(count, sum);
          assertThat(model.predict(Map.of("a", a, "n", n)))
              .isEqualTo(Map.of("sum", sum, "count", count));
          assertThat(model.predict(name, Map.of("a", a, "n", n), Set.of("count")))
              .isEqualTo(Map.of("count", count));
          assertThatIllegalArgumentException()
              .isThrownBy(() -> model.predict(name, Map.of("a", a, "n", n), Set.of()))
              .withMessage(
                  "outputs: none (expected: some of [count, sum], of signature 'serving_default' of %s)",
                  model.path());
          assertThatIllegalArgumentException()
              .isThrownBy(() -> model.predict(List.of(a)))
              .withMessage(
                  "inputs: 1 of them (expected: 2 for signature 'serving_default' of %s, in the order [a, n])",
                  model.path());
        });
  }

  @Test
  void nullsAreNamed() {
    TensorData a = TensorData.of(Shape.of(2), 1.5f, 2.5f);
    Map<String, TensorData> n = new HashMap<>();
    n.put("a", a);
    n.put("n", null);
    each(
        Bundles.twoInputsTwoOutputs(directory.resolve("nulls/1")),
        model -> {
          String name = model.defaultSignature();
          assertRefused(
              () -> model.predict(Arrays.asList(a, null)),
              "inputs: null for input 'n' (expected: values for [a, n], in this order)");
          assertRefused(() -> model.predict((List<TensorData>) null), "inputs: null (expected: ");
          assertRefused(
              () -> model.predict((Map<String, TensorData>) null), "inputs: null (expected: ");
          assertThatIllegalArgumentException()
              .isThrownBy(() -> model.predict(n))
              .withMessageContaining("'n'");
          assertRefused(
              () -> model.predict(name, Map.of("a", a), null), "outputs: null (expected: ");
        });
    each(
        Bundles.affine(directory.resolve("null/1")),
        model -> {
          assertRefused(
              () -> model.predict((float[]) null),
              "values: null (expected: a float[], for signature 'serving_default' of ");
          assertRefused(
              () -> model.predict((TensorData) null),
              "input: null (expected: a tensor, for input 'x' of signature 'serving_default' of ");
          assertRefused(
              () -> model.predict((NdArray<?>) null),
              "input: null (expected: an NdArray, for 'serving_default')");
        });
    each(
        Bundles.pixels(directory.resolve("bytes/1")),
        model ->
            assertRefused(
                () -> model.predict((byte[]) null), "values: null (expected: a byte[], for "));
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessageStartingWith(message);
  }

  @Test
  void theOnlySignatureIsTheDefault() {
    each(
        Bundles.shout(directory.resolve("shout/1")),
        model -> {
          assertThat(model.defaultSignature()).isEqualTo("shout");
          assertThat(model.predict(TensorData.of(Shape.of(1), "a")).strings()).containsExactly("A");
        });
  }

  @Test
  void aSignatureThatCannotBeCalledSaysWhyToEveryFace() {
    each(
        Bundles.identities(directory.resolve("identities/1")),
        model -> {
          for (Runnable call :
              List.<Runnable>of(
                  () -> model.predict("sparse", new float[1]),
                  () -> model.predict("sparse", TensorData.of(Shape.of(1, 1), 1f)),
                  () -> model.predict("sparse", List.of(TensorData.of(Shape.of(1, 1), 1f))))) {
            assertThatExceptionOfType(PredictionException.class)
                .isThrownBy(call::run)
                .withMessageStartingWith("Cannot call signature 'sparse' of " + model.path());
          }
        });
  }

  @Test
  void aBatchIsHandedInForTheDefaultSignature() {
    try (Predictor predictor = Predictor.load(Bundles.affine(directory.resolve("submit/1")));
        BatchingPredictor batches = new BatchingPredictor(predictor, Batching.of(4))) {
      TensorData x = TensorData.of(Shape.of(1, 3), 0f, 0f, 0f);

      assertThat(batches.submit(Map.of("x", x)).join().get("y").floats())
          .containsExactly(0.5f, -0.5f);
    }
  }

  private static void each(Path bundle, Consumer<Predicting> check) {
    try (Predictor predictor = Predictor.load(bundle);
        BatchingPredictor batches = new BatchingPredictor(predictor, Batching.of(4))) {
      check.accept(predictor);
      check.accept(batches);
    }
  }
}
