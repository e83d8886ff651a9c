package dev.jera.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.jera.runtime.TensorData;
import dev.jera.serving.Predictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.FloatList;

/** Signatures of Estimators take serialized tf.Examples: string tensors whose bytes are no text. */
class SerializedExamplesTest {

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
      TensorData examples = serialized(List.of(Map.of("x", 2f), Map.of("x", 10f)));
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
      TensorData examples = serialized(rows.stream().map(SerializedExamplesTest::iris).toList());
      TensorData flower = serialized(List.of(iris("5.3,2.7,2.0,1.9")));
      long[] ids = classIds(predictor, examples);
      int right = 0;
      for (int i = 0; i < rows.size(); i++) {
        right += rows.get(i).endsWith(classes.get((int) ids[i])) ? 1 : 0;
      }
      assertThat(rows).hasSize(150);
      assertThat(right).as("85.33 %% of 150").isEqualTo(128);
      assertThat(classes.get((int) classIds(predictor, flower)[0])).isEqualTo("Iris-versicolor");
    }
  }

  private static long[] classIds(Predictor predictor, TensorData examples) {
    Map<String, TensorData> inputs = Map.of("examples", examples);
    return predictor.predict("predict", inputs, Set.of("class_ids")).get("class_ids").longs();
  }

  /** Mean and standard deviation are the aggregators of the bundle's extra/settings.json. */
  private static Map<String, Float> iris(String row) {
    List<String> cells = Splitter.on(',').splitToList(row);
    return Map.of(
        "sepal_length", standardize(cells.get(0), 5.843333333333332, 0.8253012917851413),
        "sepal_width", standardize(cells.get(1), 3.0540000000000007, 0.43214658007054363),
        "petal_length", standardize(cells.get(2), 3.7586666666666675, 1.7585291834055217),
        "petal_width", standardize(cells.get(3), 1.1986666666666665, 0.7606126185881715));
  }

  private static float standardize(String cell, double mean, double deviation) {
    return (float) ((Double.parseDouble(cell) - mean) / deviation);
  }

  private static TensorData serialized(List<Map<String, Float>> rows) {
    byte[][] examples = rows.stream().map(row -> example(row).toByteArray()).toArray(byte[][]::new);
    return TensorData.of(Shape.of(examples.length), examples);
  }

  private static Example example(Map<String, Float> features) {
    Example.Builder example = Example.newBuilder();
    features.forEach(
        (name, value) ->
            example
                .getFeaturesBuilder()
                .putFeature(
                    name,
                    Feature.newBuilder()
                        .setFloatList(FloatList.newBuilder().addValue(value))
                        .build()));
    return example.build();
  }
}
