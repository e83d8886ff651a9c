package dev.jera.training.callback.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.proto.HistogramProto;
import org.tensorflow.proto.Summary;

class SummaryValuesTest {
  static Stream<float[]> values() {
    float[] normal = new float[1000];
    Random random = new Random(7);
    for (int i = 0; i < normal.length; i++) {
      normal[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
    }
    return Stream.of(
        normal,
        new float[] {0},
        new float[] {-0f, 0, 1e-12f, -1e-12f, 1e-30f, -1e-30f},
        new float[] {3.4e38f, -3.4e38f, 1e20f, -1e20f},
        new float[] {1, 1, 1, 1.1f, -1, 2, 5});
  }

  @ParameterizedTest
  @MethodSource("values")
  void aHistogramIsTheOneThatTensorFlowMakes(float[] values) throws IOException {
    HistogramProto expected =
        TensorFlowRecords.summary(
                tf -> tf.summary.histogramSummary(tf.constant("h"), tf.constant(values)))
            .getValue(0)
            .getHisto();
    assertThat(Histograms.of(NdArrays.vectorOf(values))).isEqualTo(expected);
  }

  @Test
  void valuesThatAreNotFiniteHaveNoHistogram() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Histograms.of(NdArrays.vectorOf(1f, Float.NaN)))
        .withMessage("values: NaN (expected: finite ones)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Histograms.of(NdArrays.vectorOf(new float[0])))
        .withMessage("values: none (expected: at least one)");
  }

  private static BufferedImage picture(Summary.Value value) throws IOException {
    return ImageIO.read(
        new ByteArrayInputStream(value.getImage().getEncodedImageString().toByteArray()));
  }

  @Test
  void bytesBecomeAPictureToTheBit() throws IOException {
    byte[][][][] rgb = {{{{0, 1, (byte) 255}, {(byte) 200, 100, 50}}}};
    Summary.Value value = PngImages.summary("rgb", StdArrays.ndCopyOf(rgb)).getValue(0);
    assertThat(value.getTag()).isEqualTo("rgb");
    assertThat(value.getImage().getHeight()).isEqualTo(1);
    assertThat(value.getImage().getWidth()).isEqualTo(2);
    assertThat(value.getImage().getColorspace()).isEqualTo(3);
    assertThat(picture(value).getRGB(0, 0)).isEqualTo(0xff0001ff);
    assertThat(picture(value).getRGB(1, 0)).isEqualTo(0xffc86432);
  }

  @Test
  void theFourthChannelIsAlpha() throws IOException {
    byte[][][][] rgba = {{{{1, 2, 3, 4}}}};
    Summary.Value value = PngImages.summary("rgba", StdArrays.ndCopyOf(rgba)).getValue(0);
    assertThat(picture(value).getRGB(0, 0)).isEqualTo(0x04010203);
  }

  @Test
  void floatsGoFromBlackToWhiteAndAreCutOff() throws IOException {
    float[][][][] grey = {{{{-1}, {0}, {0.5f}, {1}, {7}}}, {{{1}, {1}, {1}, {1}, {1}}}};
    Summary summary = PngImages.summary("grey", StdArrays.ndCopyOf(grey));
    assertThat(summary.getValueList())
        .extracting(Summary.Value::getTag)
        .containsExactly("grey/0", "grey/1");
    int[] samples =
        picture(summary.getValue(0)).getRaster().getSamples(0, 0, 5, 1, 0, (int[]) null);
    assertThat(samples).containsExactly(0, 0, 128, 255, 255);
  }

  @Test
  void otherShapesAndTypesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PngImages.summary("x", StdArrays.ndCopyOf(new float[2][3][4][2])))
        .withMessage("images: [2, 3, 4, 2] (expected: [n, h, w, c] with c 1, 3 or 4)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PngImages.summary("x", StdArrays.ndCopyOf(new float[3][4])))
        .withMessage("images: [3, 4] (expected: [n, h, w, c] with c 1, 3 or 4)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PngImages.summary("x", StdArrays.ndCopyOf(new int[1][1][1][1])))
        .withMessageContaining("(expected: uint8, or floats from 0 to 1)");
  }
}
