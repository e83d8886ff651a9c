package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.SavedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

class PredictorErrorsTest {
  @TempDir private static Path directory;
  private static Predictor affine;
  private static Predictor pair;
  private static Predictor identities;

  @BeforeAll
  static void load() {
    affine = Predictor.load(Bundles.affine(directory.resolve("affine/1")));
    pair = Predictor.load(Bundles.twoInputsTwoOutputs(directory.resolve("pair/1")));
    identities = Predictor.load(Bundles.identities(directory.resolve("identities/1")));
  }

  @AfterAll
  static void close() {
    affine.close();
    pair.close();
    identities.close();
  }

  @Test
  void anUnknownSignatureIsAnsweredWithThoseThereAre() {
    String message =
        "No signature 'predict' in %s: it has [classify, serving_default]".formatted(affine.path());
    assertRefused(() -> affine.signature("predict"), message);
    assertRefused(() -> affine.predict("predict", new float[3]), message);
    assertRefused(() -> affine.predict("predict", Map.<String, TensorData>of()), message);
    assertRefused(
        () -> identities.predict(new float[4]),
        "No signature 'serving_default' in %s: it has [any, fixed, long, open, rounded, sparse]"
            .formatted(identities.path()));
  }

  @Test
  void anUnknownInputIsAnsweredWithThoseThereAre() {
    TensorData a = TensorData.of(Shape.of(1), 1f);
    assertRefused(
        () -> pair.predict(Map.of("a", a, "n", TensorData.of(Shape.scalar(), 1), "m", a)),
        "No input 'm' in signature 'serving_default' of %s: it has [a, n]".formatted(pair.path()));
  }

  @Test
  void aMissingInputIsNamed() {
    assertRefused(
        () -> pair.predict(Map.of("a", TensorData.of(Shape.of(1), 1f))),
        "Input 'n' of signature 'serving_default' of %s: no value (expected: values for [a, n], given: [a])"
            .formatted(pair.path()));
  }

  @Test
  void aWrongDtypeIsRefusedWithBoth() {
    assertRefused(
        () -> affine.predict(StdArrays.ndCopyOf(new double[][] {{1, 2, 3}})),
        "Input 'x' of signature 'serving_default' of %s: float64 [1, 3] (expected: float32 [?, 3]); convert the values to float32"
            .formatted(affine.path()));
  }

  @Test
  void aWrongShapeIsRefusedWithBoth() {
    assertRefused(
        () -> affine.predict("classify", NdArrays.ofFloats(Shape.of(2, 4))),
        "Input 'x' of signature 'classify' of %s: float32 [2, 4] (expected: float32 [?, 3]); reshape the values, ? being any size"
            .formatted(affine.path()));
    assertRefused(
        () -> affine.predict(NdArrays.vectorOf(1f, 2f, 3f)),
        "Input 'x' of signature 'serving_default' of %s: float32 [3] (expected: float32 [?, 3]); feed one example as [1, 3]"
            .formatted(affine.path()));
  }

  @Test
  void valuesThatDoNotFillTheShapeAreCounted() {
    String message =
        "values: %s of them (expected: a multiple of 3, for input 'x' of signature 'serving_default' of %s, which is [?, 3])";
    assertRefused(() -> affine.predict(new float[7]), message.formatted(7, affine.path()));
    assertRefused(() -> affine.predict(new float[0]), message.formatted(0, affine.path()));
    assertRefused(
        () -> identities.predict("fixed", new float[8]),
        "values: 8 of them (expected: 4, for input 'x' of signature 'fixed' of %s, which is [2, 2])"
            .formatted(identities.path()));
  }

  @Test
  void valuesThatCouldHaveSeveralShapesAreRefused() {
    String message =
        "values: 4 of them do not tell the shape of input 'x' of signature '%s' of %s, which is %s (expected: at most one open size): call predict(TensorData)";
    assertRefused(
        () -> identities.predict("open", new float[4]),
        message.formatted("open", identities.path(), "[?, ?]"));
    assertRefused(
        () -> identities.predict("any", new float[4]),
        message.formatted("any", identities.path(), "[...]"));
  }

  @Test
  void flatValuesOfAnotherDtypeAreToldTheRightMethod() {
    assertRefused(
        () -> affine.predict(new byte[3]),
        "predict(byte[]) feeds uint8, but input 'x' of signature 'serving_default' of %s is float32: call predict(float[])"
            .formatted(affine.path()));
    assertRefused(
        () -> identities.predict("long", new float[3]),
        "predict(float[]) feeds float32, but input 'x' of signature 'long' of %s is int64: call predict(TensorData)"
            .formatted(identities.path()));
    assertRefused(
        () -> identities.predict("rounded", new float[4]),
        "predict(float[]) answers float32, but output 'y' of signature 'rounded' of %s is int64: call predict(TensorData)"
            .formatted(identities.path()));
    try (Predictor pixels = Predictor.load(Bundles.pixels(directory.resolve("pixels/1")))) {
      assertRefused(
          () -> pixels.predict(new float[4]),
          "predict(float[]) feeds float32, but input 'x' of signature 'serving_default' of %s is uint8: call predict(byte[])"
              .formatted(pixels.path()));
    }
  }

  @Test
  void severalInputsDoNotGoIntoTheShortMethods() {
    String message =
        "%s wants one input and one output, but signature 'serving_default' of %s has inputs [a, n] and outputs [count, sum]: call predict(String, Map)";
    assertRefused(
        () -> pair.predict(new float[1]), message.formatted("predict(float[])", pair.path()));
    assertRefused(
        () -> pair.predict(new byte[1]), message.formatted("predict(byte[])", pair.path()));
    assertRefused(
        () -> pair.predict(NdArrays.vectorOf(1f)),
        message.formatted("predict(TensorData)", pair.path()));
  }

  @Test
  void whatTensorFlowRefusesArrivesInItsOwnWords() {
    try (Predictor quotient = Predictor.load(Bundles.quotient(directory.resolve("quotient/1")))) {
      assertThatExceptionOfType(PredictionException.class)
          .isThrownBy(() -> quotient.predict(NdArrays.vectorOf(3, 0)))
          .withMessageStartingWith(
              "TensorFlow failed on signature 'serving_default' of %s: ", quotient.path())
          .withMessageContaining("Integer division by zero")
          .withCauseInstanceOf(TFInvalidArgumentException.class);
      assertThat(quotient.predict(NdArrays.vectorOf(3, 4)))
          .as("the next good call is answered")
          .isEqualTo(NdArrays.vectorOf(4, 3));
    }
  }

  @Test
  void int8IsAnsweredWhateverTheSignatureSaysOfIt() {
    TensorData x = TensorData.of(Shape.of(2), -3f, 127f);
    try (Predictor int8 = Predictor.load(Bundles.int8(directory.resolve("int8/1")))) {
      for (String signature : int8.signatures().keySet()) {
        TensorData y = int8.predict(signature, x);
        assertThat(y).hasToString("int8 [2]");
        assertThat(y.ints()).containsExactly(-3, 127);
      }
    }
  }

  @Test
  void aSignatureThatCannotBeCalledSaysWhy() {
    assertThat(identities.signature("sparse").problem()).contains("its output 'y' names no tensor");
    assertThatExceptionOfType(PredictionException.class)
        .isThrownBy(() -> identities.predict("sparse", TensorData.of(Shape.of(1, 1), 1f)))
        .withMessage(
            "Cannot call signature 'sparse' of %s: its output 'y' names no tensor",
            identities.path());
  }

  @Test
  void aPathWithoutABundleIsNamed() {
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> Predictor.load(directory.resolve("nowhere")))
        .withMessageContaining("nowhere: no such file or directory");
  }

  @Test
  void labelsThatAreNoTextAreRefusedAtLoad() throws IOException {
    Path bundle = Bundles.affine(directory.resolve("labels/1"));
    Files.write(SavedModel.read(bundle).asset(SavedModel.LABELS), new byte[] {'a', (byte) 0xff});
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> Predictor.load(bundle))
        .withMessageContaining("assets/labels.txt cannot be read")
        .withMessageContaining("(expected: UTF-8, one label a line)");
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }
}
