package dev.jera.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.jera.runtime.TensorData;
import dev.jera.serving.Predictor;
import dev.jera.serving.mapping.Examples;
import dev.jera.serving.mapping.MappedName;
import dev.jera.serving.mapping.RecordPredictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.Example;

/** Signatures of Estimators take serialized tf.Examples: string tensors whose bytes are no text. */
class SerializedExamplesTest {

  /** The features of an Estimator's examples. */
  public record Iris(
      @MappedName("sepal_length") float sepalLength,
      @MappedName("sepal_width") float sepalWidth,
      @MappedName("petal_length") float petalLength,
      @MappedName("petal_width") float petalWidth) {}

  public record Flower(@MappedName("examples") Example features) {}

  public record Kind(@MappedName("class_ids") long id) {}

  @ParameterizedTest
  @CsvSource({
    "half_plus_two_2_versions/00000123, regress_x_to_y, 3, 7",
    "half_plus_two_2_versions/00000123, regress_x_to_y2, 4, 8",
    "half_plus_two_2_versions/00000124, regress_x_to_y, 3, 7",
    "half_plus_two_2_versions/00000124, classify_x_to_y, 3, 7",
    "half_plus_two_tf2, regress_x_to_y, 3, 7",
    "half_plus_two_tf2, regress_x_to_y2, 4, 8",
    "half_plus_two_tf2, classify_x_to_y, 3, 7",
  })
  void halfPlusTwoReadsTheFeatureX(String bundle, String signature, float first, float second) {
    try (Predictor predictor = Predictor.load(PythonBundles.find(bundle))) {
      TensorData examples = Examples.tensorOf(List.of(Map.of("x", 2f), Map.of("x", 10.0)));
      assertThat(predictor.predict(signature, examples).toNested())
          .isEqualTo(new float[][] {{first}, {second}});
    }
  }

  @Test
  void anEstimatorTellsIrisesApart() throws IOException {
    Path bundle = PythonBundles.find("zoltar_iris_estimator");
    List<String> rows =
        Files.readAllLines(bundle.resolve("extra/iris.csv")).stream()
            .filter(row -> !row.isBlank())
            .toList();
    List<String> classes = List.of("Iris-setosa", "Iris-versicolor", "Iris-virginica");
    try (Predictor predictor = Predictor.load(bundle)) {
      TensorData examples =
          Examples.tensorOf(rows.stream().map(SerializedExamplesTest::iris).toList());
      Iris flower = iris("5.3,2.7,2.0,1.9");
      long[] ids = classIds(predictor, examples);
      int right = 0;
      for (int i = 0; i < rows.size(); i++) {
        right += rows.get(i).endsWith(classes.get((int) ids[i])) ? 1 : 0;
      }
      assertThat(rows).hasSize(150);
      assertThat(right).as("85.33 %% of 150").isEqualTo(128);
      var irises = RecordPredictor.of(predictor, "predict", Flower.class, Kind.class);
      Kind kind = irises.predict(new Flower(Examples.of(flower)));
      assertThat(classes.get((int) kind.id())).isEqualTo("Iris-versicolor");
    }
  }

  private static long[] classIds(Predictor predictor, TensorData examples) {
    Map<String, TensorData> inputs = Map.of("examples", examples);
    return predictor.predict("predict", inputs, Set.of("class_ids")).get("class_ids").longs();
  }

  /** Mean and standard deviation are the aggregators of the bundle's extra/settings.json. */
  private static Iris iris(String row) {
    List<String> cells = Splitter.on(',').splitToList(row);
    return new Iris(
        standardize(cells.get(0), 5.843333333333332, 0.8253012917851413),
        standardize(cells.get(1), 3.0540000000000007, 0.43214658007054363),
        standardize(cells.get(2), 3.7586666666666675, 1.7585291834055217),
        standardize(cells.get(3), 1.1986666666666665, 0.7606126185881715));
  }

  private static float standardize(String cell, double mean, double deviation) {
    return (float) ((Double.parseDouble(cell) - mean) / deviation);
  }
}
