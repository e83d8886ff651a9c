package dev.jera.runtime.savedmodel;

import static dev.jera.runtime.savedmodel.TestBundles.load;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jera.runtime.TensorData;
import dev.jera.runtime.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

class GoldenSamplesTest {
  private static final PredictionLog SAMPLE =
      new PredictionLog(
          Signature.DEFAULT,
          Map.of("x", TensorData.of(Shape.of(1), 3f)),
          Map.of("y", TensorData.of(Shape.of(1), 6f)));

  @TempDir private Path directory;

  @Test
  void theyAreReadAsTheyWereWrittenAndTheSameOnesAreTheSameBytes() throws IOException {
    Path bundle = twice("1", SAMPLE);
    assertThat(SavedModel.read(bundle).goldenSamples()).containsExactly(SAMPLE);
    assertThat(twice("2", SAMPLE).resolve(SavedModel.GOLDEN_SAMPLES))
        .hasSameBinaryContentAs(bundle.resolve(SavedModel.GOLDEN_SAMPLES));
  }

  @Test
  void withoutThemThereIsNoFile() {
    Path bundle = twice("1");
    assertThat(SavedModel.read(bundle).goldenSamples()).isEmpty();
    assertThat(bundle.resolve(SavedModel.GOLDEN_SAMPLES)).doesNotExist();
  }

  @Test
  void theChecksumsCoverThem() throws IOException {
    Path bundle = twice("1", SAMPLE);
    Path file = bundle.resolve(SavedModel.GOLDEN_SAMPLES);
    byte[] bytes = Files.readAllBytes(file);
    bytes[20] ^= 1;
    Files.write(file, bytes);
    assertRefused(bundle, "golden_samples is not as it was written");
    Files.delete(file);
    assertRefused(bundle, "no file assets.extra/jera/golden_samples");
  }

  @Test
  void aCopyWithOtherVariablesHasNone() {
    Path copy = directory.resolve("2");
    try (LoadedSavedModel loaded = load(twice("1", SAMPLE))) {
      loaded.saveTo(copy);
    }
    assertThat(SavedModel.read(copy).goldenSamples()).isEmpty();
    load(copy).close();
  }

  private static void assertRefused(Path bundle, String message) {
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> load(bundle).close())
        .withMessageContaining(message);
  }

  /** y = 2 x, with 2 in a variable. */
  private Path twice(String version, PredictionLog... samples) {
    Path bundle = directory.resolve(version);
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variables variables = new Variables(tf);
      var two = variables.create("two", Shape.scalar(), tf.constant(2f), true).value();
      var x = tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
      Signature signature =
          Signature.predict(
              Signature.DEFAULT,
              List.of(TensorSpec.of("x", x)),
              List.of(TensorSpec.of("y", tf.math.mul(x, two))));
      try (Session session = new Session(graph)) {
        variables.initialize(session);
        SavedModelWriter.write(
            bundle,
            session,
            variables,
            BundleContents.of(List.of(signature)).withGoldenSamples(List.of(samples)));
      }
    }
    return bundle;
  }
}
