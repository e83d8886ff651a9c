package dev.jera.cli.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;

class ImageInputTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1, 28, 20, 1 | 28 | 20 | 1",
        "-1, 28, 20, 3 | 28 | 20 | 3",
        "-1, 28, 20 | 28 | 20 | 1",
        "-1, 784 | 28 | 28 | 1",
        "1, 8, 8, 1 | 8 | 8 | 1",
      })
  void sizesComeFromTheShape(String shape, int height, int width, int channels) {
    ImageInput input = ImageInput.of(spec(Dtype.FLOAT32, shape), "bundle");

    assertThat(input.height()).isEqualTo(height);
    assertThat(input.width()).isEqualTo(width);
    assertThat(input.channels()).isEqualTo(channels);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1, 28, 28, 2",
        "-1, 785",
        "-1, -1, -1, 3",
        "-1",
        "-1, 2, 8, 8, 1",
        "-1, 0, 0, 1"
      })
  void otherShapesAreNoImages(String shape) {
    assertThatThrownBy(() -> ImageInput.of(spec(Dtype.UINT8, shape), "savedmodels/a/1"))
        .isInstanceOf(JeraException.class)
        .hasMessageStartingWith("Input 'x' of savedmodels/a/1 takes no images: uint8 [")
        .hasMessageContaining("(expected: uint8 or float32 [?, height, width, 1 or 3]");
  }

  @Test
  void anUnknownRankIsNoImage() {
    TensorSpec spec = new TensorSpec("x", "x:0", Dtype.FLOAT32, Shape.unknown());

    assertThatThrownBy(() -> ImageInput.of(spec, "bundle")).hasMessageContaining("float32 [...]");
  }

  @Test
  void otherDtypesAreNoImages() {
    assertThatThrownBy(() -> ImageInput.of(spec(Dtype.INT32, "-1, 28, 28, 1"), "bundle"))
        .hasMessageContaining("takes no images: int32 [?, 28, 28, 1]");
  }

  @Test
  void batchesAreBytesOrFloatsFromZeroToOne() {
    byte[] pixels = {0, (byte) 255, 51, 102, 0, 0, 0, 0};

    TensorData bytes = ImageInput.of(spec(Dtype.UINT8, "-1, 2, 2"), "b").batch(pixels);
    TensorData floats = ImageInput.of(spec(Dtype.FLOAT32, "-1, 4"), "b").batch(pixels);

    assertThat(bytes).isEqualTo(TensorData.of(Shape.of(2, 2, 2), pixels));
    assertThat(floats).isEqualTo(TensorData.of(Shape.of(2, 4), 0f, 1f, 0.2f, 0.4f, 0f, 0f, 0f, 0f));
  }

  @Test
  void batchSizeIsWhatTheShapeSaysOrTheLimit() {
    assertThat(ImageInput.of(spec(Dtype.UINT8, "-1, 4"), "b").batchSize(256)).isEqualTo(256);
    assertThat(ImageInput.of(spec(Dtype.UINT8, "1, 4"), "b").batchSize(256)).isEqualTo(1);
  }

  private static TensorSpec spec(Dtype dtype, String shape) {
    long[] sizes = Arrays.stream(shape.split(", ")).mapToLong(Long::parseLong).toArray();
    return new TensorSpec("x", "x:0", dtype, Shape.of(sizes));
  }
}
