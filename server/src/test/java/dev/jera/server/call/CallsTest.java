package dev.jera.server.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.server.ApiException;
import dev.jera.server.Limits;
import dev.jera.server.log.RequestLogs;
import dev.jera.serving.repository.ModelRepository;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CallsTest {
  private static final CallListener DEAF = end -> {};

  private static Calls calls(ModelRepository repository, CallListener listener) {
    return new Calls(repository, new RequestLogs(), Limits.defaults(), listener);
  }

  private static CompletableFuture<String> ask(Calls calls) {
    return calls.submit(
        "m", Api.PREDICT, Wire.REST, hold -> CompletableFuture.completedFuture("answer"));
  }

  @Test
  void aListenerThatThrowsKeepsNoAnswerBack() {
    CallListener broken =
        end -> {
          throw new IllegalStateException("broken");
        };
    try (ModelRepository repository = ModelRepository.open(List.of());
        Calls calls = calls(repository, broken)) {
      assertThat(ask(calls).join()).isEqualTo("answer");
      assertThat(calls.taken()).isZero();
    }
  }

  @Test
  void whatComesAfterTheEndIsRefusedAndNotCounted() {
    try (ModelRepository repository = ModelRepository.open(List.of())) {
      Calls calls = calls(repository, DEAF);
      calls.close();
      assertThat(ask(calls))
          .failsWithin(Duration.ofSeconds(60))
          .withThrowableThat()
          .havingCause()
          .isInstanceOfSatisfying(
              ApiException.class,
              refused -> assertThat(refused.code()).isEqualTo(Status.Code.UNAVAILABLE));
      assertThat(calls.taken()).isZero();
    }
  }
}
