package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.Signature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bundles of other programs, and the one that is shipped, answer with a plan as without. */
class PlannedBundlesTest {
  private static final GoldenCheck TOLERANCE =
      GoldenCheck.of(GoldenCheck.Mode.REFUSE)
          .withAbsoluteTolerance(1e-4)
          .withRelativeTolerance(1e-4);

  @Test
  void theShippedBundleIsCutAndAnswersAlike() {
    Path bundle = shipped();
    byte[] pixels = new byte[600 * 784];
    new Random(1).nextBytes(pixels);
    try (Predictor planned = load(bundle, Planning.ALWAYS);
        Predictor plain = load(bundle, Planning.NONE)) {
      RunPlan plan = planned.plans().get(Signature.DEFAULT);
      assertThat(plan.frozen()).isTrue();
      assertThat(plan.cutFrom()).isEqualTo(64);
      assertAlike(
          Map.of("y", TensorData.ofNested(planned.predict(pixels))),
          Map.of("y", TensorData.ofNested(plain.predict(pixels))));
    }
  }

  @Test
  void theShippedBundleAnswersAlikeByAMeasuredPlan() {
    Path bundle = shipped();
    try (Predictor planned = load(bundle, Planning.MEASURED);
        Predictor plain = load(bundle, Planning.NONE)) {
      RunPlan plan = planned.plans().get(Signature.DEFAULT);
      assertThat(!plan.onOneThread() || plan.cutFrom() > 0).as("%s", plan).isTrue();
      for (int images : new int[] {1, 7, 31, 300}) {
        byte[] pixels = new byte[images * 784];
        new Random(images).nextBytes(pixels);
        assertAlike(
            Map.of("y", TensorData.ofNested(planned.predict(pixels))),
            Map.of("y", TensorData.ofNested(plain.predict(pixels))));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tfnet_simple_mnist, frozen",
    "mlperf_tiny_kws, frozen",
    "tfjs_multi_output, frozen",
    "tfjs_uint8_multiply, frozen",
    "tfrust_regression_train, as exported",
    "half_plus_two_tf2, as exported",
    "census_estimator, as exported",
    "zoltar_iris_estimator, as exported",
    "mlnet_string_test, as exported"
  })
  void anotherProgramsBundleAnswersAlike(String name, String plan) {
    try (Predictor planned = load(python(name), Planning.ALWAYS);
        Predictor plain = load(python(name), Planning.NONE)) {
      assertThat(planned.plans().toString()).contains(plan);
      for (String callable : planned.plans().keySet()) {
        Signature signature = planned.signature(callable);
        for (int batch : new int[] {1, 63, 64, 65, 130, 257}) {
          DrawnInputs.of(signature, batch)
              .ifPresent(
                  drawn ->
                      assertAlike(
                          planned.predict(callable, drawn.values()),
                          plain.predict(callable, drawn.values())));
        }
      }
    }
  }

  private static void assertAlike(Map<String, TensorData> given, Map<String, TensorData> expected) {
    assertThat(given).hasSameSizeAs(expected);
    expected.forEach(
        (name, value) ->
            assertThat(Difference.between(given.get(name), value, TOLERANCE)).as(name).isEmpty());
  }

  private static Predictor load(Path bundle, Planning planning) {
    return Predictor.load(bundle, PredictorOptions.defaults().withPlanning(planning));
  }

  static Path shipped() {
    return above("savedmodels/mnist-cnn").orElseThrow();
  }

  private static Path python(String name) {
    Optional<Path> directory =
        Optional.ofNullable(System.getProperty("jera.savedmodels"))
            .map(Path::of)
            .or(() -> above("shared/savedmodels"));
    assumeTrue(directory.isPresent(), "no shared/savedmodels beside, and no -Djera.savedmodels");
    return directory.orElseThrow().resolve(name);
  }

  private static Optional<Path> above(String name) {
    return Stream.iterate(Path.of("").toAbsolutePath(), path -> path != null, Path::getParent)
        .map(path -> path.resolve(name))
        .filter(Files::isDirectory)
        .findFirst();
  }
}
