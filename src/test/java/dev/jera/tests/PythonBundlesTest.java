package dev.jera.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Splitter;
import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.Mnist;
import dev.jera.datasets.npy.Npy;
import dev.jera.datasets.npy.Npz;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

/**
 * Bundles that TensorFlow 1.1 to 2.14 exported from Python give, on the command line, the answers
 * they gave there.
 */
class PythonBundlesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DEFAULT = "serving_default";

  @TempDir private Path directory;

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "half_plus_two_2_versions | serving_default | {'inputs': {'x': [[1], [2], [5]]}} | [[2.5], [3.0], [4.5]]",
        "half_plus_two_2_versions/00000123 | regress_x_to_y | {'examples': [{'x': 2.0}, {'x': 10.0}]} | [[3.0], [7.0]]",
        "half_plus_two_2_versions/00000124 | regress_x_to_y2 | {'examples': [{}, {'x': 10.0}], 'context': {'x': 2.0}} | [[4.0], [8.0]]",
        "half_plus_two_2_versions | classify_x2_to_y3 | {'inputs': [[0.5]]} | [[3.25]]",
        "half_plus_two_tf2 | serving_default | {'inputs': {'x': [5]}} | [4.5]",
        "half_plus_two_tf2 | classify_x_to_y | {'examples': [{'x': [2.0]}, {'x': [10.0]}]} | [[3.0], [7.0]]",
        "tfjs_multi_output | serving_default | {'inputs': {'x': 3, 'y': 5}} | {'output_0': 6, 'output_1': 5}",
        "tfjs_uint8_multiply | serving_default | {'inputs': [3]} | [18]",
        "mlnet_string_test | serving_default"
            + " | {'inputs': {'A': [['This is fine.', 'That is ok.']], 'B': ['Thank/you/very/much!.', 'I/am/grateful/to/you.', 'So/nice/of/you.']}}"
            + " | {'Joined_Splited_Text': [['Thank you very much!. I am grateful to you. So nice of you.']], 'Original_A': [['This is fine.', 'That is ok.']]}",
      },
      quoteCharacter = '"')
  void itAnswersAsPythonDid(String bundle, String signature, String request, String outputs)
      throws Exception {
    Path file = Files.writeString(directory.resolve("request.json"), doubleQuoted(request));

    assertThat(outputs(bundle, signature, file)).isEqualTo(JSON.readTree(doubleQuoted(outputs)));
  }

  private static String doubleQuoted(String json) {
    return json.replace('\'', '"');
  }

  @Test
  void anEstimatorLooksWordsUpAndRefusesAWordThatItDoesNotKnow() throws Exception {
    Path bundle = PythonBundles.find("census_estimator");
    ObjectNode request = JSON.createObjectNode();
    ObjectNode inputs = request.putObject("inputs");
    JSON.readTree(bundle.resolve("test.json").toFile())
        .properties()
        .forEach(entry -> inputs.putArray(entry.getKey()).add(entry.getValue()));

    JsonNode outputs = outputs("census_estimator", DEFAULT, write(request));
    inputs.putArray("gender").add(" Robot");
    Jera.Run unknown = run("census_estimator", DEFAULT, write(request).toString());

    assertThat(outputs.at("/predictions/0").textValue()).isEqualTo(" <=50K");
    assertThat(outputs.at("/confidence/0").doubleValue()).isCloseTo(0.8148, within(1e-4));
    assertThat(unknown.exitCode()).isEqualTo(1);
    assertThat(unknown.output()).isEmpty();
    assertThat(unknown.errors())
        .startsWith("error: TensorFlow failed on signature 'serving_default' of " + bundle)
        .contains("is not in [0, 2)");
  }

  @Test
  void anEstimatorTellsIrisesApart() throws Exception {
    Path bundle = PythonBundles.find("zoltar_iris_estimator");
    List<String> rows =
        Files.readAllLines(bundle.resolve("extra/iris.csv")).stream()
            .filter(row -> !row.isBlank())
            .toList();
    ObjectNode request = JSON.createObjectNode();
    ArrayNode examples = request.putArray("examples");
    rows.forEach(row -> examples.add(iris(row)));
    examples.add(iris("5.3,2.7,2.0,1.9"));

    JsonNode ids = outputs("zoltar_iris_estimator", "predict", write(request)).get("class_ids");

    List<String> classes = List.of("Iris-setosa", "Iris-versicolor", "Iris-virginica");
    int right = 0;
    for (int i = 0; i < rows.size(); i++) {
      right += rows.get(i).endsWith(classes.get(ids.get(i).get(0).intValue())) ? 1 : 0;
    }
    assertThat(rows).hasSize(150);
    assertThat(right).as("85.33 %% of 150").isEqualTo(128);
    assertThat(classes.get(ids.get(150).get(0).intValue())).isEqualTo("Iris-versicolor");
  }

  /** Mean and standard deviation are the aggregators of the bundle's extra/settings.json. */
  private static ObjectNode iris(String row) {
    List<String> cells = Splitter.on(',').splitToList(row);
    return JSON.createObjectNode()
        .put("sepal_length", standardize(cells.get(0), 5.843333333333332, 0.8253012917851413))
        .put("sepal_width", standardize(cells.get(1), 3.0540000000000007, 0.43214658007054363))
        .put("petal_length", standardize(cells.get(2), 3.7586666666666675, 1.7585291834055217))
        .put("petal_width", standardize(cells.get(3), 1.1986666666666665, 0.7606126185881715));
  }

  private static double standardize(String cell, double mean, double deviation) {
    return (Double.parseDouble(cell) - mean) / deviation;
  }

  @Test
  void keywordSpottingKnowsAConstantNumPyArray() throws Exception {
    PythonBundles.find("mlperf_tiny_kws");
    double[] values = new double[490];
    Arrays.fill(values, 0.5);
    Path file = directory.resolve("half.npy");
    Npy.write(file, NdArrays.wrap(Shape.of(1, 49, 10, 1), DataBuffers.of(values, true, false)));

    JsonNode outputs = outputs("mlperf_tiny_kws", DEFAULT, file);

    assertThat(outputs.get(0)).hasSize(12);
    assertThat(outputs.at("/0/11").doubleValue()).isCloseTo(0.857270, within(1e-5));
  }

  @Test
  void aKerasClassifierKnowsTheFirstThousandTestImages() throws Exception {
    Path bundle = PythonBundles.find("tfnet_simple_mnist");
    ArrayDataset images = Mnist.test().take(1_000);
    writeIdx(images);

    Jera.Run evaluate =
        Jera.run(
            "evaluate",
            bundle.toString(),
            "--dataset",
            "mnist",
            "--data-dir",
            directory.toString(),
            "--json");

    assertThat(evaluate.exitCode()).as(evaluate.errors()).isZero();
    JsonNode measured = JSON.readTree(evaluate.output());
    assertThat(measured.get("images").intValue()).isEqualTo(1_000);
    assertThat(measured.get("right").intValue()).as("94.7 %%").isEqualTo(947);

    byte[] pixels = pixels(images.take(1));
    float[] scaled = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      scaled[i] = (pixels[i] & 0xff) / 255f;
    }
    Path npz = directory.resolve("first.npz");
    Npz.write(
        npz,
        Map.of(
            "input_1", NdArrays.wrap(Shape.of(1, 28, 28, 1), DataBuffers.of(scaled, true, false))));
    assertThat(outputs("tfnet_simple_mnist", DEFAULT, npz).at("/0/7").doubleValue())
        .isCloseTo(0.997885, within(1e-5));
  }

  @Test
  void aSignatureThatTrainsGivesTheLossOfItsVariables() throws Exception {
    Path bundle = PythonBundles.find("tfrust_regression_train");
    Path nothing = Files.writeString(directory.resolve("nothing.json"), "{\"inputs\": {}}");
    double w = outputs("tfrust_regression_train", "w", nothing).get(0).doubleValue();
    double b = outputs("tfrust_regression_train", "b", nothing).get(0).doubleValue();
    Path x = directory.resolve("x.npy");
    Path y = directory.resolve("y.npy");
    Npy.write(x, NdArrays.vectorOf(1.0, 2.0));
    Npy.write(y, NdArrays.vectorOf(0.4, 0.5));

    Jera.Run train =
        Jera.run(
            "run",
            bundle.toString(),
            "--signature",
            "train",
            "--input",
            "x=" + x,
            "--input",
            "y=" + y);

    assertThat(train.exitCode()).as(train.errors()).isZero();
    double meanSquaredError = (Math.pow(w + b - 0.4, 2) + Math.pow(2 * w + b - 0.5, 2)) / 2;
    assertThat(JSON.readTree(train.output()).get("outputs").doubleValue())
        .isCloseTo(meanSquaredError, within(1e-5));
  }

  private Path write(JsonNode request) throws IOException {
    return Files.writeString(directory.resolve("request.json"), request.toString());
  }

  private static JsonNode outputs(String bundle, String signature, Path input) throws Exception {
    Jera.Run run = run(bundle, signature, input.toString());
    assertThat(run.exitCode()).as(run.errors()).isZero();
    return JSON.readTree(run.output()).get("outputs");
  }

  private static Jera.Run run(String bundle, String signature, String input) throws Exception {
    String path = PythonBundles.find(bundle).toString();
    return Jera.run("run", path, "--signature", signature, "--input", input);
  }

  private void writeIdx(ArrayDataset data) throws IOException {
    int size = Math.toIntExact(data.size());
    byte[] labels = new byte[size];
    for (int i = 0; i < size; i++) {
      labels[i] = (byte) data.label(i);
    }
    writeIdx("t10k-images-idx3-ubyte", pixels(data), 0x803, size, 28, 28);
    writeIdx("t10k-labels-idx1-ubyte", labels, 0x801, size);
  }

  private void writeIdx(String name, byte[] elements, int... header) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(file);
    for (int word : header) {
      data.writeInt(word);
    }
    data.write(elements);
    Files.write(directory.resolve(name), file.toByteArray());
  }

  private static byte[] pixels(ArrayDataset data) {
    byte[] pixels = new byte[Math.toIntExact(data.features().size())];
    ((ByteNdArray) data.features()).copyTo(DataBuffers.of(pixels, false, false));
    return pixels;
  }
}
