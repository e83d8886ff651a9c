package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.runtime.TensorData;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.StdArrays;

class PredictorMemoryTest {
  @TempDir private Path directory;

  @Test
  void noTensorIsLeftOpenByGoodCallsOrBadOnes() {
    try (Predictor affine = Predictor.load(Bundles.affine(directory.resolve("1")));
        Predictor pair = Predictor.load(Bundles.twoInputsTwoOutputs(directory.resolve("2")));
        Predictor quotient = Predictor.load(Bundles.quotient(directory.resolve("3")))) {
      Runnable calls =
          () -> {
            affine.predict(new float[6]);
            affine.predict(StdArrays.ndCopyOf(new float[2][3]));
            pair.predict(
                "serving_default",
                Map.of("a", TensorData.ofNested(new float[1]), "n", TensorData.ofNested(1)));
            assertThatExceptionOfType(PredictionException.class)
                .isThrownBy(() -> quotient.predict(NdArrays.vectorOf(0)));
            assertThatIllegalArgumentException().isThrownBy(() -> affine.predict(new float[5]));
          };
      calls.run();
      long before = Pointer.totalCount();
      for (int i = 0; i < 200; i++) {
        calls.run();
      }
      // Other garbage may go meanwhile; 200 rounds that leak would leave over 200 pointers more.
      assertThat(Pointer.totalCount()).isLessThan(before + 50);
    }
  }

  @Test
  void residentMemoryStaysFlat() {
    float[] values = new float[1 << 20];
    try (Predictor total = Predictor.load(Bundles.total(directory.resolve("1")))) {
      for (int i = 0; i < 50; i++) {
        total.predict(values);
      }
      long before = Pointer.physicalBytes();
      for (int i = 0; i < 400; i++) {
        total.predict(values);
      }
      assertThat(Pointer.physicalBytes() - before)
          .as("growth over 400 runs of 4 MB each")
          .isLessThan(200L << 20);
    }
  }

  @Test
  void closingFreesWhatLoadingTook() {
    Path bundle = Bundles.affine(directory.resolve("1"));
    Predictor.load(bundle).close();
    long before = Pointer.totalCount();
    for (int i = 0; i < 50; i++) {
      Predictor.load(bundle).close();
    }
    assertThat(Pointer.totalCount()).isLessThan(before + 25);
  }
}
