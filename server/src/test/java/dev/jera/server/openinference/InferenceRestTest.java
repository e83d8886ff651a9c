package dev.jera.server.openinference;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Conversations over REST without binary tensors, to the byte. */
@ExtendWith(SharedServer.class)
class InferenceRestTest {
  private static InferServer server;

  @BeforeAll
  static void share(InferServer shared) {
    server = shared;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/v2/health/live | {\"live\":true}",
        "/v2/health/ready | {\"live\":true,\"ready\":true}",
        "/v2/models/echo/ready | {\"name\":\"echo\",\"ready\":true}",
        "/v2/models/echo/versions/1/ready | {\"name\":\"echo\",\"ready\":true}",
      })
  void whatIsReadySaysSo(String path, String answer) throws Exception {
    HttpResponse<String> response = server.get(path);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    assertThat(response.body()).isEqualTo(answer);
  }

  @Test
  void theServerNamesItselfAndItsExtension() throws Exception {
    assertThat(server.get("/v2").body())
        .matches(
            "\\{\"name\":\"jera\",\"version\":\"\\d+\\.\\d+\\.\\d+[^\"]*\",\"extensions\":\\[\"binary_tensor_data\"]}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2/models/echo", "/v2/models/echo/versions/1"})
  void theMetadataIsThatOfTheDefaultSignature(String path) throws Exception {
    assertThat(server.get(path).body())
        .isEqualTo(
            "{\"name\":\"echo\",\"versions\":[\"1\",\"2\"],\"platform\":\"tensorflow_savedmodel\","
                + "\"inputs\":[{\"name\":\"a\",\"datatype\":\"FP32\",\"shape\":[-1,2]},{\"name\":\"b\",\"datatype\":\"INT32\",\"shape\":[-1]}],"
                + "\"outputs\":[{\"name\":\"next\",\"datatype\":\"INT32\",\"shape\":[-1]},{\"name\":\"product\",\"datatype\":\"FP32\",\"shape\":[-1,2]}]}");
  }

  @Test
  void theNewestVersionAnswersWithAllOutputsAndTheId() throws Exception {
    server.answers();
  }

  @Test
  void aVersionInThePathAnswers() throws Exception {
    HttpResponse<String> response =
        server.post("/v2/models/echo/versions/1/infer", InferServer.GOOD);

    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    assertThat(response.headers().firstValue(InferServer.JSON_LENGTH)).isEmpty();
    assertThat(response.body())
        .isEqualTo(
            "{\"model_name\":\"echo\",\"model_version\":\"1\",\"id\":\"7\",\"outputs\":["
                + "{\"name\":\"next\",\"shape\":[2],\"datatype\":\"INT32\",\"data\":[6,7]},"
                + "{\"name\":\"product\",\"shape\":[2,2],\"datatype\":\"FP32\",\"data\":[1.0,2.0,3.0,4.0]}]}");
  }

  @Test
  void onlyTheOutputsThatAreAskedForComeInTheirOrder() throws Exception {
    String both = "\"outputs\":[{\"name\":\"product\"},{\"name\":\"next\"}]";
    String one = "\"outputs\":[{\"name\":\"product\"}]";

    assertThat(infer(both)).containsPattern("\"name\":\"product\".*\"name\":\"next\"");
    assertThat(infer(one)).contains("\"name\":\"product\"").doesNotContain("next");
    assertThat(infer("\"outputs\":[]")).contains("\"product\"", "\"next\"");
  }

  private static String infer(String outputs) throws Exception {
    return server
        .post("/v2/models/echo/infer", InferServer.GOOD.replaceFirst("}$", "," + outputs + "}"))
        .body();
  }

  @Test
  void aParameterNamesTheSignature() throws Exception {
    assertThat(
            server
                .post(
                    "/v2/models/echo/infer",
                    "{\"parameters\":{\"signature_name\":\"BYTES\"},\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"BYTES\",\"data\":[\"ü\",\"\"]}]}")
                .body())
        .isEqualTo(
            "{\"model_name\":\"echo\",\"model_version\":\"2\",\"outputs\":[{\"name\":\"y\",\"shape\":[2],\"datatype\":\"BYTES\",\"data\":[\"ü\",\"\"]}]}");
  }

  @Test
  void theShippedModelDescribesItself() throws Exception {
    assertThat(server.get("/v2/models/mnist").body())
        .isEqualTo(
            "{\"name\":\"mnist\",\"versions\":[\"1\"],\"platform\":\"tensorflow_savedmodel\","
                + "\"inputs\":[{\"name\":\"input_1\",\"datatype\":\"UINT8\",\"shape\":[-1,28,28,1]}],"
                + "\"outputs\":[{\"name\":\"dense_1\",\"datatype\":\"FP32\",\"shape\":[-1,10]}]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/v2/models/nobody/ready | 404 | {\"error\":\"Model with name nobody does not exist.\"}",
        "/v2/models/echo/versions/9/ready | 404 | {\"error\":\"Model with name echo has no version 9.\"}",
        "/v2/models/nobody | 404 | {\"error\":\"Servable not found for request: Latest(nobody)\"}",
        "/v2/models/echo/versions/9 | 404 | {\"error\":\"Servable not found for request: Specific(echo, 9)\"}",
        "/v2/models/echo/versions/99999999999999999999 | 400 | {\"error\":\"version: '99999999999999999999' (expected: a number from 0 on)\"}",
        "/v2/models/echo/versions/-1/ready | 400 | {\"error\":\"version: '-1' (expected: a number from 0 on)\"}",
        "/v2/models/..%2f..%2fetc%2fpasswd | 400 | {\"error\":\"Invalid request path\"}",
        "/v2/models/%00/ready | 400 | {\"error\":\"Invalid request path\"}",
        "/v2/models | 404 | {\"error\":\"The Open Inference Protocol has no GET /v2/models\"}",
        "/v2/models/echo/infer | 404 | {\"error\":\"The Open Inference Protocol has no GET /v2/models/echo/infer\"}",
      })
  void whatThereIsNotIsRefused(String path, int status, String answer) throws Exception {
    HttpResponse<String> response = server.get(path);

    assertThat(response.body()).isEqualTo(answer);
    assertThat(response.statusCode()).isEqualTo(status);
    server.answers();
  }
}
