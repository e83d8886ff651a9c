package dev.jera.server.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.jera.server.ApiException;
import io.grpc.Status;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is written to it: as a whole, with its length, what fits one piece; else piece by
 * piece, each as soon as it is there. Writing never waits for the client.
 */
final class Pieces extends OutputStream {
  static final int SIZE = 1 << 16;

  private final ServiceRequestContext ctx;
  private final ResponseHeaders headers;
  private final CompletableFuture<HttpResponse> response;
  private final ByteArrayOutputStream piece = new ByteArrayOutputStream();
  private @Nullable HttpResponseWriter writer;

  /**
   * @param response gets the answer, which has these headers, with the first piece
   */
  Pieces(
      ServiceRequestContext ctx,
      ResponseHeaders headers,
      CompletableFuture<HttpResponse> response) {
    this.ctx = ctx;
    this.headers = headers;
    this.response = response;
  }

  @Override
  public void write(int value) {
    piece.write(value);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) {
    piece.write(bytes, offset, count);
    if (piece.size() >= SIZE) {
      send(writer == null ? begin() : writer);
    }
  }

  private HttpResponseWriter begin() {
    HttpResponseWriter begun = HttpResponse.streaming();
    begun.write(headers);
    writer = begun;
    if (!response.complete(begun)) {
      begun.abort();
    }
    return begun;
  }

  private void send(HttpResponseWriter to) {
    HeldBytes.takeForAnswer(ctx, piece.size());
    if (!to.tryWrite(HttpData.wrap(piece.toByteArray()))) {
      throw new ApiException(Status.Code.CANCELLED, "The client has gone");
    }
    piece.reset();
  }

  @Override
  public void close() {
    if (writer == null) {
      HeldBytes.takeForAnswer(ctx, piece.size());
      // Armeria sets the length.
      response.complete(HttpResponse.of(headers, HttpData.wrap(piece.toByteArray())));
      return;
    }
    if (piece.size() > 0) {
      send(writer);
    }
    writer.close();
  }
}
