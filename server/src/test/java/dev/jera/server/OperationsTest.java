package dev.jera.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What those who run a server see of its requests. */
@Timeout(60)
class OperationsTest {
  private static final String PREDICT = "/v1/models/mnist:predict";

  private static ModelServer server;
  private static HttpCaller caller;

  @BeforeAll
  static void start() {
    server =
        ModelServer.builder()
            .restPort(0)
            .grpcPort(0)
            .model("mnist", Bundles.MNIST)
            .bearerToken("secret")
            .options(options -> options.withAllowsCors(true))
            .start();
    caller = HttpCaller.of(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<String> post(String body, String... headers) {
    return caller.post(PREDICT, body, withToken(headers));
  }

  private static String[] withToken(String... headers) {
    String[] all = new String[headers.length + 2];
    all[0] = "authorization";
    all[1] = "Bearer secret";
    System.arraycopy(headers, 0, all, 2, headers.length);
    return all;
  }

  @Test
  void withoutTheTokenNothingIsAnswered() {
    HttpResponse<String> answer = caller.post(PREDICT, Bundles.images(1));
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("www-authenticate")).hasValue("Bearer");
    assertThat(answer.body())
        .isEqualTo("{\"error\":\"No token (expected: the header Authorization: Bearer TOKEN)\"}");
    assertThat(
            caller.post(PREDICT, Bundles.images(1), "authorization", "Bearer other").statusCode())
        .isEqualTo(401);
    assertThat(post(Bundles.images(1)).statusCode()).isEqualTo(200);
  }

  @Test
  void theSchemeIsBearerInWhateverCase() {
    assertThat(
            caller.post(PREDICT, Bundles.images(1), "authorization", "bearer secret").statusCode())
        .isEqualTo(200);
    assertThat(caller.post(PREDICT, Bundles.images(1), "authorization", "secret").statusCode())
        .isEqualTo(401);
  }

  @Test
  void aBrowserMayAskWhetherItMayShowTheToken() {
    HttpResponse<String> answer =
        caller.options(PREDICT, "access-control-request-headers", "authorization,content-type");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("access-control-allow-headers"))
        .hasValue("Content-Type, Authorization");
  }

  @Test
  void aClientsRequestIdComesBack() {
    assertThat(
            post(Bundles.images(1), "x-request-id", "a-1.b_2").headers().firstValue("x-request-id"))
        .hasValue("a-1.b_2");
  }

  @Test
  void anotherRequestIdIsMadeWhereAClientsIsNone() {
    HttpResponse<String> answer = post(Bundles.images(1), "x-request-id", "a b");
    assertThat(answer.headers().firstValue("x-request-id").orElseThrow()).matches("[0-9a-f]{16}");
  }

  /** Where it lies on the server's disk is not for them. */
  @Test
  void clientsAreToldOfAVersionByItsName() {
    assertThat(post("{\"instances\": [[1, 2]]}").body())
        .contains("of signature 'serving_default' of version 1 of model 'mnist': ")
        .doesNotContain(Bundles.MNIST.toString());
  }

  @Test
  void aFailureIsOneLineWithTheIdThatTheClientHas() throws Exception {
    try (Lines lines = new Lines("dev.jera.server.http.FailureLog")) {
      assertThat(post("{", "x-request-id", "broken-7").statusCode()).isEqualTo(400);
      assertThat(lines.next())
          .matches(
              "broken-7 POST /v1/models/mnist:predict from [0-9.:]+: 400, JSON Parse error: .* at offset: 1");
    }
  }

  /** A client must not write what it likes, and as much, into the log. */
  @Test
  void aFailuresLineIsShortAndWithoutControlCharacters() throws Exception {
    try (Lines lines = new Lines("dev.jera.server.http.FailureLog")) {
      String body = "{\"signature_name\": \"\\u001b[2J\\r%s\", \"instances\": [1]}";
      assertThat(post(body.formatted("x".repeat(100_000))).statusCode()).isEqualTo(400);
      assertThat(lines.next()).contains("Serving signature name: \" [2J xxx").hasSizeLessThan(1200);
    }
  }

  @Test
  void everyRequestIsALineOfTheAccessLog() throws Exception {
    try (Lines lines = new Lines("dev.jera.server.access")) {
      post(Bundles.images(1), "x-request-id", "seen-1");
      // The line of a test before may come late.
      String line = lines.next();
      while (!line.endsWith("seen-1") && !line.equals("null")) {
        line = lines.next();
      }
      assertThat(line)
          .contains("POST /v1/models/mnist:predict")
          .contains(" 200 ")
          .endsWith("seen-1");
    }
  }

  @Test
  void prometheusFindsTensorFlowServingsNamesAndPlainOnes() {
    post(Bundles.images(1));
    post("{");
    String text = caller.get("/monitoring/prometheus/metrics", withToken()).body();
    assertThat(text)
        .contains("# TYPE :tensorflow:serving:request_count counter\n")
        .containsPattern(
            ":tensorflow:serving:request_count\\{model_name=\"mnist\",status=\"OK\"} [1-9]")
        .containsPattern(
            ":tensorflow:serving:request_count\\{model_name=\"mnist\",status=\"INVALID_ARGUMENT\"} [1-9]")
        .contains(
            ":tensorflow:serving:request_latency_bucket{model_name=\"mnist\",API=\"Predict\",entrypoint=\"REST\",le=\"18\"} ")
        .contains(",le=\"32.4\"} ")
        .contains(",le=\"104.976\"} ")
        .contains(
            ":tensorflow:serving:runtime_latency_count{model_name=\"mnist\",API=\"Predict\",runtime=\"TF1\"} ")
        .containsPattern("jera_predict_seconds_count\\{model=\"mnist-cnn\",.*version=\"1\"} [1-9]")
        .containsPattern(
            "jera_server_requests_seconds_count\\{api=\"Predict\",code=\"OK\",model=\"mnist\",wire=\"REST\"} [1-9]")
        .contains("jvm_memory_used_bytes");
  }

  @Test
  void namesThatAreNoModelsAreOneMetric() {
    caller.post("/v1/models/unheard:predict", Bundles.images(1), withToken());
    assertThat(caller.get("/monitoring/prometheus/metrics", withToken()).body())
        .contains(":tensorflow:serving:request_count{model_name=\"\",status=\"NOT_FOUND\"} ")
        .doesNotContain("unheard");
  }
}
