package dev.jera.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.jera.serving.repository.ModelConfig;
import dev.jera.serving.repository.ModelRepository;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page where the server wants a token for all but the page's files. */
class PageTokenTest {
  @Test
  void thePageAsksForTheTokenAndKeepsItForTheTab() {
    try (Chromium chromium = Chromium.start();
        ModelRepository models =
            ModelRepository.open(
                List.of(ModelConfig.of("mnist", Path.of("../savedmodels/mnist-cnn"))));
        Server server = server(models);
        Tab tab = chromium.tab(800, 600)) {
      server.start().join();
      tab.page().navigate("http://127.0.0.1:%d/".formatted(server.activeLocalPort()));
      tab.find("#token").fill("wrong");
      tab.find("#token").press("Enter");
      assertThat(tab.find("#login-title")).hasText("The server refuses this token");
      tab.find("#login-cancel").click();
      assertThat(tab.find("#status")).hasText("A token is needed");
      tab.find("#login-again").click();
      tab.find("#token").fill("secret");
      tab.find("#token").press("Enter");
      assertThat(tab.find("#model-name")).hasText("mnist");
      assertThat(tab.find("#login")).isHidden();
      tab.page().reload();
      assertThat(tab.find("#model-name")).hasText("mnist");
      assertThat(tab.page().evaluate("[sessionStorage.length, localStorage.length]"))
          .isEqualTo(List.of(1, 0));
    }
  }

  private static Server server(ModelRepository models) {
    ServerBuilder builder = Server.builder().http(0);
    new WebPage(models, new CallLoad(models)).addTo(builder);
    return builder
        .decorator(
            (delegate, ctx, request) ->
                WebPage.isFile(ctx.path())
                        || "Bearer secret".equals(request.headers().get("authorization"))
                    ? delegate.serve(ctx, request)
                    : HttpResponse.of(HttpStatus.UNAUTHORIZED))
        .build();
  }
}
