package dev.jera.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.cli.Jera.Answer;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {

  @Test
  void saysOfEachThingWhetherItIsOk() {
    Answer answer = Jera.call("doctor");

    assertThat(answer.out().lines())
        .allMatch(line -> line.matches("(ok  |note)  \\S.*"))
        .anyMatch(line -> line.matches("ok    Java +\\d+.*"))
        .anyMatch(line -> line.matches("ok    TensorFlow +2\\.\\d+\\.\\d+"))
        .anyMatch(line -> line.matches("ok    Devices +CPU:0.*"))
        .anyMatch(line -> line.matches("ok    MNIST +10,000 test images.*"));
    assertThat(answer.err()).isEmpty();
    assertThat(answer.exitCode()).isZero();
  }
}
