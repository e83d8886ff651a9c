package dev.jera.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CnnTest {

  @Test
  void theFlopsAreThoseOfItsProducts() {
    long forward =
        2L * 26 * 26 * 9 * 32
            + 2L * 11 * 11 * 9 * 32 * 64
            + 2L * 3 * 3 * 9 * 64 * 64
            + 2L * 576 * 64
            + 2L * 64 * 10;

    assertThat(new Cnn(1).flops()).isEqualTo(forward);
    assertThat(new Cnn(1).trainingFlops()).isEqualTo(3 * forward - 2L * 26 * 26 * 9 * 32);
  }

  @Test
  void tutorialOnesNetTakesTheFlopsThatItsStudyCounted() {
    assertThat(new Cnn(1).flops() / 1e6).isCloseTo(5.59, within(0.005));
    assertThat(new Cnn(1).trainingFlops() / 1e6).isCloseTo(16.4, within(0.05));
  }

  @Test
  void halfAsWideItHasHalfTheFiltersAndUnits() {
    assertThat(new Cnn(0.5).layers())
        .extracting(Cnn.Layer::outputs)
        .containsExactly(16, 32, 32, 32, 10);
  }

  @Test
  void theKernelOfPlanesHoldsTheSameValuesElsewhere() {
    Cnn.Layer layer = new Cnn.Layer("conv2d", 2, 3, 5, 4, false);
    float[] kernel = layer.kernel();
    float[] planes = layer.kernelOfPlanes();

    // Row 1, column 0, input 2, output 4.
    assertThat(planes[((4 * 3 + 2) * 2 + 1) * 2]).isEqualTo(kernel[((1 * 2 + 0) * 3 + 2) * 5 + 4]);
    assertThat(planes).hasSize(kernel.length).containsExactlyInAnyOrder(kernel);
  }

  @Test
  void theFirstWeightsAreTheSameEveryTimeAndWithinGlorotsLimit() {
    Cnn.Layer layer = new Cnn(2).layers().get(1);
    double limit = Math.sqrt(6.0 / (9 * (64 + 128)));

    assertThat(layer.kernel()).isEqualTo(layer.kernel()).hasSize(9 * 64 * 128);
    for (float value : layer.kernel()) {
      assertThat((double) value).isBetween(-limit, limit);
    }
  }

  @Test
  void noWidthAndPartsOfAFilterAreRefused() {
    assertThatThrownBy(() -> new Cnn(0.3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("width: 0.3 (expected: quarters, at least one)");
    assertThatThrownBy(() -> new Cnn(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("width: 0.0 (expected: quarters, at least one)");
  }
}
