package dev.jera.server.http;

import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.jera.server.call.Api;
import dev.jera.server.call.Calls;
import dev.jera.server.call.Hold;
import dev.jera.server.call.Wire;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Requests to models over HTTP: reads the body, and answers on a worker's thread. */
public final class HttpCalls {
  private final Calls calls;

  /** Over these calls. */
  public HttpCalls(Calls calls) {
    this.calls = calls;
  }

  /**
   * Makes an answer of a body.
   *
   * @param <T> the answer
   */
  @FunctionalInterface
  public interface BodyWork<T> {
    /** Begins the answer; it may throw as {@link dev.jera.server.call.Work} does. */
    CompletionStage<T> begin(byte[] body, Hold hold);
  }

  /** Answers a request; what fails is told as JSON. */
  public HttpResponse answer(
      ServiceRequestContext ctx,
      HttpRequest request,
      String model,
      Api api,
      BodyWork<HttpResponse> work) {
    return HttpResponse.of(
        submit(ctx, request, model, api, work)
            .exceptionally(failure -> HttpAnswers.failure(ctx, failure)));
  }

  /**
   * Answers a request with a body that a worker's thread writes, and that is sent while it is
   * written if it is large; what fails is told as JSON.
   */
  public HttpResponse stream(
      ServiceRequestContext ctx,
      HttpRequest request,
      String model,
      Api api,
      BodyWork<HttpAnswers.Body> work) {
    AnswerStream answer = new AnswerStream(ctx);
    end(
        answer,
        submit(
            ctx,
            request,
            model,
            api,
            (body, hold) -> work.begin(body, hold).thenAccept(answer::write)));
    return answer.response();
  }

  /**
   * Answers a request without a worker, once its body has come, which is not looked at: the
   * connection can be used on.
   *
   * @param body what is answered; it may throw as {@link dev.jera.server.call.Work} does
   */
  public HttpResponse answerAtOnce(
      ServiceRequestContext ctx, HttpRequest request, Supplier<HttpAnswers.Body> body) {
    AnswerStream answer = new AnswerStream(ctx);
    end(answer, read(ctx, request).thenAccept(ignored -> answer.write(body.get())));
    return answer.response();
  }

  private static void end(AnswerStream answer, CompletableFuture<Void> written) {
    var unused =
        written
            .thenRun(answer::close)
            .exceptionally(
                failure -> {
                  answer.fail(failure);
                  return null;
                });
  }

  private <T> CompletableFuture<T> submit(
      ServiceRequestContext ctx, HttpRequest request, String model, Api api, BodyWork<T> work) {
    return read(ctx, request)
        .thenCompose(
            body -> {
              ContentCoding.checkKnown(request.headers());
              return endWithRequest(
                  ctx,
                  calls.submit(
                      model,
                      api,
                      Wire.REST,
                      hold ->
                          work.begin(ContentCoding.decode(ctx, request.headers(), body), hold)));
            });
  }

  /** Gives a call up when its client has gone or its time is over, and fails with that. */
  private static <T> CompletableFuture<T> endWithRequest(
      ServiceRequestContext ctx, CompletableFuture<T> call) {
    CompletableFuture<T> answer = call.copy();
    var unused =
        ctx.whenRequestCancelling()
            .thenAccept(
                cause -> {
                  answer.completeExceptionally(cause);
                  call.cancel(false);
                });
    return answer;
  }

  /** A request's body as it came; one that says at once that it is too long is not waited for. */
  private static CompletableFuture<byte[]> read(ServiceRequestContext ctx, HttpRequest request) {
    long length = request.headers().contentLength();
    if (length > ctx.maxRequestLength()) {
      return CompletableFuture.failedFuture(
          ContentTooLargeException.builder()
              .maxContentLength(ctx.maxRequestLength())
              .contentLength(length)
              .build());
    }
    return request.aggregate().thenApply(whole -> whole.content().array());
  }
}
