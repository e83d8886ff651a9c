package dev.jera.training;

import static dev.jera.model.layer.activation.Activations.RELU;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.model.Input;
import dev.jera.model.Layer;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.core.Lambda;
import dev.jera.model.layer.normalization.BatchNormalization;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.layer.recurrent.LSTM;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.model.layer.reshaping.Flatten;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StepWorkTest {
  private static StepWork of(Input input, Layer... layers) {
    return StepWork.of(Sequential.of(input, layers));
  }

  @Test
  void denseLayersMultiplyEachInputForEachUnit() {
    StepWork work =
        of(
            Input.of(28, 28, 1),
            Rescaling.of(1 / 255.0),
            Flatten.of(),
            Dense.of(128).withActivation(RELU),
            BatchNormalization.of(),
            Dropout.of(0.5),
            Dense.of(10));
    assertThat(work.perExample()).hasValue(784 * 128 + 128 * 10);
    assertThat(work.weights()).isEqualTo(784 * 128 + 128 + 4 * 128 + 128 * 10 + 10);
  }

  @Test
  void theyDoSoAtEachPositionAndInEachCall() {
    assertThat(of(Input.of(5, 3), Dense.of(2)).perExample()).hasValue(5 * 3 * 2);
    SymbolicTensor input = Input.of(4).tensor();
    Model inner = Sequential.of(Input.of(4), Dense.of(4));
    Layer shared = inner.shared("both");
    Model twice = Model.of(input, shared.on(shared.on(input)));
    assertThat(StepWork.of(twice).perExample()).hasValue(2 * 4 * 4);
  }

  @Test
  void whatOtherLayersDoIsNotKnown() {
    Input image = Input.of(8, 8, 1);
    assertThat(of(image, Conv2D.of(2, 3)).perExample()).isEmpty();
    assertThat(of(image, MaxPooling2D.of(2), Flatten.of(), Dense.of(2)).perExample()).isEmpty();
    assertThat(of(Input.of(5, 3), LSTM.of(2), Dense.of(2)).perExample()).isEmpty();
    assertThat(of(Input.of(2), Dense.of(2), Lambda.of((tf, x) -> x)).perExample()).isEmpty();
    List<Layer> many = Collections.nCopies(200, Dense.of(2));
    assertThat(of(Input.of(2), many.toArray(Layer[]::new)).perExample()).isEmpty();
  }

  @Test
  void smallIsWhatACoreDoesInAboutAThirdOfAMillisecond() {
    StepWork work = new StepWork(OptionalLong.of(100_000), 100_000);
    assertThat(work.isSmall(32)).isTrue();
    assertThat(work.isSmall(64)).isTrue();
    assertThat(work.isSmall(128)).isFalse();
    assertThat(work.isSmall(Integer.MAX_VALUE)).isFalse();
    assertThat(new StepWork(OptionalLong.of(1_000), 1_000_000).isSmall(1)).isFalse();
    assertThat(new StepWork(OptionalLong.empty(), 1).isSmall(1)).isFalse();
  }
}
