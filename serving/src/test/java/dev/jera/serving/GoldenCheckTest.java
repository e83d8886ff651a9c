package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.jera.runtime.NativeMemory;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.PredictionLog;
import dev.jera.runtime.savedmodel.PredictionLogFile;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.SavedModelException;
import dev.jera.runtime.savedmodel.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

/** Of y = x . [[1, 2], [3, 4], [5, 6]] + [0.5, -0.5]. */
class GoldenCheckTest {
  /** 1 + 3 + 5 + 0.5, 2 + 4 + 6 - 0.5. */
  private static final PredictionLog ONES = sample(Signature.DEFAULT, "y", 9.5f, 11.5f);

  @TempDir private Path directory;

  @Test
  void aBundleThatAnswersAsItDidIsLoaded() {
    Path bundle = Bundles.affine(directory.resolve("1"));
    write(bundle, ONES, sample("classify", "y", 9.5f + 0.0019f, 11.5f - 0.0019f));
    Predictor.load(bundle).close();
  }

  @Test
  void aBundleThatAnswersOtherwiseIsRefusedWarnedOfOrLeftAlone() {
    Path bundle = Bundles.affine(directory.resolve("1"), 2);
    write(bundle, ONES);
    long before = NativeMemory.now().sessions();
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> Predictor.load(bundle))
        .withMessageStartingWith("SavedModel %s: golden sample 1 of 1: output 'y' ", bundle)
        // Twice the sums, 18.5 and 23.5: 9 and 12 too much; 1e-4 + 1e-3 * 11.5 = 0.0116.
        .withMessageContaining("is 23.5 at [0, 1] (expected: 11.5 +- 0.0116)")
        .withMessageContaining("2 of 2 values are off")
        .withMessageContaining("copy or export it again, or load it with another GoldenCheck")
        .withMessageContaining("assets.extra/jera/golden_samples");
    assertThat(NativeMemory.now().sessions()).isEqualTo(before);
    for (GoldenCheck.Mode mode : List.of(GoldenCheck.Mode.WARN, GoldenCheck.Mode.IGNORE)) {
      assertAnswers(bundle, GoldenCheck.of(mode));
    }
  }

  @Test
  void theToleranceIsTheCallers() {
    Path bundle = Bundles.affine(directory.resolve("1"), 2);
    write(bundle, ONES);
    GoldenCheck wide = GoldenCheck.of(GoldenCheck.Mode.REFUSE).withAbsoluteTolerance(12);
    assertAnswers(bundle, wide);
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(
            () -> load(bundle, wide.withAbsoluteTolerance(11.9).withRelativeTolerance(0)).close());
  }

  @Test
  void aSampleThatCannotBeAskedIsLikeOneThatIsAnsweredOtherwise() {
    assertRefused(
        sample("nothing", "y", 1, 1),
        "golden sample 2 of 2 cannot be asked: No signature 'nothing' in ");
    assertRefused(
        new PredictionLog("classify", Map.of(), Map.of()),
        "golden sample 2 of 2 cannot be asked: ");
    assertRefused(
        sample("classify", "z", 1, 1),
        "golden sample 2 of 2: output 'z' is not answered (expected: one of [y])");
  }

  @Test
  void aDamagedFileIsLikeASampleThatIsAnsweredOtherwise() throws IOException {
    Path bundle = Bundles.affine(directory.resolve("1"));
    write(bundle, ONES);
    Path file = bundle.resolve(SavedModel.GOLDEN_SAMPLES);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> Predictor.load(bundle))
        .withMessageContaining("the golden samples cannot be read: ")
        .withMessageContaining("data with a wrong checksum");
    for (GoldenCheck.Mode mode : List.of(GoldenCheck.Mode.WARN, GoldenCheck.Mode.IGNORE)) {
      load(bundle, GoldenCheck.of(mode)).close();
    }
  }

  private void assertRefused(PredictionLog second, String message) {
    Path bundle = Bundles.affine(directory.resolve(second.toString().hashCode() + ""));
    write(bundle, ONES, second);
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> Predictor.load(bundle))
        .withMessageContaining(message);
    try (Logged logged = new Logged()) {
      load(bundle, GoldenCheck.of(GoldenCheck.Mode.WARN)).close();
      assertThat(logged.events(Level.WARN)).hasSize(1);
      ILoggingEvent told = logged.events(Level.WARN).get(0);
      assertThat(told.getFormattedMessage()).contains(message);
      assertThat(told.getThrowableProxy() != null)
          .as("has its cause")
          .isEqualTo(message.contains("cannot be asked"));
    }
  }

  /** A bundle whose factor is 2. */
  private static void assertAnswers(Path bundle, GoldenCheck check) {
    try (Predictor predictor = load(bundle, check)) {
      assertThat(predictor.predict(new float[] {1, 1, 1})).containsExactly(18.5f, 23.5f);
    }
  }

  private static Predictor load(Path bundle, GoldenCheck check) {
    return Predictor.load(bundle, PredictorOptions.defaults().withGolden(check));
  }

  private static PredictionLog sample(String signature, String output, float... answer) {
    return new PredictionLog(
        signature,
        Map.of("x", TensorData.of(Shape.of(1, 3), 1f, 1f, 1f)),
        Map.of(output, TensorData.of(Shape.of(1, 2), answer)));
  }

  private static void write(Path bundle, PredictionLog... samples) {
    PredictionLogFile.write(bundle.resolve(SavedModel.GOLDEN_SAMPLES), List.of(samples));
  }
}
