package dev.jera.server.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.jera.server.ApiException;
import io.grpc.Status;
import io.netty.util.AttributeKey;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes of all bodies that are being read or answered, and refuses what would be too
 * many: many large bodies at once, or slow ones, cannot exhaust the heap, nor can large answers to
 * slow readers.
 */
public final class HeldBytes implements DecoratingHttpServiceFunction {
  private static final AttributeKey<Share> SHARE = AttributeKey.valueOf(HeldBytes.class, "SHARE");

  /** What Armeria holds of a request whose body may still come, roughly. */
  private static final int REQUEST_BYTES = 4096;

  private final long most;
  private final AtomicLong held = new AtomicLong();

  /** At most so many bytes. */
  public HeldBytes(long most) {
    this.most = most;
  }

  @Override
  public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request)
      throws Exception {
    Share share = new Share();
    if (!request.method().equals(HttpMethod.GET)) {
      share.take(REQUEST_BYTES);
    }
    ctx.setAttr(SHARE, share);
    var unused = ctx.log().whenComplete().thenRun(share::release);
    HttpRequest counted = request.peekData(data -> share.take(data.length()));
    ctx.updateRequest(counted);
    return delegate.serve(ctx, counted);
  }

  /**
   * Counts bytes that a request takes beside those of its body as it came, until it has ended.
   *
   * @throws ApiException if all take too many together, or if the request has ended
   */
  public static void take(ServiceRequestContext ctx, long bytes) {
    @Nullable Share share = ctx.attr(SHARE);
    if (share != null) {
      share.take(bytes);
    }
  }

  /** What one request holds. */
  private final class Share {
    private long own;
    private boolean isReleased;

    synchronized void take(long bytes) {
      if (isReleased) {
        throw new ApiException(Status.Code.CANCELLED, "The request was given up");
      }
      own += bytes;
      long now = held.addAndGet(bytes);
      if (now > most) {
        throw new ApiException(
            Status.Code.UNAVAILABLE,
            "The bodies of the requests that the server is answering take %d bytes (at most: %d); try again later"
                .formatted(now, most));
      }
    }

    synchronized void release() {
      held.addAndGet(-own);
      isReleased = true;
    }
  }
}
