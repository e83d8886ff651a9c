package dev.jera.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Answers whose clients take gzip. */
class AnswerStreamTest {
  private static final byte[] LARGE = noise();

  private final AnswerStream answer =
      new AnswerStream(
          ServiceRequestContext.of(
              HttpRequest.of(
                  RequestHeaders.of(
                      HttpMethod.POST, "/", HttpHeaderNames.ACCEPT_ENCODING, "gzip"))));

  @Test
  void aSmallAnswerIsThereOnceItIsClosed() throws IOException {
    answer.write(out -> out.write("1,".repeat(500).getBytes(US_ASCII)));
    var response = answer.response().aggregate();

    assertThat(response).isNotDone();
    answer.close();

    assertThat(unzipped(response.join())).isEqualTo("1,".repeat(500).getBytes(US_ASCII));
  }

  @Test
  void aLargeAnswerIsSentWhileItIsWrittenAndEndsOnceItIsClosed() throws IOException {
    answer.write(out -> out.write(LARGE));
    var response = answer.response().aggregate();

    assertThat(response).isNotDone();
    answer.close();

    assertThat(unzipped(response.join())).isEqualTo(LARGE);
  }

  @Test
  void anAnswerThatFailsMidwayGivesTheMemoryOfGzipBack() {
    OutputStream[] kept = new OutputStream[1];
    assertThatThrownBy(
            () ->
                answer.write(
                    out -> {
                      kept[0] = out;
                      out.write(LARGE);
                      throw new IOException("midway");
                    }))
        .hasRootCauseMessage("midway");

    // What Java says of a deflater whose memory is gone.
    assertThatThrownBy(() -> kept[0].write(LARGE)).hasMessage("Deflater has been closed");
  }

  @Test
  void anAnswerThatNobodyWaitsForGivesTheMemoryOfGzipBack() {
    OutputStream[] kept = new OutputStream[1];
    answer.fail(new IllegalArgumentException("given up"));

    assertThatThrownBy(
            () ->
                answer.write(
                    out -> {
                      kept[0] = out;
                      out.write(LARGE);
                      out.write(LARGE);
                    }))
        .hasMessage("The client has gone");

    assertThatThrownBy(() -> kept[0].write(LARGE)).hasMessage("Deflater has been closed");
    assertThat(answer.response().aggregate().join().contentUtf8())
        .isEqualTo("{\"error\":\"given up\"}");
  }

  @Test
  void anAnswerThatHasBegunIsBrokenOff() {
    answer.write(out -> out.write(LARGE));
    var response = answer.response().aggregate();

    answer.fail(new IllegalStateException("too late"));

    assertThatThrownBy(response::join)
        .isInstanceOf(CompletionException.class)
        .hasRootCauseInstanceOf(AbortedStreamException.class);
  }

  @Test
  void aResponseThatIsThereIsSentOnceItIsClosed() {
    Answer.of(HttpResponse.of(HttpStatus.ACCEPTED)).writeTo(answer);
    var response = answer.response().aggregate();

    assertThat(response).isNotDone();
    answer.close();

    assertThat(response.join().status()).isEqualTo(HttpStatus.ACCEPTED);
  }

  private static byte[] unzipped(AggregatedHttpResponse response) throws IOException {
    assertThat(response.headers().get(HttpHeaderNames.CONTENT_ENCODING)).isEqualTo("gzip");
    return new GZIPInputStream(new ByteArrayInputStream(response.content().array())).readAllBytes();
  }

  /** What gzip cannot make small, so that it fills several pieces. */
  private static byte[] noise() {
    byte[] noise = new byte[4 * Pieces.SIZE];
    new Random(1).nextBytes(noise);
    return noise;
  }
}
