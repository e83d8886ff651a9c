package dev.jera.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jera.cli.Jera.Answer;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainImagesTest {
  @TempDir Path directory;

  private final Random random = new Random(1);

  @Test
  void learnsTwoColoursFromAFolderAndPredictsAnotherImage() throws IOException {
    Path images = folder(25, 25);
    Path bundle = directory.resolve("bundle");
    Path report = directory.resolve("report.json");

    Answer answer = train(images, "--epochs", 8, "--export", bundle, "--report", report);

    assertThat(answer.err()).isEmpty();
    assertThat(answer.out())
        .startsWith("colours: ")
        .contains("2 classes: blue 25, red 25")
        .contains("32 images to train on, 8 to validate on, 10 to test on; epochs 8, batch size 16")
        .contains("Next: jera predict " + bundle.resolve("1"));
    JsonNode json = new ObjectMapper().readTree(report.toFile());
    assertThat(json.get("recipe").textValue()).isEqualTo("colours");
    assertThat(json.get("test").get("accuracy").doubleValue()).isGreaterThan(0.9);

    Path red = draw(directory.resolve("new.jpg"), Color.RED);
    Path blue = draw(directory.resolve("new.png"), Color.BLUE);
    JsonNode predictions =
        Jera.call("predict", bundle, red, blue, "--json").json().get("predictions");
    assertThat(predictions.get(0).get("label").textValue()).isEqualTo("red");
    assertThat(predictions.get(1).get("label").textValue()).isEqualTo("blue");
  }

  @Test
  void brokenImageIsNamedAndRefused() throws IOException {
    Path images = folder(5, 5);
    Path broken = Files.writeString(images.resolve("red/broken.png"), "no image");

    assertRefused(
        train(images, "--export", directory.resolve("bundle")),
        "1 of 11 images in %s cannot be decoded: %s".formatted(images, broken),
        "Or give --skip-broken-images.");
  }

  @Test
  void brokenImagesAreLeftOutWhereThatIsAskedFor() throws IOException {
    Path images = folder(5, 5);
    Path broken = Files.writeString(images.resolve("red/broken.png"), "no image");

    Answer answer =
        train(
            images, "--skip-broken-images", "--epochs", 1, "--export", directory.resolve("bundle"));

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.err())
        .isEqualTo("note: left out 1 broken images of 11: %s%n".formatted(broken));
    assertThat(answer.out()).contains("blue 5, red 5");
  }

  @Test
  void unequalClassesAreTold() throws IOException {
    Answer answer = train(folder(12, 4), "--epochs", 1, "--export", directory.resolve("bundle"));

    assertThat(answer.err()).startsWith("note: 'blue' has 12 images, 'red' 4: look at the ");
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2, 2 images to train on; 2 to test on",
    "2, 3, '2 images to train on, 1 to validate on, 2 to test on'",
    "3, 3, '3 images to train on, 1 to validate on, 2 to test on'",
    "4, 2, '3 images to train on, 1 to validate on, 2 to test on'",
  })
  void aFewImagesAreEnough(int blue, int red, String images) throws IOException {
    Answer answer =
        train(folder(blue, red), "--epochs", 1, "--export", directory.resolve("bundle"));

    assertThat(answer.exitCode()).isZero();
    assertThat(answer.out()).contains(images.replace(';', ','));
  }

  @Test
  void tooFewImagesOrClassesAreRefused() throws IOException {
    Path images = folder(5, 1);

    assertRefused(
        train(images, "--export", directory.resolve("bundle")),
        images.resolve("red") + " has one image (expected: at least 2 in a class, to train and");
    assertRefused(
        train(directory, "--export", directory.resolve("bundle")),
        directory + " has one folder, colours (expected: at least 2, one a class)");
    assertRefused(
        train(directory.resolve("none"), "--export", directory.resolve("bundle")),
        "No directory " + directory.resolve("none"));
  }

  private static Answer train(Path images, Object... options) {
    return Jera.call(
        Stream.concat(
                Stream.of("train", "--images", images, "--image-size", 16), Stream.of(options))
            .toArray());
  }

  private static void assertRefused(Answer answer, String... messages) {
    assertThat(answer.err()).startsWith("error: ").contains(messages);
    assertThat(answer.exitCode()).isEqualTo(1);
    assertThat(answer.out()).isEmpty();
  }

  private Path folder(int blue, int red) throws IOException {
    Path images = directory.resolve("colours");
    Files.createDirectories(images.resolve("red"));
    Files.createDirectories(images.resolve("blue"));
    for (int i = 0; i < blue; i++) {
      draw(images.resolve("blue/%d.png".formatted(i)), Color.BLUE);
    }
    for (int i = 0; i < red; i++) {
      draw(images.resolve("red/%d.jpg".formatted(i)), Color.RED);
    }
    return images;
  }

  /** A square of the colour somewhere on grey, of any size. */
  private Path draw(Path file, Color colour) throws IOException {
    int width = 20 + random.nextInt(30);
    int height = 20 + random.nextInt(30);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.GRAY);
    graphics.fillRect(0, 0, width, height);
    graphics.setColor(colour);
    graphics.fillRect(random.nextInt(8), random.nextInt(8), 12, 12);
    graphics.dispose();
    String format = file.toString().endsWith("png") ? "png" : "jpg";
    ImageIO.write(image, format, file.toFile());
    return file;
  }
}
