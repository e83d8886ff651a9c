package dev.jera.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {

  @Test
  void jsonIsAsDeepAsATensorCanBeByDefault() {
    assertThat(Limits.defaults().jsonDepth()).isEqualTo(255);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 256})
  void jsonOfNoDepthOrDeeperThanATensorIsRefused(int depth) {
    assertThatThrownBy(() -> Limits.defaults().withJsonDepth(depth))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "jsonDepth: %d (expected: 1 to 255, the dimensions of a tensor and an object around them)"
                .formatted(depth));
  }
}
