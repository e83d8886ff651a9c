package dev.jera.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadlinesTest {
  /** A time-out has eight digits at most. */
  @ParameterizedTest
  @CsvSource({
    "0H, 0, true",
    "1H, 120, false",
    "99999999H, 120, false",
    "1M, 120, true",
    "1M, 1, false",
    "100S, 120, true",
    "99999999S, 120, false",
    "99999m, 120, true",
    "99999m, 1, false",
    "99999999u, 120, true",
    "99999999u, 1, false",
    "99999999n, 1, true",
    "1n, 0, true",
    "0n, 0, true"
  })
  void aTimeOutIsOverWhenItHasPassedSinceTheRequestBegan(
      String timeout, long seconds, boolean isOver) {
    long began = System.nanoTime() - Duration.ofSeconds(seconds).toNanos();
    RequestHeaders headers = RequestHeaders.of(HttpMethod.POST, "/", GrpcHeaders.TIMEOUT, timeout);
    ServiceRequestContext request =
        ServiceRequestContext.builder(HttpRequest.of(headers)).requestStartTime(began, 0).build();
    assertThat(Deadlines.isOver(request)).isEqualTo(isOver);
  }
}
