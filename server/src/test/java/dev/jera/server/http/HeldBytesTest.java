package dev.jera.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.stream.StreamMessage;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.jera.server.ApiException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** 4,096 bytes are counted for a request, and 64 for each piece of its body. */
class HeldBytesTest {
  private static final HttpData LETTER = HttpData.ofAscii("1");

  @Test
  void aBodyInOnePieceIsLittleMoreThanItsBytes() throws Exception {
    assertThat(read(4096 + 64 + 10_000, List.of(HttpData.ofAscii("1".repeat(10_000)))))
        .isEqualTo(10_000);
  }

  @Test
  void aBodyInPiecesOfOneByteIsWhatThePiecesWeigh() throws Exception {
    List<HttpData> pieces = Collections.nCopies(10_000, LETTER);

    assertThat(read(4096 + 10_000 * 65, pieces)).isEqualTo(10_000);
    assertThatThrownBy(() -> read(4096 + 10_000 * 65 - 1, pieces))
        .hasRootCauseInstanceOf(ApiException.class)
        .hasRootCauseMessage(
            "The bodies of the requests that the server is answering take 654096 bytes (at most: 654095); try again later");
  }

  /** Java's own count of what pieces take; a little is left to what else the heap does. */
  @Test
  void aPieceWeighsNoMoreThanIsCounted() {
    int count = 500_000;
    List<HttpData> held = new ArrayList<>(count);
    long before = usedHeap();
    for (int i = 0; i < count; i++) {
      held.add(HttpData.wrap(new byte[] {1}));
    }
    long took = usedHeap() - before;

    assertThat(held).hasSize(count);
    assertThat(took / (double) count).isBetween(16.0, 65.0);
  }

  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /** How many bytes come through. */
  private static int read(long most, List<HttpData> pieces) throws Exception {
    HttpRequest request =
        HttpRequest.of(
            RequestHeaders.of(
                HttpMethod.POST,
                "/",
                HttpHeaderNames.SCHEME,
                "http",
                HttpHeaderNames.AUTHORITY,
                "test"),
            StreamMessage.of(pieces.toArray(new HttpData[0])));
    CompletableFuture<AggregatedHttpRequest> read = new CompletableFuture<>();
    HttpResponse answer =
        new HeldBytes(most)
            .serve(
                (ctx, counted) -> {
                  var unused =
                      counted
                          .aggregate()
                          .whenComplete(
                              (body, failure) -> {
                                if (failure == null) {
                                  read.complete(body);
                                } else {
                                  read.completeExceptionally(failure);
                                }
                              });
                  return HttpResponse.of(HttpStatus.OK);
                },
                ServiceRequestContext.of(request),
                request);
    assertThat(answer.aggregate().join().status()).isEqualTo(HttpStatus.OK);
    return read.join().content().length();
  }
}
