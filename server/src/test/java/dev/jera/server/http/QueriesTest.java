package dev.jera.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.jera.server.ApiException;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Queries of which two run and three wait. */
class QueriesTest {
  private final Queries queries = new Queries(3);
  private final HttpRequest request = HttpRequest.of(HttpMethod.GET, "/");
  private final ServiceRequestContext ctx = ServiceRequestContext.of(request);

  @AfterEach
  void close() {
    queries.close();
  }

  @Test
  void anAnswerIsMadeOnAThreadOfItsOwn() {
    AggregatedHttpResponse answer =
        queries
            .serve((c, r) -> HttpResponse.of(Thread.currentThread().getName()), ctx, request)
            .aggregate()
            .join();

    assertThat(answer.contentUtf8()).isEqualTo("jera-server-query-0");
  }

  @Test
  void aFailureIsToldAsJson() {
    AggregatedHttpResponse answer =
        queries
            .serve(
                (c, r) -> {
                  throw new ApiException(Status.Code.NOT_FOUND, "no such model");
                },
                ctx,
                request)
            .aggregate()
            .join();

    assertThat(answer.status().code()).isEqualTo(404);
    assertThat(answer.contentUtf8()).isEqualTo("{\"error\":\"no such model\"}");
  }

  @Test
  void oneMoreThanMayWaitIsRefusedAtOnce() {
    CountDownLatch free = new CountDownLatch(1);
    List<CompletableFuture<Void>> taken = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      taken.add(queries.run(ctx, () -> await(free)));
    }

    CompletableFuture<Void> refused = queries.run(ctx, () -> {});

    assertThat(refused).isCompletedExceptionally();
    assertThatThrownBy(refused::join)
        .cause()
        .isInstanceOf(ApiException.class)
        .hasMessage("The server stops, or 3 questions about it wait already; try again later");
    free.countDown();
    taken.forEach(CompletableFuture::join);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
