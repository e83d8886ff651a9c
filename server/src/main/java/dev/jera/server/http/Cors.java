package dev.jera.server.http;

import com.google.common.base.Ascii;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;

/**
 * Lets pages of other origins ask the REST APIs, as TensorFlow Serving does: whatever origin asks,
 * in every answer. To be put around whatever may refuse a request: a browser hides from its page
 * what an answer without these headers says. It asks by OPTIONS first, which shows no token.
 *
 * <p>gRPC is left out: its management calls are taken from the server's own machine, and so from a
 * browser that runs there.
 */
public final class Cors implements DecoratingHttpServiceFunction {

  @Override
  public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request)
      throws Exception {
    if (!isRest(request.path())) {
      return delegate.serve(ctx, request);
    }
    ctx.setAdditionalResponseHeader(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    ctx.setAdditionalResponseHeader(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "POST, GET");
    ctx.setAdditionalResponseHeader(
        HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS,
        asksForToken(request.headers()) ? "Content-Type, Authorization" : "Content-Type");
    // Once its body has come, which is not kept, the connection can be used on.
    return request.method() == HttpMethod.OPTIONS
        ? HttpResponse.of(
            request.subscribe().thenApply(ignored -> HttpAnswers.json(HttpStatus.OK, new byte[0])))
        : delegate.serve(ctx, request);
  }

  private static boolean isRest(String path) {
    String lower = Ascii.toLowerCase(path);
    return lower.startsWith("/v1/") || lower.equals("/v2") || lower.startsWith("/v2/");
  }

  private static boolean asksForToken(RequestHeaders request) {
    return Ascii.toLowerCase(request.get(HttpHeaderNames.ACCESS_CONTROL_REQUEST_HEADERS, ""))
        .contains("authorization");
  }
}
