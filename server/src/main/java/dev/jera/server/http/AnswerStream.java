package dev.jera.server.http;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ResponseHeadersBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An answer while it is written, in JSON: compressed by gzip where its client takes that and it is
 * worth while; a small one sent whole, a large one in {@link Pieces}.
 *
 * <p>Writing never waits for the client. What a slow one has not read is counted by {@link
 * HeldBytes}, and the request's time-out ends it. One thread writes; any may let it fail.
 */
final class AnswerStream extends OutputStream {
  /** Below it, gzip costs more than it saves. */
  static final int WORTH_GZIP = 256;

  private final ServiceRequestContext ctx;
  private final CompletableFuture<HttpResponse> response = new CompletableFuture<>();
  private final ByteArrayOutputStream start = new ByteArrayOutputStream();
  private @Nullable OutputStream rest;
  private @Nullable Gzip zipped;
  private Runnable end = () -> {};

  AnswerStream(ServiceRequestContext ctx) {
    this.ctx = ctx;
  }

  /** The answer: there with its first piece, or with its failure. */
  HttpResponse response() {
    return HttpResponse.of(response);
  }

  /** Writes a body; its last piece, or all of a small one, is sent when this is closed. */
  void write(HttpAnswers.Body body) {
    try {
      body.write(this);
      if (rest == null) {
        open();
      }
      if (zipped != null) {
        zipped.finish();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      // Here, and not where this is closed, which it never is where the request has failed.
      if (zipped != null) {
        zipped.close();
      }
    }
  }

  /** Takes an answer that is sent when this is closed. */
  void put(HttpResponse whole) {
    end =
        () -> {
          if (!response.complete(whole)) {
            whole.abort();
          }
        };
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    if (rest != null) {
      rest.write(bytes, offset, count);
      return;
    }
    start.write(bytes, offset, count);
    if (start.size() >= Pieces.SIZE) {
      open();
    }
  }

  private void open() throws IOException {
    boolean isZipped =
        start.size() >= WORTH_GZIP && ContentCoding.takesGzip(ctx.request().headers());
    ResponseHeadersBuilder headers =
        ResponseHeaders.builder(HttpStatus.OK).contentType(MediaType.JSON);
    if (isZipped) {
      headers.set(HttpHeaderNames.CONTENT_ENCODING, ContentCoding.GZIP);
      headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING.toString());
    }
    Pieces pieces = new Pieces(ctx, headers.build(), response);
    end = pieces::close;
    zipped = isZipped ? new Gzip(pieces) : null;
    OutputStream opened = zipped == null ? pieces : zipped;
    rest = opened;
    start.writeTo(opened);
    start.reset();
  }

  @Override
  public void close() {
    end.run();
  }

  /** Says why there is no answer, or breaks off the one that has begun. */
  void fail(Throwable cause) {
    if (!response.complete(HttpAnswers.failure(ctx, cause))) {
      // The failure stands in the request's log; Armeria would print it once more, and whole.
      var unused = response.thenAccept(HttpResponse::abort);
    }
  }
}
