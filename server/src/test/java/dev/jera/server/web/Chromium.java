package dev.jera.server.web;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine's own Chromium, without a window; nothing is downloaded. */
final class Chromium implements AutoCloseable {
  private static final Map<String, String> NO_DOWNLOAD =
      Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
  private static final List<String> QUIET =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final Browser browser;

  private Chromium(Path executable) {
    playwright = Playwright.create(new Playwright.CreateOptions().setEnv(NO_DOWNLOAD));
    browser =
        playwright
            .chromium()
            .launch(new LaunchOptions().setExecutablePath(executable).setArgs(QUIET));
  }

  /** Starts it; the calling tests are skipped where there is none. */
  static Chromium start() {
    Optional<Path> executable =
        Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
            .map(Path::of)
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(executable.isPresent(), "no Chromium in /usr/bin: the page is not tested");
    return new Chromium(executable.orElseThrow());
  }

  /** A tab with storage of its own. */
  Tab tab(int width, int height) {
    return new Tab(
        browser.newContext(
            new Browser.NewContextOptions().setViewportSize(width, height).setHasTouch(true)));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
