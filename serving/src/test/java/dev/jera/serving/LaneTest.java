package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

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

  @Test
  void whatIsThrownThereIsThrownHere() {
    IllegalStateException thrown = new IllegalStateException("there");
    try (Lane lane = new Lane()) {
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  lane.call(
                      () -> {
                        throw thrown;
                      }))
          .isSameAs(thrown);
    }
  }
}
