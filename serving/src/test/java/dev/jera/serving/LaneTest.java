package dev.jera.serving;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.common.base.Throwables;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LaneTest {
  @Test
  void allItsCallsAreOnOneThreadWhichIsNotTheCallers() {
    try (Lane lane = new Lane();
        Lane other = new Lane()) {
      Thread thread = lane.call(Thread::currentThread);
      assertThat(thread).isNotSameAs(Thread.currentThread());
      assertThat(lane.call(Thread::currentThread)).isSameAs(thread);
      assertThat(other.call(Thread::currentThread)).isNotSameAs(thread);
    }
  }

  static List<Throwable> whatIsThrownThereIsThrownHere() {
    return List.of(new IllegalStateException("there"), new AssertionError("there"));
  }

  @ParameterizedTest
  @MethodSource
  void whatIsThrownThereIsThrownHere(Throwable thrown) {
    try (Lane lane = new Lane()) {
      Runnable throwing =
          () -> {
            Throwables.throwIfUnchecked(thrown);
          };
      assertThat(catchThrowable(() -> lane.run(throwing))).isSameAs(thrown);
    }
  }

  @Test
  void itsThreadEndsWithIt() throws InterruptedException {
    Thread thread;
    try (Lane lane = new Lane()) {
      thread = lane.call(Thread::currentThread);
    }
    thread.join(SECONDS.toMillis(60));
    assertThat(thread.isAlive()).isFalse();
  }
}
