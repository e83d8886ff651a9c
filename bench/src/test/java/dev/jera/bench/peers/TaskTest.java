package dev.jera.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskTest {

  @Test
  void aTaskIsReadAsItIsCommanded() {
    assertThat(Task.parse(" train 64")).isEqualTo(Task.train(64));
    assertThat(Task.parse("predict 256")).isEqualTo(Task.predict(256));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "train", "train 0", "train -1", "sleep 5", "predict 256 10"})
  void whatIsNoTaskIsRefused(String words) {
    assertThatThrownBy(() -> Task.parse(words))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("task: '%s' (expected: such as 'train 64' or 'predict 256')", words);
  }
}
