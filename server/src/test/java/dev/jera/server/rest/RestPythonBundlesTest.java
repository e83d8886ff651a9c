package dev.jera.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jera.server.ModelServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bundles that Python programs exported, in the directory that {@code -Djera.savedmodels} names;
 * what they must answer is in its EXPECTED.md. Skipped where they are not.
 */
class RestPythonBundlesTest {
  private static final Path BUNDLES = Path.of(System.getProperty("jera.savedmodels", "none"));
  private static ModelServer server;
  private Wire wire;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    assumeTrue(Files.isDirectory(BUNDLES), "no -Djera.savedmodels=DIRECTORY");
    server =
        ModelServer.builder()
            .model("half", BUNDLES.resolve("half_plus_two_2_versions"))
            .model("text", only(directory, "mlnet_string_test"))
            .model("census", only(directory, "census_estimator"))
            .model("iris", only(directory, "zoltar_iris_estimator"))
            .model("two", only(directory, "tfjs_multi_output"))
            .address("127.0.0.1")
            .restPort(0)
            .grpcPort(0)
            .start();
  }

  /** A base path where the bundle is version 1. */
  private static Path only(Path directory, String bundle) throws IOException {
    Path base = Files.createDirectory(directory.resolve(bundle));
    Files.createSymbolicLink(base.resolve("1"), BUNDLES.resolve(bundle).toAbsolutePath());
    return base;
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void connect() {
    wire = new Wire(server.restPort());
  }

  @Test
  void halfPlusTwoPredicts() {
    assertThat(wire.post("/v1/models/half:predict", "{\"instances\": [[1], [2], [5]]}"))
        .hasToString("200 {\"predictions\":[[2.5],[3.0],[4.5]]}");
    assertThat(wire.get("/v1/models/half/versions/00000124").text())
        .startsWith("{\"model_version_status\":[{\"version\":\"124\",\"state\":\"AVAILABLE\"");
  }

  @Test
  void halfPlusTwoRegressesAndClassifies() {
    assertThat(examples("half:regress", "regress_x_to_y", "[{\"x\": 2.0}, {\"x\": [10.0]}]"))
        .hasToString("200 {\"results\":[3.0,7.0]}");
    assertThat(examples("half:regress", "regress_x_to_y2", "[{\"x\": 2.0}, {\"x\": [10.0]}]"))
        .hasToString("200 {\"results\":[4.0,8.0]}");
    assertThat(examples("half:classify", "classify_x_to_y", "[{\"x\": 2.0}, {\"x\": [10.0]}]"))
        .hasToString("200 {\"results\":[[[\"\",3.0]],[[\"\",7.0]]]}");
  }

  @Test
  void stringsGoInAndOut() {
    assertThat(
            wire.post(
                "/v1/models/text:predict",
                "{\"inputs\": {\"A\": [[\"This is fine.\", {\"b64\": \"VGhhdCdzIG9rLg==\"}]], \"B\": [\"Thank/you/very/much!.\", \"I/am/grateful/to/you.\", \"So/nice/of/you.\"]}}"))
        .hasToString(
            "200 {\"outputs\":{\"Joined_Splited_Text\":[[\"Thank you very much!. I am grateful to you. So nice of you.\"]],\"Original_A\":[[\"This is fine.\",\"That's ok.\"]]}}");
  }

  @Test
  void scalarsAreOutputsButNoPredictions() {
    assertThat(wire.post("/v1/models/two:predict", "{\"inputs\": {\"x\": 3, \"y\": 5}}"))
        .hasToString("200 {\"outputs\":{\"output_0\":6,\"output_1\":5}}");
  }

  @Test
  void theIrisEstimatorClassifies() {
    String answer =
        examples(
                "iris:classify",
                "classification",
                "[{\"sepal_length\": -0.7, \"sepal_width\": -0.8, \"petal_length\": -1.0, \"petal_width\": 0.9}]")
            .toString();
    assertThat(answer).matches("200 \\{\"results\":\\[\\[(\\[\"[012]\",[0-9.e-]+],?){3}]]}");
  }

  @Test
  void anUnknownWordIsTensorFlowsOwnError() throws IOException {
    String row = Files.readString(BUNDLES.resolve("census_estimator/test.json"));
    assertThat(wire.post("/v1/models/census:predict", "{\"instances\": [" + row + "]}").toString())
        .startsWith("200 {\"predictions\":[{\"confidence\":0.8148")
        .endsWith(",\"predictions\":\" <=50K\"}]}");
    String unknown = row.replace(" Male", "none such");
    assertThat(
            wire.post("/v1/models/census:predict", "{\"instances\": [" + unknown + "]}").toString())
        .startsWith("400 {\"error\":\"");
  }

  private Wire.Answer examples(String model, String signature, String examples) {
    return wire.post(
        "/v1/models/" + model,
        "{\"signature_name\": \"" + signature + "\", \"examples\": " + examples + "}");
  }
}
