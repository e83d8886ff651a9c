package dev.jera.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jera.datasets.Mnist;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.ByteNdArray;

/** The jera script as a user runs it. */
class MainJobTest {
  private static final Path SHIPPED = Repository.root().resolve("savedmodels/mnist-cnn");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  @Test
  void trainMakesABundleThatEvaluateReloadsWithTheSameAccuracy() throws Exception {
    Path report = directory.resolve("report.json");
    Path bundle = directory.resolve("mnist/1");
    Jera.Run train =
        Jera.run(
            "train", "--epochs", "1", "--export", bundle.toString(), "--report", report.toString());
    assertThat(train.exitCode()).as(train.errors()).isZero();
    assertThat(train.output())
        .contains("conv2d_1 (Conv2D)", "Epoch 1/1 - 1875/1875", bundle.toString());
    assertThat(train.errors()).as("nothing but a build is told").doesNotContain("WARN", "I0000");
    JsonNode told = JSON.readTree(report.toFile());

    Jera.Run evaluate = Jera.run("evaluate", bundle.toString(), "--dataset", "mnist", "--json");
    assertThat(evaluate.exitCode()).as(evaluate.errors()).isZero();
    double accuracy = JSON.readTree(evaluate.output()).get("accuracy").asDouble();
    assertThat(accuracy).isGreaterThanOrEqualTo(0.97);
    assertThat(told.at("/test/accuracy").asDouble()).isEqualTo(accuracy);
    assertThat(directory.resolve("mnist").toFile().list()).containsExactly("1");
  }

  @Test
  void theShippedBundleKnowsDigitsOfBothPolarities() throws Exception {
    Path seven = draw(0, false);
    Path blackOnWhite = draw(0, true);
    Jera.Run predict =
        Jera.run(
            "predict", SHIPPED.toString(), seven.toString(), blackOnWhite.toString(), "--json");
    assertThat(predict.exitCode()).as(predict.errors()).isZero();
    JsonNode predictions = JSON.readTree(predict.output()).get("predictions");
    assertThat(predictions.findValues("inverted"))
        .extracting(JsonNode::asBoolean)
        .containsExactly(false, true);
    for (JsonNode prediction : predictions) {
      assertThat(prediction.get("class").asInt()).isEqualTo(7);
    }
  }

  @Test
  void theShippedBundleIsSmallAndAccurate() throws Exception {
    Jera.Run evaluate = Jera.run("evaluate", SHIPPED.toString(), "--dataset", "mnist", "--json");
    assertThat(JSON.readTree(evaluate.output()).get("accuracy").asDouble())
        .isGreaterThanOrEqualTo(0.99);
    try (Stream<Path> files = Files.walk(SHIPPED)) {
      assertThat(files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum())
          .isLessThan(1_000_000);
    }
  }

  @Test
  void wrongUseEndsWithTwoAndAFailureWithOneAndASentence() throws Exception {
    Jera.Run usage = Jera.run("train", "no-such-recipe");
    assertThat(usage.exitCode()).isEqualTo(2);
    assertThat(usage.errors()).contains("no-such-recipe", "keras-cnn");
    Jera.Run failure = Jera.run("inspect", directory.resolve("nothing").toString());
    assertThat(failure.exitCode()).isEqualTo(1);
    assertThat(failure.errors()).contains("nothing").doesNotContain("\tat ");
  }

  @Test
  void anInterruptLeavesNoBundleBehind() throws Exception {
    File output = directory.resolve("out").toFile();
    File errors = directory.resolve("err").toFile();
    Path models = Files.createDirectory(directory.resolve("models"));
    Process train =
        Jera.start(output, errors, "train", "--epochs", "50", "--export", models + "/net");
    try {
      long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
      while (!Files.readString(output.toPath()).contains("Total params")) {
        assertThat(System.nanoTime()).as("the summary is printed").isLessThan(deadline);
        assertThat(train.isAlive()).as(Files.readString(errors.toPath())).isTrue();
        TimeUnit.MILLISECONDS.sleep(50);
      }
      new ProcessBuilder("kill", "-INT", Long.toString(train.pid())).start().waitFor();
      assertThat(train.waitFor(1, TimeUnit.MINUTES)).as("it stops").isTrue();
      assertThat(train.exitValue()).isEqualTo(130);
    } finally {
      train.destroyForcibly();
    }
    try (Stream<Path> left = Files.walk(models)) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  /** A test image of MNIST, five times its size. */
  private Path draw(long index, boolean blackOnWhite) throws IOException {
    ByteNdArray pixels = (ByteNdArray) Mnist.test().features();
    BufferedImage image = new BufferedImage(140, 140, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 140; y++) {
      for (int x = 0; x < 140; x++) {
        int grey = pixels.getByte(index, y / 5, x / 5, 0) & 0xff;
        image.getRaster().setSample(x, y, 0, blackOnWhite ? 255 - grey : grey);
      }
    }
    Path file = directory.resolve(blackOnWhite ? "black.png" : "white.png");
    assertThat(ImageIO.write(image, "png", file.toFile())).isTrue();
    return file;
  }

  @Test
  void helpNamesEveryCommand() throws Exception {
    Jera.Run help = Jera.run("--help");
    assertThat(help.exitCode()).isZero();
    for (String command :
        List.of(
            "train", "evaluate", "predict", "inspect", "run", "serve", "doctor", "completion")) {
      assertThat(help.output()).contains(command);
    }
  }
}
