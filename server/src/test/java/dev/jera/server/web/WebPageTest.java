package dev.jera.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.jera.server.ModelServer;
import dev.jera.serving.repository.ModelConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebPageTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static ModelServer server;

  @BeforeAll
  static void start() {
    server =
        ModelServer.builder()
            .model(
                ModelConfig.of("mnist", Path.of("../savedmodels/mnist-cnn"))
                    .withLabels(Map.of("stable", 1L)))
            .restPort(0)
            .grpcPort(0)
            .start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<String> send(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d%s".formatted(server.restPort(), path)))
            .method(method, BodyPublishers.noBody());
    return CLIENT.send(
        (headers.length == 0 ? request : request.headers(headers)).build(),
        BodyHandlers.ofString());
  }

  @ParameterizedTest
  @CsvSource({
    "/, text/html; charset=utf-8",
    "/page/style.css, text/css; charset=utf-8",
    "/page/app.js, text/javascript; charset=utf-8",
    "/page/icon.svg, image/svg+xml; charset=utf-8",
    "/page/models, application/json",
    "/page/load, application/json"
  })
  void whatTheServerGivesHasItsTypeAndMayRunNothingForeign(String path, String type)
      throws Exception {
    HttpResponse<String> answer = send("GET", path);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue(type);
    assertThat(answer.headers().firstValue("x-content-type-options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("content-security-policy").orElseThrow())
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
        .doesNotContain("unsafe");
  }

  @Test
  void whatABrowserHasAlreadyIsNotSentAgain() throws Exception {
    HttpResponse<String> first = send("GET", "/page/app.js");
    String tag = first.headers().firstValue("etag").orElseThrow();
    HttpResponse<String> again = send("GET", "/page/app.js", "If-None-Match", tag);
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(send("GET", "/page/app.js", "If-None-Match", "\"other\"").statusCode())
        .isEqualTo(200);
    assertThat(first.headers().firstValue("cache-control"))
        .hasValue("no-cache, max-age=0, must-revalidate");
  }

  @Test
  void headHasTheHeadersAlone() throws Exception {
    HttpResponse<String> page = send("GET", "/");
    HttpResponse<String> head = send("HEAD", "/");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.headers().firstValue("etag")).isEqualTo(page.headers().firstValue("etag"));
    assertThat(send("POST", "/").statusCode()).isEqualTo(405);
    assertThat(send("GET", "/page/missing.js").statusCode()).isEqualTo(404);
  }

  @Test
  void everyFileThatAFileNamesIsThereAndOpenWithoutAToken() throws Exception {
    for (String file : new String[] {"/", "/page/app.js", "/page/classify.js", "/page/tryit.js"}) {
      for (MatchResult named :
          Pattern.compile("(?:href|src)=\"(/[^\"]+)\"|from \"\\.(/[^\"]+)\"")
              .matcher(send("GET", file).body())
              .results()
              .toList()) {
        String path = named.group(1) == null ? "/page" + named.group(2) : named.group(1);
        assertThat(send("HEAD", path).statusCode()).as(path).isEqualTo(200);
        assertThat(WebPage.isFile(path)).as(path).isTrue();
      }
    }
    assertThat(WebPage.isFile("/page/models")).isFalse();
    assertThat(WebPage.isFile("/v1/models/mnist")).isFalse();
  }

  @Test
  void modelsAreToldWithSignaturesLabelsAndWhatImagesTheyTake() throws Exception {
    assertThat(JsonParser.parseString(send("GET", "/page/models").body()))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"grpcPort": %d, "models": [{"name": "mnist", "versions": [{
                  "version": "1", "state": "AVAILABLE", "error": "", "labels": ["stable"],
                  "signatures": [{
                    "name": "serving_default", "method": "tensorflow/serving/predict", "problem": "",
                    "inputs": [{"name": "input_1", "dtype": "uint8", "shape": [-1, 28, 28, 1]}],
                    "outputs": [{"name": "dense_1", "dtype": "float32", "shape": [-1, 10]}]}],
                  "image": {"signature": "serving_default", "batch": 1,
                    "height": 28, "width": 28, "channels": 1,
                    "classes": ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]}}]}]}
                """
                    .formatted(server.grpcPort())));
  }
}
