package dev.jera.server.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestId;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names each request in logs and answers: by the id that its client gives in the header {@value
 * #HEADER}, where that is letters, digits and {@code ._-}, at most 128 of them; else by a new one.
 */
public final class RequestIds implements DecoratingHttpServiceFunction {
  /** The header, of requests and answers. */
  public static final String HEADER = "x-request-id";

  private static final Pattern SOUND = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  /** The id of a request. */
  public static RequestId of(RoutingContext request) {
    @Nullable String given = request.headers().get(HEADER);
    return given != null && SOUND.matcher(given).matches() ? new Given(given) : RequestId.random();
  }

  @Override
  public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request)
      throws Exception {
    ctx.setAdditionalResponseHeader(HEADER, ctx.id().text());
    return delegate.serve(ctx, request);
  }

  /** A client's. */
  private record Given(String text) implements RequestId {

    @Override
    public String shortText() {
      return text;
    }
  }
}
