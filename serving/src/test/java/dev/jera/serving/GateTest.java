package dev.jera.serving;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GateTest {
  private final Gate gate = new Gate("Predictor of m/1");
  private final AtomicInteger releases = new AtomicInteger();

  @Test
  void aCallUnderWayFinishesBeforeTheReleaseAndALaterOneIsRefusedAtOnce() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    CompletableFuture<Integer> call =
        CompletableFuture.supplyAsync(
            () ->
                gate.pass(
                    () -> {
                      inside.countDown();
                      await(leave);
                      return releases.get();
                    }));
    await(inside);
    CompletableFuture<Void> close = CompletableFuture.runAsync(this::close);
    awaitRefusal();
    assertThat(close).isNotDone();
    assertThat(releases).hasValue(0);
    leave.countDown();
    assertThat(call.get(10, SECONDS)).as("releases seen by the call").isZero();
    close.get(10, SECONDS);
    assertThat(releases).hasValue(1);
  }

  @Test
  void callsPassTogether() {
    CountDownLatch both = new CountDownLatch(2);
    CompletableFuture<?>[] calls = new CompletableFuture<?>[2];
    for (int i = 0; i < calls.length; i++) {
      calls[i] =
          CompletableFuture.runAsync(
              () ->
                  gate.pass(
                      () -> {
                        both.countDown();
                        await(both);
                        return "";
                      }),
              command -> new Thread(command).start());
    }
    CompletableFuture.allOf(calls).join();
  }

  @Test
  void aCallThatFailsLeavesTheGate() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                gate.pass(
                    () -> {
                      throw new IllegalStateException("inside");
                    }))
        .withMessage("inside");
    close();
    assertThat(releases).hasValue(1);
  }

  @Test
  void whatIsClosedTwiceIsReleasedOnce() {
    close();
    close();
    assertThat(releases).hasValue(1);
    assertThatIllegalStateException()
        .isThrownBy(() -> gate.pass(() -> 1))
        .withMessage("Predictor of m/1 is closed");
  }

  @Test
  void closingWithinACallIsRefusedAndLeavesItOpen() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                gate.pass(
                    () -> {
                      close();
                      return "";
                    }))
        .withMessage(
            "Predictor of m/1: close() within a call, which it would wait for (expected: after the call, or on another thread)");
    assertThat(gate.pass(() -> 1)).isEqualTo(1);
    close();
    assertThat(releases).hasValue(1);
  }

  private void close() {
    gate.close(releases::incrementAndGet);
  }

  /** Until the closing thread has begun, calls still pass. */
  private void awaitRefusal() {
    try {
      while (gate.pass(() -> true)) {
        Thread.onSpinWait();
      }
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("Predictor of m/1 is closed");
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
