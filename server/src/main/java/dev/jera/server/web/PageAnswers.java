package dev.jera.server.web;

import static com.linecorp.armeria.common.HttpHeaderNames.CONTENT_SECURITY_POLICY;
import static com.linecorp.armeria.common.HttpHeaderNames.REFERRER_POLICY;
import static com.linecorp.armeria.common.HttpHeaderNames.X_CONTENT_TYPE_OPTIONS;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.common.hash.Hashing;
import com.google.common.io.Resources;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ServerCacheControl;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.file.HttpFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Answers to GET and HEAD, with an entity tag of what they hold: a browser that has it is told so
 * in 304. They let the page load nothing but the server's own files, and run no script but those.
 */
final class PageAnswers {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
          + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private PageAnswers() {}

  /** Writes what is asked for now. */
  @FunctionalInterface
  interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  /** One of the page's files. */
  static HttpService file(String name, MediaType type) {
    try {
      return answer(Resources.toByteArray(Resources.getResource(PageAnswers.class, name)), type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** JSON. */
  static HttpService json(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      body.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer(bytes.toByteArray(), MediaType.JSON);
  }

  private static HttpService answer(byte[] body, MediaType type) {
    // By content: jars that are built reproducibly give all their files one time.
    String tag = Hashing.sha256().hashBytes(body).toString();
    return HttpFile.builder(HttpData.wrap(body))
        .contentType(type)
        .entityTag((name, attributes) -> tag)
        .date(false)
        .lastModified(false)
        .cacheControl(ServerCacheControl.REVALIDATED)
        .setHeader(CONTENT_SECURITY_POLICY, POLICY)
        .setHeader(X_CONTENT_TYPE_OPTIONS, "nosniff")
        .setHeader(REFERRER_POLICY, "no-referrer")
        .build()
        .asService();
  }
}
