package dev.jera.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;

class ImageInputTest {
  private static final TensorSpec SCORES = spec("scores", Dtype.FLOAT32, -1, 10);

  private static TensorSpec spec(String name, Dtype dtype, long... shape) {
    return new TensorSpec(name, name + ":0", dtype, Shape.of(shape));
  }

  private static Optional<ImageInput> of(TensorSpec input, TensorSpec output) {
    return ImageInput.of(Signature.predict("serve", List.of(input), List.of(output)));
  }

  private static long[] sizes(String shape) {
    return List.of(shape.split(" ")).stream().mapToLong(Long::parseLong).toArray();
  }

  @ParameterizedTest
  @CsvSource({
    "-1 28 28 1, UINT8, 1, 28, 28, 1",
    "-1 28 28, FLOAT32, 1, 28, 28, 1",
    "-1 784, FLOAT32, 1, 28, 28, 1",
    "-1 224 320 3, UINT8, 1, 224, 320, 3",
    "16 32 32 3, FLOAT32, 16, 32, 32, 3"
  })
  void imagesAreReadOffTheShape(
      String shape, Dtype dtype, long batch, long height, long width, long channels) {
    assertThat(of(spec("image", dtype, sizes(shape)), SCORES))
        .hasValue(new ImageInput("serve", batch, height, width, channels));
  }

  @ParameterizedTest
  @CsvSource({
    "-1 28 28 2, UINT8", // neither grey nor coloured
    "-1 -1 -1 3, UINT8", // of any size
    "-1 783, FLOAT32", // no square
    "-1 4, FLOAT32", // a row of a table
    "-1 28 28 1, INT64",
    "-1 28 28 1, STRING",
    "-1 2048 2048 3, UINT8", // too large for JSON
    "28, FLOAT32"
  })
  void otherInputsAreNoImages(String shape, Dtype dtype) {
    assertThat(of(spec("image", dtype, sizes(shape)), SCORES)).isEmpty();
  }

  @Test
  void whatGivesNoScoresIsNoClassifier() {
    TensorSpec image = spec("image", Dtype.UINT8, -1, 28, 28, 1);
    assertThat(of(image, spec("mask", Dtype.FLOAT32, -1, 28, 28))).isEmpty();
    assertThat(of(image, spec("class", Dtype.INT64, -1, 10))).isEmpty();
    assertThat(of(image, spec("age", Dtype.FLOAT32, -1, 1))).isEmpty();
    assertThat(
            ImageInput.of(
                Signature.predict(
                    "serve", List.of(image, spec("seed", Dtype.INT32)), List.of(SCORES))))
        .isEmpty();
    assertThat(of(new TensorSpec("image", "x:0", Dtype.UINT8, Shape.unknown()), SCORES)).isEmpty();
  }
}
