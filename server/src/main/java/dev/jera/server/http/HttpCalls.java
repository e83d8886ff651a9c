package dev.jera.server.http;

import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.jera.server.call.Api;
import dev.jera.server.call.Calls;
import dev.jera.server.call.Hold;
import dev.jera.server.call.Wire;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Requests to models over HTTP: reads the body, and answers on a worker's thread. */
public final class HttpCalls {
  private final Calls calls;
  private final Queries queries;

  /** Over these calls and queries. */
  public HttpCalls(Calls calls, Queries queries) {
    this.calls = calls;
    this.queries = queries;
  }

  /** Makes an answer of a body. */
  @FunctionalInterface
  public interface BodyWork {
    /** Begins the answer; it may throw as {@link dev.jera.server.call.Work} does. */
    CompletionStage<Answer> begin(byte[] body, Hold hold);
  }

  /**
   * Answers a request to a model; a worker's thread writes the answer. What fails is told as JSON.
   */
  public HttpResponse answer(
      ServiceRequestContext ctx, HttpRequest request, String model, Api api, BodyWork work) {
    AnswerStream stream = new AnswerStream(ctx);
    end(
        stream,
        submit(
            ctx,
            request,
            model,
            api,
            (body, hold) -> work.begin(body, hold).thenAccept(answer -> answer.writeTo(stream))));
    return stream.response();
  }

  /**
   * Answers what is not asked of a model, once the request's body has come, which is not looked at:
   * the connection can be used on.
   *
   * @param body what is answered; it may throw as {@link dev.jera.server.call.Work} does
   */
  public HttpResponse query(
      ServiceRequestContext ctx, HttpRequest request, Supplier<HttpAnswers.Body> body) {
    AnswerStream stream = new AnswerStream(ctx);
    end(
        stream,
        read(ctx, request)
            .thenCompose(ignored -> queries.run(ctx, () -> stream.write(body.get()))));
    return stream.response();
  }

  /** A service that makes its answers where queries are answered. */
  public HttpService query(HttpService service) {
    return service.decorate(queries);
  }

  private static void end(AnswerStream stream, CompletableFuture<Void> written) {
    var unused =
        written
            .thenRun(stream::close)
            .exceptionally(
                failure -> {
                  stream.fail(failure);
                  return null;
                });
  }

  private CompletableFuture<Void> submit(
      ServiceRequestContext ctx,
      HttpRequest request,
      String model,
      Api api,
      BiFunction<byte[], Hold, CompletionStage<Void>> work) {
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
                          work.apply(ContentCoding.decode(ctx, request.headers(), body), hold)));
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
