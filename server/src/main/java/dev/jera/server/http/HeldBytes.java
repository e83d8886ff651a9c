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
 * slow readers, which leave room for the small requests of others.
 */
public final class HeldBytes implements DecoratingHttpServiceFunction {
  private static final AttributeKey<Share> SHARE = AttributeKey.valueOf(HeldBytes.class, "SHARE");

  /** What Armeria holds of a request whose body may still come, roughly. */
  private static final int REQUEST_BYTES = 4096;

  /**
   * What Java takes for each piece of a body beside its bytes: two objects, an array's head and a
   * place in a list. A body may come in pieces of one byte.
   */
  private static final int PIECE_BYTES = 64;

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
      share.take(REQUEST_BYTES, Room.REQUESTS);
    }
    ctx.setAttr(SHARE, share);
    var unused = ctx.log().whenComplete().thenRun(share::release);
    HttpRequest counted =
        request.peekData(data -> share.take(PIECE_BYTES + data.length(), Room.REQUESTS));
    ctx.updateRequest(counted);
    return delegate.serve(ctx, counted);
  }

  /**
   * Counts bytes that a request takes beside those of its body as it came, until it has ended.
   *
   * @throws ApiException if all take too many together, or if the request has ended
   */
  public static void take(ServiceRequestContext ctx, long bytes) {
    take(ctx, bytes, Room.REQUESTS);
  }

  /**
   * Counts bytes of an answer, as {@link #take} does. Those of more than 4 KiB leave a quarter of
   * the room to the requests and small answers of others, however slowly they are read.
   *
   * @throws ApiException if all take too many together, or if the request has ended
   */
  public static void takeForAnswer(ServiceRequestContext ctx, long bytes) {
    take(ctx, bytes, bytes <= REQUEST_BYTES ? Room.SMALL_ANSWERS : Room.LARGE_ANSWERS);
  }

  private static void take(ServiceRequestContext ctx, long bytes, Room room) {
    @Nullable Share share = ctx.attr(SHARE);
    if (share != null) {
      share.take(bytes, room);
    }
  }

  /** Which part of the room something may fill. */
  private enum Room {
    REQUESTS,
    SMALL_ANSWERS,
    LARGE_ANSWERS;

    long of(long most) {
      return this == LARGE_ANSWERS ? most - most / 4 : most;
    }
  }

  /** What one request holds. */
  private final class Share {
    private long own;
    private boolean isReleased;

    synchronized void take(long bytes, Room room) {
      if (isReleased) {
        throw new ApiException(Status.Code.CANCELLED, "The request was given up");
      }
      long limit = room.of(most);
      // What is refused is not kept, and takes no room from others.
      long before = held.getAndUpdate(now -> now + bytes > limit ? now : now + bytes);
      if (before + bytes > limit) {
        if (room == Room.REQUESTS) {
          // What came of a refused request is dropped: its client may ask again at once.
          giveBack();
        }
        throw new ApiException(
            Status.Code.UNAVAILABLE,
            "The bodies of the requests that the server is answering take %d bytes (at most: %d); try again later"
                .formatted(before + bytes, limit));
      }
      own += bytes;
    }

    synchronized void release() {
      giveBack();
      isReleased = true;
    }

    private void giveBack() {
      held.addAndGet(-own);
      own = 0;
    }
  }
}
