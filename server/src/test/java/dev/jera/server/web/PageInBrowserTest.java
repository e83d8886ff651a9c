package dev.jera.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, over the CNN that is shipped. */
class PageInBrowserTest {
  private static final String HOSTILE = "<img src=x onerror=alert(1)>";
  private static final double[][] SEVEN = {{75, 70}, {205, 70}, {120, 230}};
  private static final double[][] SMALL_SEVEN = {{200, 200}, {250, 200}, {220, 262}};
  private static final double[][] ONE = {{145, 50}, {140, 230}};

  @TempDir static Path directory;
  private static PageFixture fixture;

  @BeforeAll
  static void start() throws IOException {
    fixture = PageFixture.start(directory, HOSTILE);
  }

  @AfterAll
  static void stop() {
    if (fixture != null) {
      fixture.close();
    }
  }

  private static Tab open(int width, String model) {
    return fixture.open(width, model);
  }

  private static Locator best(Tab tab) {
    return tab.find("#verdict strong");
  }

  @Test
  void whatIsDrawnIsNamed() {
    try (Tab tab = open(1200, "mnist")) {
      tab.stroke(SEVEN);
      assertThat(best(tab)).hasText("7");
      assertThat(tab.find("#bars li")).hasCount(10);
      assertThat(tab.find("#bars .best"))
          .containsText(Pattern.compile("^7(9\\d\\.\\d|100\\.0) %$"));
      assertThat(tab.find("#verdict")).containsText(Pattern.compile("\\d ms$"));

      tab.find("#clear").click();
      assertThat(tab.find("#bars .best")).hasCount(0);
      tab.stroke(ONE);
      assertThat(best(tab)).hasText("1");

      tab.find("#clear").click();
      tab.stroke(
          IntStream.rangeClosed(0, 24)
              .mapToDouble(i -> i * Math.PI / 12)
              .mapToObj(a -> new double[] {140 + 55 * Math.sin(a), 140 - 80 * Math.cos(a)})
              .toArray(double[][]::new));
      assertThat(best(tab)).hasText("0");

      tab.find("#clear").click();
      tab.stroke(SMALL_SEVEN);
      assertThat(best(tab)).hasText("7");
      assertClean(tab);
    }
  }

  @Test
  void keysReachEveryControlAndDraw() {
    try (Tab tab = open(1200, "mnist")) {
      tab.find("#try summary").click();
      tab.page().evaluate("document.activeElement.blur()");
      Set<Object> controls =
          new TreeSet<>(
              (List<?>)
                  tab.page()
                      .evaluate(
                          """
              [...document.querySelectorAll('a, button, select, textarea, summary, input, [tabindex="0"]')]
                .filter((each) => each.checkVisibility() && !(each.type === 'radio' && !each.checked))
                .map((each, i) => each.dataset.control = String(i))
              """));
      Set<Object> reached = new TreeSet<>();
      for (int i = 0; i < 2 * controls.size(); i++) {
        tab.page().keyboard().press("Tab");
        reached.add(
            String.valueOf(tab.page().evaluate("document.activeElement.dataset.control ?? 'x'")));
      }
      reached.remove("x");
      assertThat(controls).hasSizeGreaterThan(14);
      assertThat(reached).isEqualTo(controls);

      tab.find("#canvas").focus();
      tab.page().keyboard().press("Space");
      for (int i = 0; i < 15; i++) {
        tab.page().keyboard().press("ArrowDown");
      }
      tab.page().keyboard().press("Space");
      assertThat(best(tab)).hasText("1");
      tab.page().keyboard().press("Delete");
      assertThat(tab.find("#bars .best")).hasCount(0);
      assertClean(tab);
    }
  }

  @Test
  void anUploadIsNamedBeItDarkOnLight() throws IOException {
    Path file = directory.resolve("seven.png");
    BufferedImage image = new BufferedImage(600, 400, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(240, 236, 228));
    graphics.fillRect(0, 0, 600, 400);
    graphics.setColor(new Color(30, 40, 90));
    graphics.setStroke(new BasicStroke(16, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    graphics.drawPolyline(new int[] {340, 450, 380}, new int[] {120, 120, 270}, 3);
    graphics.dispose();
    ImageIO.write(image, "png", file.toFile());
    try (Tab tab = open(1200, "mnist")) {
      tab.find("#upload").setInputFiles(file);
      assertThat(best(tab)).hasText("7");
      tab.find("#upload").setInputFiles(fixture.noPicture());
      assertThat(tab.find("#verdict"))
          .hasText("saved_model.pb is no picture that this browser can read.");
    }
  }

  @Test
  void theFormShowsAnswersAndErrors() {
    try (Tab tab = open(1200, "mnist")) {
      Locator send = tab.find("#form button[type=submit]");
      send.click();
      assertThat(tab.find("#result")).containsText(Pattern.compile("^\\{\\s*\"predictions\""));
      assertThat(tab.find("#took")).hasText(Pattern.compile("HTTP 200, [\\d.]+ ms"));
      tab.find("[name=layout][value=columns]").check();
      assertThat(tab.find("#body")).hasValue(Pattern.compile("\"inputs\": \\[\\[\\["));
      send.click();
      assertThat(tab.find("#result")).containsText(Pattern.compile("^\\{\\s*\"outputs\""));
      assertClean(tab);

      tab.find("#body").fill("{\"instances\": 1}");
      send.click();
      assertThat(tab.find("#result")).containsText("Excepting 'instances' to be an list/array");
      assertThat(tab.find("#took")).hasText(Pattern.compile("HTTP 400, .*"));
    }
  }

  @Test
  void aPhoneShowsItWithoutScrollingSideways() {
    try (Tab tab = open(360, "renamed")) {
      tab.find("#try summary").click();
      tab.find("#form button[type=submit]").click();
      assertThat(tab.find("#result")).isVisible();
      tab.touch(SEVEN);
      assertThat(best(tab)).hasText(HOSTILE);
      assertThat(tab.page().evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
      assertClean(tab);
    }
  }

  @Test
  void namesAreShownAsText() {
    try (Tab tab = open(1200, "renamed")) {
      assertThat(tab.find("#models a").nth(2)).containsText(HOSTILE);
      tab.stroke(SEVEN);
      assertThat(best(tab)).hasText(HOSTILE);
      assertThat(tab.find("#bars .best .name")).hasText(HOSTILE);
      tab.find("#models a").nth(2).click();
      assertThat(tab.find("#model-name")).hasText(HOSTILE);
      assertThat(tab.find("img[src=x]")).hasCount(0);
      assertClean(tab);
    }
  }

  @Test
  void theChartsMoveWithRequests() {
    try (Tab tab = open(1200, "quiet")) {
      tab.find("#scope").selectOption("quiet");
      assertThat(tab.find("#rate rect")).hasCount(0);
      tab.find("#form button[type=submit]").click();
      assertThat(tab.find("#rate rect.requests")).hasCount(1);
      assertThat(tab.find("#latency path")).hasCount(2);
      assertThat(tab.find("#latency-now")).hasText(Pattern.compile("[\\d.]+ ms, p99 [\\d.]+ ms"));
    }
  }

  private static void assertClean(Tab tab) {
    assertThat(tab.complaints()).isEmpty();
    assertThat(tab.urls())
        .allMatch(url -> url.startsWith("http://127.0.0.1:%d/".formatted(fixture.port())));
  }
}
