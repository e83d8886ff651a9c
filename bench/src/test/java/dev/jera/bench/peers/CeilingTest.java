package dev.jera.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.bench.Spread;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CeilingTest {
  private final Ceiling ceiling =
      new Ceiling(Map.of("Eigen", List.of(100.0, 120.0), "oneDNN", List.of(150.0, 110.0)));

  @Test
  void theFasterLibraryOfEachRoundIsTheCeiling() {
    assertThat(ceiling.of(0)).isEqualTo(150);
    assertThat(ceiling.of(1)).isEqualTo(120);
    assertThat(ceiling.spread()).isEqualTo(new Spread(135, 120, 150));
  }

  @Test
  void eachLibraryKeepsItsOwnNumbers() {
    assertThat(ceiling.libraries()).containsEntry("Eigen", new Spread(110, 100, 120));
  }
}
