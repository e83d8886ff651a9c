package dev.jera.model;

import static dev.jera.model.layer.activation.Activations.RELU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Size2D;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.pooling.AveragePooling2D;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.Shapes;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SequentialTest {

  @Test
  void layersAreNamedAsKerasNamesThem() {
    Model model =
        Sequential.of(
            Input.of(8, 8, 1),
            Rescaling.of(1 / 255.0),
            Conv2D.of(2, 3),
            AveragePooling2D.of(2),
            Dropout.of(0.5),
            Conv2D.of(2, 3),
            Flatten.of(),
            RELU,
            Dense.of(3));
    assertThat(model.nodes())
        .extracting(Model.Node::name)
        .containsExactly(
            "input_1",
            "rescaling",
            "conv2d",
            "average_pooling2d",
            "dropout",
            "conv2d_1",
            "flatten",
            "activation",
            "dense");
    assertThat(model).hasToString("sequential: [?, 8, 8, 1] -> [?, 3]");
  }

  /** Keras' own shapes: ceil(n / stride) for SAME, floor((n - window) / stride) + 1 for VALID. */
  static Stream<Arguments> shapes() {
    return Stream.of(
        Arguments.of(Conv2D.of(4, 3), "[?, 5, 6, 4]"),
        Arguments.of(Conv2D.of(4, 3).withPadding(Padding.SAME), "[?, 7, 8, 4]"),
        Arguments.of(Conv2D.of(4, 3).withStrides(Size2D.of(2)), "[?, 3, 3, 4]"),
        Arguments.of(
            Conv2D.of(4, Size2D.of(1, 5)).withStrides(Size2D.of(3)).withPadding(Padding.SAME),
            "[?, 3, 3, 4]"),
        Arguments.of(Conv2D.of(4, Size2D.of(7, 8)), "[?, 1, 1, 4]"),
        Arguments.of(MaxPooling2D.of(2), "[?, 3, 4, 3]"),
        Arguments.of(MaxPooling2D.of(2).withPadding(Padding.SAME), "[?, 4, 4, 3]"),
        Arguments.of(AveragePooling2D.of(3).withStrides(Size2D.of(1)), "[?, 5, 6, 3]"),
        Arguments.of(Dense.of(9), "[?, 7, 8, 9]"),
        Arguments.of(Flatten.of(), "[?, 168]"));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void anInputOf7By8By3Becomes(Layer layer, String expected) {
    Model model = Sequential.of(Input.of(7, 8, 3), layer);
    assertThat(Shapes.format(model.outputShape())).isEqualTo(expected);
  }

  @Test
  void parametersAreCountedFromTheShapes() {
    Model model =
        Sequential.of(
            Input.of(28, 28, 1), Conv2D.of(32, 3).withUseBias(false), Flatten.of(), Dense.of(10));
    assertThat(model.parameterCount()).isEqualTo(9 * 32 + 26 * 26 * 32 * 10 + 10);
  }

  @Test
  void aShapeMistakeIsFoundWhileDescribing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sequential.of(Input.of(28, 28, 1), Flatten.of(), Conv2D.of(8, 3)))
        .withMessage(
            "Layer 'conv2d' after 'flatten': input [?, 784] (expected: rank 4, [batch, height, width, channels])");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sequential.of(Input.of(4, 4, 1), MaxPooling2D.of(2), Conv2D.of(8, 3)))
        .withMessage(
            "Layer 'conv2d' after 'max_pooling2d': input [?, 2, 2, 1] (expected: at least 3 x 3 pixels, the size of the window, or padding SAME)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sequential.of(Input.of(), Dense.of(3)))
        .withMessageContaining("'dense' after the input: input [?]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sequential.of(Input.of(5), MaxPooling2D.of(2)))
        .withMessageContaining("'max_pooling2d' after the input");
  }

  @Test
  void nullsAreNamed() {
    Dense layer = Dense.of(1).withActivation(null);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sequential.of(Input.of(2), layer))
        .withMessage(
            "Layer 'dense' after the input: activation: null (expected: of type Activation)");
  }

  @Test
  void whatNoArrayCouldHoldIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sequential.of(Input.of(2_000_000), Dense.of(2_000_000)))
        .withMessage(
            "Layer 'dense' after the input: weight 'kernel' [2000000, 2000000] (expected: sizes >= 1, at most 2147483647 values)");
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Dropout.of(1.5))
        .withMessage("rate: 1.5 (expected: >= 0 and <= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Dense.of(0))
        .withMessage("units: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Conv2D.of(-1, 3))
        .withMessage("filters: -1 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Conv2D.of(1, 0))
        .withMessage("size: 0 x 0 (expected: both >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Input.of(1L << 40, 1L << 40))
        .withMessageContaining("at most 2147483647 values");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Input.of(28, -1))
        .withMessageContaining("[28, ?]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Input.of(3).withDtype(Dtype.STRING))
        .withMessageContaining("string");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Sequential.of(Input.of(3)))
        .withMessageContaining("at least one");
  }
}
