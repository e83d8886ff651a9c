package dev.jera.server.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.jera.server.ApiException;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes of all bodies that are being read or answered, and refuses what would be too
 * many: many large bodies at once, or slow ones, cannot exhaust the heap.
 */
public final class HeldBytes implements DecoratingHttpServiceFunction {
  private final long most;
  private final AtomicLong held = new AtomicLong();

  /** At most so many bytes. */
  public HeldBytes(long most) {
    this.most = most;
  }

  @Override
  public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request)
      throws Exception {
    AtomicLong own = new AtomicLong();
    releaseAfter(ctx, own);
    HttpRequest counted = request.peekData(data -> take(own, data.length()));
    ctx.updateRequest(counted);
    return delegate.serve(ctx, counted);
  }

  /**
   * Counts bytes that a request holds besides its body, such as those that it inflates to.
   *
   * @throws ApiException if they are too many
   */
  public void hold(ServiceRequestContext ctx, long bytes) {
    AtomicLong own = new AtomicLong();
    releaseAfter(ctx, own);
    take(own, bytes);
  }

  private void releaseAfter(ServiceRequestContext ctx, AtomicLong own) {
    var unused = ctx.log().whenComplete().thenRun(() -> held.addAndGet(-own.get()));
  }

  private void take(AtomicLong own, long bytes) {
    own.addAndGet(bytes);
    if (held.addAndGet(bytes) > most) {
      throw new ApiException(
          Status.Code.UNAVAILABLE,
          "The bodies of the requests that the server is answering take %d bytes (at most: %d); try again later"
              .formatted(held.get(), most));
    }
  }
}
