package dev.jera.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** "GET shapes". */
class RestModelsTest extends Asking {
  private static final String FIRST =
      "{\"version\":\"1\",\"state\":\"AVAILABLE\",\"status\":{\"error_code\":\"OK\",\"error_message\":\"\"}}";
  private static final String SECOND = FIRST.replace("\"1\"", "\"2\"");

  @Test
  void theStatusHasAllVersions() {
    assertThat(wire().get("/v1/models/m"))
        .hasToString("200 {\"model_version_status\":[" + SECOND + "," + FIRST + "]}");
  }

  @Test
  void theStatusOfAVersionHasThatAlone() {
    for (String version : new String[] {"versions/1", "labels/stable"}) {
      assertThat(wire().get("/v1/models/m/" + version))
          .hasToString("200 {\"model_version_status\":[" + FIRST + "]}");
    }
  }

  @Test
  void whatIsNotThereIsNotFound() {
    assertThat(wire().get("/v1/models/x"))
        .hasToString("404 {\"error\":\"Could not find any versions of model x\"}");
    assertThat(wire().get("/v1/models/m/versions/7"))
        .hasToString("404 {\"error\":\"Could not find version 7 of model m\"}");
    assertThat(wire().get("/v1/models/x/versions/7"))
        .hasToString("404 {\"error\":\"Could not find version 7 of model x\"}");
  }

  @Test
  void theMetadataHasTheSignatures() {
    String metadata = wire().get("/v1/models/m/metadata").toString();
    assertThat(metadata)
        .startsWith(
            "200 {\"model_spec\":{\"name\":\"m\",\"signature_name\":\"\",\"version\":\"2\"},"
                + "\"metadata\":{\"signature_def\":{\"signature_def\":{")
        .contains(
            "\"int32\":{\"inputs\":{\"x\":{\"dtype\":\"DT_INT32\",\"tensor_shape\":"
                + "{\"dim\":[{\"size\":\"-1\",\"name\":\"\"}],\"unknown_rank\":false},\"name\":\"x_int32:0\"}},"
                + "\"outputs\":{\"y\":{\"dtype\":\"DT_INT32\",\"tensor_shape\":"
                + "{\"dim\":[{\"size\":\"-1\",\"name\":\"\"}],\"unknown_rank\":false},\"name\":\"y_int32:0\"}},"
                + "\"method_name\":\"tensorflow/serving/predict\"}")
        .contains("\"tensor_shape\":{\"dim\":[],\"unknown_rank\":true},\"name\":\"x_any:0\"")
        .endsWith("}}}}");
  }

  @Test
  void theMetadataOfAVersionNamesIt() {
    assertThat(wire().get("/v1/models/m/labels/stable/metadata").text())
        .startsWith("{\"model_spec\":{\"name\":\"m\",\"signature_name\":\"\",\"version\":\"1\"},");
    assertThat(wire().get("/v1/models/m/versions/2/metadata").text())
        .startsWith("{\"model_spec\":{\"name\":\"m\",\"signature_name\":\"\",\"version\":\"2\"},");
    assertThat(wire().get("/v1/models/m/versions/7/metadata"))
        .hasToString("404 {\"error\":\"Servable not found for request: Specific(m, 7)\"}");
  }
}
