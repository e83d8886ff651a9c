package dev.jera.server.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.jera.server.call.Api;
import dev.jera.server.call.Calls;
import dev.jera.server.call.Hold;
import dev.jera.server.call.Wire;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Requests to models over HTTP: reads the body, and answers on a worker's thread. */
public final class HttpCalls {
  private final Calls calls;

  /** Over these calls. */
  public HttpCalls(Calls calls) {
    this.calls = calls;
  }

  /** Makes an answer of a body. */
  @FunctionalInterface
  public interface BodyWork {
    /** Begins the answer; it may throw as {@link dev.jera.server.call.Work} does. */
    CompletionStage<HttpResponse> begin(byte[] body, Hold hold);
  }

  /** Answers a request; what fails is told as JSON. */
  public HttpResponse answer(
      ServiceRequestContext ctx, HttpRequest request, String model, Api api, BodyWork work) {
    return HttpResponse.of(
        request
            .aggregate()
            .thenCompose(whole -> submit(ctx, model, api, whole.content().array(), work))
            // What cancels a request, such as its timeout, says more than that it was given up.
            .exceptionally(
                thrown -> HttpAnswers.failure(ctx.whenRequestCancelling().getNow(thrown))));
  }

  private CompletableFuture<HttpResponse> submit(
      ServiceRequestContext ctx, String model, Api api, byte[] body, BodyWork work) {
    CompletableFuture<HttpResponse> answer =
        calls.submit(model, api, Wire.REST, hold -> work.begin(body, hold));
    var unused = ctx.whenRequestCancelling().thenRun(() -> answer.cancel(false));
    return answer;
  }
}
