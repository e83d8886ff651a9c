package dev.jera.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.net.HttpHeaders;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.security.MessageDigest;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests in that show a secret, as {@code Authorization: Bearer SECRET}; HTTP 401 for the
 * others, which gRPC's clients see as UNAUTHENTICATED.
 */
public final class BearerToken implements DecoratingHttpServiceFunction {
  private static final String SCHEME = "Bearer ";

  private final byte[] expected;
  private final Predicate<RequestHeaders> open;

  /**
   * Asks for a token.
   *
   * @param open tells which requests anyone may make
   */
  public BearerToken(String token, Predicate<RequestHeaders> open) {
    this.expected = token.getBytes(UTF_8);
    this.open = open;
  }

  @Override
  public HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request)
      throws Exception {
    @Nullable String given = request.headers().get(HttpHeaders.AUTHORIZATION);
    if (isShown(given) || open.test(request.headers())) {
      return delegate.serve(ctx, request);
    }
    ctx.setAdditionalResponseHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
    return HttpAnswers.error(
        HttpStatus.UNAUTHORIZED,
        given == null
            ? "No token (expected: the header Authorization: Bearer TOKEN)"
            : "The token is another than the server's (expected: Authorization: Bearer TOKEN)");
  }

  private boolean isShown(@Nullable String given) {
    // The comparison takes as long wherever the two differ.
    return given != null
        && given.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        && MessageDigest.isEqual(
            expected, given.substring(SCHEME.length()).strip().getBytes(UTF_8));
  }
}
