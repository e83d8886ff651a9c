package dev.jera.server.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The page in a browser, with what it asked for and complained of. */
final class Tab implements AutoCloseable {
  private final BrowserContext context;
  private final Page page;
  private final List<String> urls = new CopyOnWriteArrayList<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  Tab(BrowserContext context) {
    this.context = context;
    this.page = context.newPage();
    page.onRequest(request -> urls.add(request.url()));
    page.onPageError(complaints::add);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            complaints.add(message.text());
          }
        });
  }

  /** Opens the page, and a model on it. */
  Tab open(int port, String model) {
    page.navigate("http://127.0.0.1:%d/#%s".formatted(port, model));
    assertThat(page.locator("#model-name")).not().isEmpty();
    return this;
  }

  Page page() {
    return page;
  }

  Locator find(String selector) {
    return page.locator(selector);
  }

  /** Every address that was asked for. */
  List<String> urls() {
    return urls;
  }

  /** Errors and warnings of the console. */
  List<String> complaints() {
    return complaints;
  }

  /** Draws a line through points of the canvas, whose side is 280. */
  void stroke(double[]... points) {
    double[][] places = onScreen(points);
    page.mouse().move(places[0][0], places[0][1]);
    page.mouse().down();
    for (double[] place : places) {
      page.mouse().move(place[0], place[1], new Mouse.MoveOptions().setSteps(5));
    }
    page.mouse().up();
  }

  /** As {@link #stroke}, with a finger. */
  void touch(double[]... points) {
    CDPSession devTools = context.newCDPSession(page);
    String type = "touchStart";
    for (double[] place : onScreen(points)) {
      devTools.send("Input.dispatchTouchEvent", touchEvent(type, place));
      type = "touchMove";
    }
    devTools.send("Input.dispatchTouchEvent", touchEvent("touchEnd"));
  }

  private static JsonObject touchEvent(String type, double[]... places) {
    JsonArray points = new JsonArray();
    for (double[] place : places) {
      JsonObject point = new JsonObject();
      point.addProperty("x", place[0]);
      point.addProperty("y", place[1]);
      points.add(point);
    }
    JsonObject event = new JsonObject();
    event.addProperty("type", type);
    event.add("touchPoints", points);
    return event;
  }

  private double[][] onScreen(double[]... points) {
    Locator canvas = find("#canvas");
    canvas.scrollIntoViewIfNeeded();
    BoundingBox box = canvas.boundingBox();
    double[][] places = new double[points.length][];
    for (int i = 0; i < points.length; i++) {
      places[i] =
          new double[] {
            box.x + points[i][0] * box.width / 280, box.y + points[i][1] * box.height / 280
          };
    }
    return places;
  }

  @Override
  public void close() {
    context.close();
  }
}
