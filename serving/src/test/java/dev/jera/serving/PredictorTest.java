package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.runtime.SessionOptions;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.savedmodel.LoadOptions;
import dev.jera.runtime.savedmodel.Signature;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

class PredictorTest {
  @TempDir private Path directory;

  @Test
  void theNewestVersionIsLoadedUnlessOneIsNamed() {
    Path model = directory.resolve("affine");
    Bundles.affine(model.resolve("9"), 1);
    Bundles.affine(model.resolve("10"), 2);
    float[] x = {1, 0, 0};
    try (Predictor newest = Predictor.load(model);
        Predictor named = Predictor.load(model.resolve("9"))) {
      assertThat(newest.path()).isEqualTo(model.resolve("10"));
      assertThat(newest.predict(x)).containsExactly(2.5f, 3.5f);
      assertThat(named.path()).isEqualTo(model.resolve("9"));
      assertThat(named.predict(x)).containsExactly(1.5f, 1.5f);
      assertThat(named).hasToString("Predictor of " + model.resolve("9"));
    }
  }

  @Test
  void itSaysWhatItMayBeAsked() {
    try (Predictor predictor = Predictor.load(Bundles.affine(directory.resolve("1")))) {
      assertThat(predictor.signatures()).containsOnlyKeys("classify", "serving_default");
      Signature signature = predictor.signature("classify");
      assertThat(signature.inputs().get("x")).hasToString("x: float32 [?, 3]");
      assertThat(signature.outputs().get("y")).hasToString("y: float32 [?, 2]");
      assertThat(predictor.description().tags()).containsExactly("serve");
      assertThat(predictor.labels()).containsExactly("a", "b");
    }
  }

  @Test
  void aBundleWithoutLabelsHasNone() {
    try (Predictor predictor = Predictor.load(Bundles.total(directory.resolve("1")))) {
      assertThat(predictor.labels()).isEmpty();
    }
  }

  @Test
  void flatFloatsAreRowsOfTheInput() {
    SessionOptions session = SessionOptions.defaults().withInterOpThreads(1);
    PredictorOptions options =
        PredictorOptions.defaults().withLoad(LoadOptions.defaults().withSession(session));
    try (Predictor predictor = Predictor.load(Bundles.affine(directory.resolve("1")), options)) {
      assertThat(predictor.predict(new float[] {1, 0, 2})).containsExactly(11.5f, 13.5f);
      assertThat(predictor.predict("classify", new float[] {1, 0, 2, 0, 1, 0}))
          .containsExactly(11.5f, 13.5f, 3.5f, 3.5f);
    }
  }

  @Test
  void notANumberIsANumberToAskWith() {
    try (Predictor predictor = Predictor.load(Bundles.affine(directory.resolve("1")))) {
      assertThat(predictor.predict(new float[] {Float.NaN, 0, 0})).contains(Float.NaN);
    }
  }

  @Test
  void flatBytesArePixelsUpTo255() {
    byte[] images = {(byte) 255, 1, 0, 0, 1, 2, 3, (byte) 128};
    try (Predictor predictor = Predictor.load(Bundles.pixels(directory.resolve("1")))) {
      assertThat(predictor.predict(images)).containsExactly(256f, 134f);
      assertThat(predictor.predict(Signature.DEFAULT, images)).containsExactly(256f, 134f);
    }
  }

  @Test
  void aFixedShapeTakesAsManyValuesAsItHolds() {
    try (Predictor predictor = Predictor.load(Bundles.identities(directory.resolve("1")))) {
      assertThat(predictor.predict("fixed", new float[] {1, 2, 3, 4})).containsExactly(1, 2, 3, 4);
    }
  }

  @Test
  void anArrayIsAnsweredByAnArray() {
    try (Predictor predictor = Predictor.load(Bundles.affine(directory.resolve("1")))) {
      NdArray<?> x = StdArrays.ndCopyOf(new float[][] {{1, 0, 2}, {0, 1, 0}});
      NdArray<?> y = StdArrays.ndCopyOf(new float[][] {{11.5f, 13.5f}, {3.5f, 3.5f}});
      assertThat(predictor.predict(x)).isEqualTo(y);
      assertThat(predictor.predict("classify", x)).isEqualTo(y);
    }
  }

  @Test
  void anUnknownRankTakesAnyShape() {
    try (Predictor predictor = Predictor.load(Bundles.identities(directory.resolve("1")))) {
      NdArray<?> scalar = NdArrays.scalarOf(3f);
      NdArray<?> matrix = StdArrays.ndCopyOf(new float[][] {{1}, {2}});
      assertThat(predictor.predict("any", scalar)).isEqualTo(scalar);
      assertThat(predictor.predict("any", matrix)).isEqualTo(matrix);
    }
  }

  @Test
  void severalInputsAndOutputsGoByName() {
    try (Predictor predictor =
        Predictor.load(Bundles.twoInputsTwoOutputs(directory.resolve("1")))) {
      TensorData a = TensorData.of(Shape.of(2), 0.5f, 1.5f);
      TensorData n = TensorData.of(Shape.scalar(), 3);
      TensorData sum = TensorData.of(Shape.of(2), 3.5f, 4.5f);
      TensorData count = TensorData.of(Shape.scalar(), 2);
      Map<String, TensorData> inputs = Map.of("n", n, "a", a);
      assertThat(predictor.predict(inputs)).isEqualTo(Map.of("count", count, "sum", sum));
      assertThat(predictor.predict(Signature.DEFAULT, List.of(a, n))).containsExactly(count, sum);
      assertThat(predictor.predict(Signature.DEFAULT, inputs, Set.of("sum")))
          .isEqualTo(Map.of("sum", sum));
    }
  }

  @Test
  void theOnlySignatureIsTheDefault() {
    try (Predictor predictor = Predictor.load(Bundles.shout(directory.resolve("1")))) {
      assertThat(predictor.predict(NdArrays.vectorOfObjects("ja", "größe")))
          .isEqualTo(NdArrays.vectorOfObjects("JA", "GRößE"));
    }
  }

  @Test
  void answersOutliveThePredictor() {
    NdArray<?> answer;
    try (Predictor predictor = Predictor.load(Bundles.affine(directory.resolve("1")))) {
      answer = predictor.predict(StdArrays.ndCopyOf(new float[][] {{1, 0, 2}}));
    }
    assertThat(answer).isEqualTo(StdArrays.ndCopyOf(new float[][] {{11.5f, 13.5f}}));
  }

  @Test
  void aTensorIsFedAsItIsAndStaysTheCallers() {
    try (Predictor predictor = Predictor.load(Bundles.affine(directory.resolve("1")));
        TFloat32 x = Tensors.of(new float[] {1, 0, 2}, Shape.of(1, 3))) {
      NdArray<?> y = StdArrays.ndCopyOf(new float[][] {{11.5f, 13.5f}});
      assertThat(predictor.predict(x)).isEqualTo(y);
      assertThat(x.getFloat(0, 2)).isEqualTo(2f);
      assertThat(predictor.predict(x)).isEqualTo(y);
    }
    byte[] noText = {'a', (byte) 0xff};
    try (Predictor predictor = Predictor.load(Bundles.shout(directory.resolve("2")));
        TString x = TString.tensorOfBytes(NdArrays.vectorOfObjects(noText))) {
      assertThat(predictor.predict(x)).isEqualTo(NdArrays.vectorOfObjects("A\uFFFD"));
    }
  }
}
