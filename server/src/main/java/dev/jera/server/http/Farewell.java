package dev.jera.server.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Tells clients whose connections are open that the server stops: each request that still comes is
 * answered, with {@code Connection: close} or GOAWAY. Else one that is on its way while the
 * connection is closed would be lost, and its client could not know whether it was answered.
 */
public final class Farewell implements DecoratingHttpServiceFunction {
  /** Longer than a busy client takes from an answer to its next request. */
  private static final Duration QUIET = Duration.ofMillis(100);

  private volatile boolean stopping;
  private volatile long lastRequest = System.nanoTime();

  @Override
  public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request)
      throws Exception {
    lastRequest = System.nanoTime();
    if (stopping) {
      var unused = ctx.initiateConnectionShutdown();
    }
    return delegate.serve(ctx, request);
  }

  /**
   * Waits until no connection is left, or none is busy. To be called at last.
   *
   * @param most how long; new connections could go on for ever
   */
  public void say(Server server, Duration most) {
    stopping = true;
    long began = System.nanoTime();
    lastRequest = began;
    try {
      while (server.numConnections() > 0
          && System.nanoTime() - lastRequest < QUIET.toNanos()
          && System.nanoTime() - began < most.toNanos()) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
