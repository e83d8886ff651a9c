package dev.jera.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jera.cli.Jera.Answer;
import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.Mnist;
import dev.jera.serving.Predictor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictCommandTest {
  private static final int IMAGES = 12;
  private static final ArrayDataset TEST = Mnist.test().take(IMAGES);

  @TempDir static Path bundles;
  @TempDir Path directory;

  @BeforeAll
  static void trainModel() {
    Samples.train(Samples.uint8Model(), bundles.resolve("mnist"));
  }

  @ParameterizedTest
  @CsvSource({"1, png, false", "1, png, true", "10, png, false", "7, png, true", "10, jpg, true"})
  void drawnDigitsAreClassifiedAsThePredictorDoes(int scale, String format, boolean inverted)
      throws IOException {
    Object[] words = new Object[IMAGES + 3];
    words[0] = "predict";
    words[1] = bundles.resolve("mnist");
    words[2] = "--json";
    for (int i = 0; i < IMAGES; i++) {
      words[i + 3] = draw(i, scale, format, inverted ? v -> 255 - v : v -> v);
    }

    JsonNode predictions = Jera.call(words).json().get("predictions");

    double tolerance = format.equals("jpg") ? 0.05 : 1e-6;
    try (Predictor predictor = Predictor.load(bundles.resolve("mnist"))) {
      for (int i = 0; i < IMAGES; i++) {
        float[] expected = predictor.predict(pixels(i));
        JsonNode given = predictions.get(i);
        assertThat(given.get("image").textValue()).isEqualTo(words[i + 3].toString());
        assertThat(given.get("class").intValue()).isEqualTo(argMax(expected));
        assertThat(given.get("label").textValue()).isEqualTo("" + argMax(expected));
        assertThat(given.get("probability").doubleValue())
            .isCloseTo(expected[argMax(expected)], within(tolerance));
        assertThat(given.get("inverted").booleanValue()).isEqualTo(inverted);
        assertThat(given.get("top")).hasSize(3);
        assertThat(given.get("top").get(0).get("class")).isEqualTo(given.get("class"));
      }
    }
  }

  @Test
  void answersWithATableAndAWordAboutInversion() throws IOException {
    Path light = draw(0, 4, "png", v -> v);
    Path dark = draw(1, 4, "png", v -> 255 - v);

    Answer answer = Jera.call("predict", bundles.resolve("mnist/1"), light, dark);

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).matches("Image +Class  Label  Probability"),
            line -> assertThat(line).matches(light + " +7 +7 +[01]\\.\\d{4}"),
            line -> assertThat(line).startsWith(dark.toString()));
    assertThat(answer.err()).isEqualTo("note: %s is dark on light; inverted it%n".formatted(dark));
  }

  @Test
  void aTextFileIsRefusedBeforeAnyImageIsAnswered() throws IOException {
    Path good = draw(0, 1, "png", v -> v);
    Path text = Files.writeString(directory.resolve("notes.txt"), "not an image");

    assertRefused(
        Jera.call("predict", bundles.resolve("mnist"), good, text),
        text + ": its first bytes are of no image (expected: a JPEG, PNG, BMP or GIF image)");
  }

  @Test
  void aMissingFileIsRefused() {
    assertRefused(
        Jera.call("predict", bundles.resolve("mnist"), directory.resolve("no.png")),
        directory.resolve("no.png") + ": no such file (expected: a PNG or JPEG file)");
  }

  @Test
  void aDirectoryIsRefused() {
    assertRefused(
        Jera.call("predict", bundles.resolve("mnist"), directory),
        directory + ": it is no file (expected: a PNG or JPEG file)");
  }

  @Test
  void aTruncatedPngIsRefused() throws IOException {
    Path image = draw(0, 10, "png", v -> v);
    Files.write(image, Arrays.copyOf(Files.readAllBytes(image), 200));

    assertRefused(
        Jera.call("predict", bundles.resolve("mnist"), image),
        image + ": damaged or of an unusual kind");
  }

  @Test
  void anUnknownBundleIsRefused() throws IOException {
    assertRefused(
        Jera.call("predict", bundles.resolve("nope"), draw(0, 1, "png", v -> v)),
        "SavedModel %s: no such file or directory".formatted(bundles.resolve("nope")));
  }

  @Test
  void noImageIsWrongUsage() {
    assertThat(Jera.call("predict", bundles.resolve("mnist")).exitCode()).isEqualTo(2);
  }

  private static void assertRefused(Answer answer, String message) {
    assertThat(answer.err()).startsWith("error: " + message);
    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.out()).isEmpty();
  }

  /** Draws a test image, each of its pixels a square of so many pixels. */
  private Path draw(int index, int scale, String format, IntUnaryOperator shade)
      throws IOException {
    byte[] pixels = pixels(index);
    BufferedImage image = new BufferedImage(28 * scale, 28 * scale, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 28 * scale; y++) {
      for (int x = 0; x < 28 * scale; x++) {
        int value = pixels[28 * (y / scale) + x / scale] & 0xff;
        image.getRaster().setSample(x, y, 0, shade.applyAsInt(value));
      }
    }
    Path file = directory.resolve("digit-%d.%s".formatted(index, format));
    ImageIO.write(image, format, file.toFile());
    return file;
  }

  private static byte[] pixels(int index) {
    return Samples.pixels(TEST.skip(index).take(1));
  }

  private static int argMax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }
}
