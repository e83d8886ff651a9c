package dev.jera.server.json;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;

/**
 * The Open Inference Protocol's answers on what is live and ready.
 *
 * @see <a href="https://github.com/kserve/open-inference-protocol">the protocol</a>
 */
public final class InferHealth {
  private InferHealth() {}

  /**
   * Writes {@code {"live":true}}.
   *
   * @throws IOException if the stream throws it
   */
  public static void writeLive(OutputStream out) throws IOException {
    JsonOutput json = new JsonOutput(out);
    json.open('{');
    json.key("live");
    json.bool(true);
    json.close('}');
    json.flush();
  }

  /**
   * Writes {@code {"live":true,"ready":true}}, or that it is not ready and why.
   *
   * @param missing the models that no version of is available
   * @throws IOException if the stream throws it
   */
  public static void writeReady(OutputStream out, Collection<String> missing) throws IOException {
    JsonOutput json = new JsonOutput(out);
    json.open('{');
    json.key("live");
    json.bool(true);
    json.key("ready");
    json.bool(missing.isEmpty());
    if (!missing.isEmpty()) {
      json.key("error");
      json.string("No version is available of the models " + missing);
    }
    json.close('}');
    json.flush();
  }

  /**
   * Writes {@code {"name":"m","ready":true}}.
   *
   * @throws IOException if the stream throws it
   */
  public static void writeModelReady(OutputStream out, String name) throws IOException {
    JsonOutput json = new JsonOutput(out);
    json.open('{');
    json.key("name");
    json.string(name);
    json.key("ready");
    json.bool(true);
    json.close('}');
    json.flush();
  }
}
