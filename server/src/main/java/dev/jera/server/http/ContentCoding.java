package dev.jera.server.http;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.jera.server.ApiException;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Bodies that are compressed by gzip. */
final class ContentCoding {
  static final String GZIP = "gzip";

  private static final String IDENTITY = "identity";
  private static final int CHUNK = 1 << 16;
  private static final Splitter LIST = Splitter.on(',').trimResults().omitEmptyStrings();

  /** An entry of Accept-Encoding that means gzip and does not refuse it by a weight of 0. */
  private static final Pattern TAKES_GZIP =
      Pattern.compile("(?:x-)?gzip(?:\\s*;\\s*q=(?!0(?:\\.0*)?$).*)?");

  private ContentCoding() {}

  /**
   * Checks that a request's body is as it stands, or compressed in a way that is known.
   *
   * @throws HttpStatusException if it is not
   */
  static void checkKnown(HttpHeaders headers) {
    String coding = coding(headers);
    if (!coding.equals(IDENTITY) && !coding.equals(GZIP)) {
      throw HttpStatusException.of(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE,
          new IllegalArgumentException(
              "Content-Encoding: %s (expected: gzip, identity or none)".formatted(coding)));
    }
  }

  /** Whether the client takes an answer compressed by gzip. */
  static boolean takesGzip(HttpHeaders headers) {
    return headers.getAll(HttpHeaderNames.ACCEPT_ENCODING).stream()
        .flatMap(LIST::splitToStream)
        .anyMatch(entry -> TAKES_GZIP.matcher(Ascii.toLowerCase(entry)).matches());
  }

  private static String coding(HttpHeaders headers) {
    String coding = Ascii.toLowerCase(headers.get(HttpHeaderNames.CONTENT_ENCODING, IDENTITY));
    return coding.equals("x-gzip") ? GZIP : coding;
  }

  /**
   * A request's body, inflated where it must be, which is to be done on a worker's thread. No more
   * is inflated than the request's limit.
   *
   * @throws ApiException if there is more, caused by a {@link ContentTooLargeException}, or if it
   *     is not what its Content-Encoding says
   */
  static byte[] decode(ServiceRequestContext ctx, RequestHeaders headers, byte[] body) {
    if (body.length == 0 || coding(headers).equals(IDENTITY)) {
      return body;
    }
    long most = ctx.maxRequestLength();
    ByteArrayOutputStream inflated = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK];
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body), CHUNK)) {
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        if (inflated.size() + (long) count > most) {
          ContentTooLargeException tooLarge =
              ContentTooLargeException.builder().maxContentLength(most).build();
          throw new ApiException(
              Status.Code.RESOURCE_EXHAUSTED, String.valueOf(tooLarge.getMessage()), tooLarge);
        }
        HeldBytes.take(ctx, count);
        inflated.write(chunk, 0, count);
      }
    } catch (ZipException | EOFException e) {
      throw ApiException.invalid(
          "The request's body is no whole gzip stream, as its Content-Encoding says: %s",
          Objects.requireNonNullElse(e.getMessage(), "it ends too early"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return inflated.toByteArray();
  }
}
