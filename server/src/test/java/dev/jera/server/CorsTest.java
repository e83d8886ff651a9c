package dev.jera.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pages of other origins, which see no answer without its headers, refusals least of all. */
@Timeout(60)
class CorsTest {
  private static final String PREDICT = "/v1/models/mnist:predict";
  private static final String TOKEN = "Bearer secret";

  /** What two requests take before their bodies have come, and not a body of that much beside. */
  private static final int HELD_BYTES = 10_000;

  private static ModelServer server;
  private static HttpCaller caller;

  @BeforeAll
  static void start() {
    server =
        ModelServer.builder()
            .restPort(0)
            .grpcPort(0)
            .address("127.0.0.1")
            .bearerToken("secret")
            .limits(Limits.defaults().withHeldBytes(HELD_BYTES))
            .options(options -> options.withAllowsCors(true))
            .start();
    caller = HttpCaller.of(server);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static HttpResponse<String> post(String path, String body, String token) {
    return caller.post(path, body, "origin", "http://elsewhere", "authorization", token);
  }

  private static void assertAllowsOrigins(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().allValues("access-control-allow-origin")).containsExactly("*");
    assertThat(answer.headers().allValues("access-control-allow-methods"))
        .containsExactly("POST, GET");
    assertThat(answer.headers().allValues("access-control-allow-headers"))
        .containsExactly("Content-Type");
  }

  @Test
  void aMissingTokenIsToldToTheirPages() {
    assertAllowsOrigins(post(PREDICT, "{}", "Bearer other"), 401);
    assertAllowsOrigins(post("/v2/models/mnist/infer", "{}", "Bearer other"), 401);
    assertAllowsOrigins(caller.get("/v1/models/mnist", "origin", "http://elsewhere"), 401);
  }

  @Test
  void whatIsTooMuchIsToldToTheirPages() {
    assertAllowsOrigins(post(PREDICT, " ".repeat(HELD_BYTES), TOKEN), 503);
  }

  @Test
  void whatIsAnsweredIsToldToTheirPages() {
    assertAllowsOrigins(post(PREDICT, "{}", TOKEN), 404);
    assertAllowsOrigins(post("/v2/models/mnist/infer", "{}", TOKEN), 404);
  }

  @Test
  void whetherTheyMayAskIsAnsweredWithoutATokenAndHoldsNothing() {
    HttpResponse<String> answer =
        caller.options(
            PREDICT,
            "origin",
            "http://elsewhere",
            "access-control-request-method",
            "POST",
            "access-control-request-headers",
            "authorization,content-type");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers().allValues("access-control-allow-origin")).containsExactly("*");
    assertThat(answer.headers().allValues("access-control-allow-headers"))
        .containsExactly("Content-Type, Authorization");
  }

  @Test
  void grpcAndThePageAreNotForThem() {
    String reload = "/tensorflow.serving.ModelService/HandleReloadConfigRequest";
    assertThat(post(reload, "", TOKEN).headers().map())
        .doesNotContainKey("access-control-allow-origin");
    assertThat(caller.options(reload, "origin", "http://elsewhere").headers().map())
        .doesNotContainKey("access-control-allow-origin");
    assertThat(caller.get("/", "origin", "http://elsewhere").headers().map())
        .doesNotContainKey("access-control-allow-origin");
  }
}
