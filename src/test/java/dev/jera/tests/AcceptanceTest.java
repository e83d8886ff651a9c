package dev.jera.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tutorials to their full accuracy; run with -Pacceptance. */
@Tag("acceptance")
class AcceptanceTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "keras-cnn, 1, 0.990",
    "keras-cnn, 2, 0.990",
    "keras-cnn, 3, 0.990",
    "keras-cnn-rmsprop, 1, 0.990",
    "keras-cnn-rmsprop, 2, 0.990",
    "keras-cnn-rmsprop, 3, 0.990",
    "fashion-mlp, 1, 0.877",
    "fashion-mlp, 2, 0.877",
    "fashion-mlp, 3, 0.877",
    "lenet, 1, 0.989",
    "lenet, 2, 0.989",
    "lenet, 3, 0.989",
    "deep-cnn, 42, 0.9707"
  })
  void aRecipeReachesItsAccuracy(String recipe, long seed, double atLeast) throws Exception {
    Path report = directory.resolve("report.json");
    Jera.Run train =
        Jera.run(
            "train",
            recipe,
            "--seed",
            Long.toString(seed),
            "--export",
            directory.resolve("bundle").toString(),
            "--report",
            report.toString());
    assertThat(train.exitCode()).as(train.errors()).isZero();
    JsonNode test = new ObjectMapper().readTree(report.toFile()).get("test");
    System.out.printf("%s, seed %d: %s%n", recipe, seed, test);
    assertThat(test.get("accuracy").asDouble()).isGreaterThanOrEqualTo(atLeast);
  }
}
