package dev.jera.training.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.Mnist;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

class ImageGridTest {
  private static final List<String> NAMES = List.of("cat", "dog");

  /** Where the first image begins, and where the next one does: 84 wide with a gap of 10. */
  private static final int MARGIN = 16;

  private static final int STEP = 94;

  /** Two by two: black, grey, white, black. */
  private static final float[][][] GREY = {{{0}, {0.5f}}, {{1}, {0}}};

  private static NdArray<?> greys(int n) {
    var images = new float[n][][][];
    Arrays.fill(images, GREY);
    return StdArrays.ndCopyOf(images);
  }

  @Test
  void floatsAreDrawnAsShadesEachAsASquare() {
    BufferedImage image = ImageGrid.of(greys(2)).image();
    for (int left : new int[] {MARGIN, MARGIN + STEP}) {
      assertThat(Drawn.at(image, left + 1, MARGIN + 1)).isEqualTo(Color.BLACK);
      assertThat(Drawn.at(image, left + 41, MARGIN + 41)).isEqualTo(Color.BLACK);
      assertThat(Drawn.at(image, left + 43, MARGIN + 1)).isEqualTo(new Color(128, 128, 128));
      assertThat(Drawn.at(image, left + 1, MARGIN + 83)).isEqualTo(Color.WHITE);
    }
  }

  @Test
  void bytesAreUnsignedAndThreeChannelsAreRedGreenBlue() {
    byte[][][][] images = {{{{(byte) 200, 100, 0}}}};
    BufferedImage image = ImageGrid.of(StdArrays.ndCopyOf(images)).image();
    assertThat(Drawn.at(image, MARGIN + 40, MARGIN + 40)).isEqualTo(new Color(200, 100, 0));
  }

  @Test
  void rowsAndColumnsLimitWhatIsShown() {
    assertThat(ImageGrid.of(greys(30)).size()).isEqualTo(ImageGrid.of(greys(25)).size());
    ImageGrid grid = ImageGrid.of(greys(30)).withRows(2).withColumns(3);
    assertThat(grid.size().width).isEqualTo(2 * MARGIN + 3 * STEP - 10);
    assertThat(grid.size().height).isEqualTo(2 * MARGIN + 2 * STEP - 10);
    assertThat(ImageGrid.of(greys(6)).size().height).isEqualTo(grid.size().height);
  }

  @Test
  void captionsNameTheTrueClass() throws Exception {
    Plot plot =
        ImageGrid.of(ArrayDataset.of(greys(2), NdArrays.vectorOf(1, 0)), NAMES).withTitle("Pets");
    assertThat(Drawn.texts(plot)).containsExactly("Pets", "dog", "cat");
    assertThat(Drawn.elements(Drawn.svg(plot), "image"))
        .hasSize(2)
        .allMatch(
            image ->
                image
                    .getAttributeNS("http://www.w3.org/1999/xlink", "href")
                    .startsWith("data:image/png;base64,"));
  }

  @Test
  void predictionsAreGreenWhereRightAndRedWhereWrong() throws Exception {
    ArrayDataset right = ArrayDataset.of(greys(1), NdArrays.vectorOf(1));
    NdArray<?> dog = StdArrays.ndCopyOf(new float[][] {{0.2f, 0.8f}});
    ImageGrid plot = ImageGrid.ofPredictions(right, dog, NAMES);
    assertThat(Drawn.texts(plot)).containsExactly("dog", "true: dog");
    assertThat(Drawn.count(plot.image(), Ink.RIGHT)).isPositive();
    assertThat(Drawn.count(plot.image(), Ink.WRONG)).isZero();

    ArrayDataset wrong = ArrayDataset.of(greys(1), NdArrays.vectorOf(0));
    plot = ImageGrid.ofPredictions(wrong, NdArrays.vectorOf(1), NAMES);
    assertThat(Drawn.texts(plot)).containsExactly("dog", "true: cat");
    assertThat(Drawn.count(plot.image(), Ink.RIGHT)).isZero();
    assertThat(Drawn.count(plot.image(), Ink.WRONG)).isPositive();
  }

  @Test
  void mistakesComeMostConfidentFirst() throws Exception {
    FloatNdArray probabilities =
        StdArrays.ndCopyOf(
            new float[][] {{0.4f, 0.6f}, {0.9f, 0.1f}, {0.25f, 0.75f}, {0.3f, 0.7f}});
    NdArray<?> labels = NdArrays.vectorOf(0L, 1L, 1L, 0L);
    assertThat(Mistake.mostConfidentFirst(labels, probabilities))
        .extracting(Mistake::index)
        .containsExactly(1, 3, 0);
    assertThat(Mistake.mostConfidentFirst(labels, probabilities).get(0))
        .isEqualTo(new Mistake(1, 1, 0, 0.9f));
    assertThat(
            Drawn.texts(
                ImageGrid.ofMistakes(ArrayDataset.of(greys(4), labels), probabilities, NAMES)))
        .containsExactly(
            "cat (89%)", "true: dog", "dog (69%)", "true: cat", "dog (60%)", "true: cat");
  }

  @Test
  void longCaptionsAreCutShort() throws Exception {
    String name = "a name that is much longer than there is space below an image";
    List<String> texts =
        Drawn.texts(ImageGrid.of(ArrayDataset.of(greys(1), NdArrays.vectorOf(0)), List.of(name)));
    assertThat(texts).hasSize(1);
    assertThat(texts.get(0)).startsWith("a name that").endsWith("\u2026").hasSizeLessThan(40);
  }

  @Test
  void mnistIsDrawnAsItIs() {
    ArrayDataset digits = Mnist.test().take(3);
    BufferedImage image = ImageGrid.of(digits, Mnist.classNames()).image();
    for (int y = 0; y < 28; y++) {
      for (int x = 0; x < 28; x++) {
        int shade = Byte.toUnsignedInt((Byte) digits.features().getObject(1, y, x, 0));
        assertThat(Drawn.at(image, MARGIN + STEP + 3 * x + 1.5, MARGIN + 3 * y + 1.5))
            .isEqualTo(new Color(shade, shade, shade));
      }
    }
  }

  @Test
  void badImagesAreRefused() {
    NdArray<Float> images = NdArrays.ofFloats(Shape.of(2, 2, 2, 1));
    images.setObject(Float.NaN, 1, 0, 0, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageGrid.of(images))
        .withMessage(
            "images: image 1: a value of NaN (expected: 0..1 in floats; clip or rescale first)");
    images.setObject(255f, 1, 0, 0, 0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageGrid.of(images))
        .withMessage(
            "images: image 1: a value of 255.0 (expected: 0..1 in floats; clip or rescale first)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageGrid.of(NdArrays.ofFloats(Shape.of(1, 2, 2, 2))))
        .withMessage(
            "images: each [2, 2, 2] (expected: [height, width, channels], 1 or 3 channels)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageGrid.of(NdArrays.ofFloats(Shape.of(2, 2, 1))))
        .withMessage("images: [2, 2, 1] (expected: [n, height, width, channels])");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageGrid.of(NdArrays.ofFloats(Shape.of(0, 2, 2, 1))))
        .withMessage("images: none (expected: at least 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageGrid.of(NdArrays.ofInts(Shape.of(1, 2, 2, 1))))
        .withMessage("images: image 0: Integer (expected: uint8, float32 or float64)");
  }

  @Test
  void unequalLengthsAndBadCountsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageGrid.of(greys(2)).withCaptions(List.of(Caption.of("one"))))
        .withMessage("captions: 1 (expected: 2, as many as images, or none)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ImageGrid.ofPredictions(
                    ArrayDataset.of(greys(2), NdArrays.vectorOf(0, 1)),
                    NdArrays.vectorOf(0),
                    NAMES))
        .withMessage("predictions: 1 (expected: 2, as many as images)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageGrid.of(greys(2)).withColumns(0))
        .withMessage("columns: 0 (expected: 1..1000)");
  }

  @Test
  void badProbabilitiesAndNoMistakesAreRefused() {
    NdArray<?> labels = NdArrays.vectorOf(0);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                Mistake.mostConfidentFirst(labels, StdArrays.ndCopyOf(new float[][] {{-1, 7.5f}})))
        .withMessage(
            "probabilities: 7.5 for example 0, class 1 (expected: 0..1; logits need a softmax"
                + " first)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Mistake.mostConfidentFirst(labels, StdArrays.ndCopyOf(new float[2][2])))
        .withMessage("probabilities: 2 rows (expected: 1, as many as labels)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ImageGrid.ofMistakes(
                    ArrayDataset.of(greys(1), labels),
                    StdArrays.ndCopyOf(new float[][] {{0.9f, 0.1f}}),
                    NAMES))
        .withMessage("probabilities: no mistake in 1 (expected: 1 to show)");
  }
}
