package dev.jera.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScoresTest {

  @Test
  void probabilitiesAreTakenAsTheyAre() {
    Scores scores = Scores.of(new double[] {0.2, 0.7, 0.1});

    assertThat(scores.probabilities().asList()).containsExactly(0.2, 0.7, 0.1);
    assertThat(scores.ranking()).containsExactly(1, 0, 2);
    assertThat(scores.best()).isEqualTo(1);
  }

  @Test
  void otherValuesAreLogits() {
    Scores scores = Scores.of(new double[] {Math.log(1) - 900, Math.log(3) - 900});

    assertThat(scores.probabilities().get(0)).isCloseTo(0.25, within(1e-9));
    assertThat(scores.probabilities().get(1)).isCloseTo(0.75, within(1e-9));
  }

  @Test
  void ofEqualClassesTheFirstIsBest() {
    assertThat(Scores.of(new double[] {0.25, 0.5, 0.25}).ranking()).containsExactly(1, 0, 2);
  }

  @Test
  void lossIsTheCrossEntropyAndFinite() {
    Scores scores = Scores.of(new double[] {0.25, 0.75, 0});

    assertThat(scores.loss(0)).isCloseTo(1.3862943611198906, within(1e-12));
    assertThat(scores.loss(2)).isCloseTo(16.11809565095832, within(1e-9));
  }
}
