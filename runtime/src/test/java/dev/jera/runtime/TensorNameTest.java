package dev.jera.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorNameTest {

  @ParameterizedTest
  @CsvSource({
    "dense/Softmax:0, dense/Softmax, 0",
    "split:2, split, 2",
    "x, x, 0",
    "a:b, a:b, 0",
    "a:b:1, a:b, 1",
    "x:, x:, 0",
    "x:-1, x:-1, 0",
    "x:99999999999, x:99999999999, 0"
  })
  void aNameIsAnOpAndItsOutput(String name, String operation, int index) {
    assertThat(TensorName.parse(name)).isEqualTo(new TensorName(operation, index));
    assertThat(TensorName.parse(name)).hasToString(operation + ":" + index);
  }
}
