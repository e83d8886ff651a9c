package dev.jera.bench;

import static com.google.common.base.Preconditions.checkArgument;
import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.SOFTMAX;

import com.google.common.collect.ImmutableMap;
import dev.jera.datasets.Dataset;
import dev.jera.datasets.Pass;
import dev.jera.datasets.image.ImageDataset;
import dev.jera.datasets.image.ImageDirectory;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.pooling.GlobalAveragePooling2D;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.NativeSettings;
import dev.jera.training.Fit;
import dev.jera.training.Trainer;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.Adam;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * What decoding ahead gains: a folder of JPEGs of 256 x 256, read as 64 x 64, alone and by a small
 * network that trains on them; decoded in the thread that reads, and ahead on one and on two
 * threads. The same examples as arrays in memory show what the steps alone take. A round is all of
 * them, once each, after a round that is not counted.
 *
 * <p>It runs after {@link OverheadBenchmark}, by the same command.
 */
public final class InputBenchmark {
  private static final int IMAGES = 1_600;
  private static final int JPEG_SIZE = 256;
  private static final int SIZE = 64;
  private static final int AHEAD = 64;

  private InputBenchmark() {}

  /**
   * Measures and prints the table.
   *
   * @param args the number of rounds
   */
  public static void main(String[] args) throws IOException {
    checkArgument(args.length == 1, "%s arguments (expected: rounds)", args.length);
    NativeSettings.ensureLoaded();
    int rounds = Integer.parseInt(args[0]);
    Path folder = Files.createTempDirectory("jera-input");
    writeImages(folder);
    ImageDataset plain = ImageDataset.of(ImageDirectory.of(folder), SIZE, SIZE).withAhead(0);
    Map<String, Dataset> inputs =
        ImmutableMap.of(
            "in the reading thread", plain,
            "ahead, 1 thread", plain.prefetch(AHEAD, 1),
            "ahead, 2 threads", plain.prefetch(AHEAD, 2),
            "arrays in memory", plain.toArrays());
    try (Trainer trainer =
        Trainer.compile(model(), Adam.of(), SparseCategoricalCrossentropy.of(), Accuracy.of())) {
      Fit fit = Fit.epochs(1).withBatchSize(32);
      tell("reading alone", rounds, inputs, InputBenchmark::read);
      tell("training", rounds, inputs, data -> trainer.fit(data, fit));
    }
  }

  private static void tell(
      String what, int rounds, Map<String, Dataset> inputs, Consumer<Dataset> use) {
    System.out.printf("%s, images/s by the median of %d rounds%n", what, rounds);
    double[][] rates = new double[inputs.size()][rounds];
    for (int round = -1; round < rounds; round++) {
      int row = 0;
      for (Dataset data : inputs.values()) {
        long start = System.nanoTime();
        use.accept(data);
        if (round >= 0) {
          rates[row][round] = IMAGES / ((System.nanoTime() - start) / 1e9);
        }
        row++;
      }
    }
    int row = 0;
    for (String name : inputs.keySet()) {
      Spread spread = Spread.of(Arrays.stream(rates[row]));
      System.out.printf(
          Locale.ROOT,
          "  %-22s %,8.0f (%,.0f to %,.0f)%n",
          name,
          spread.median(),
          spread.min(),
          spread.max());
      row++;
    }
  }

  private static void read(Dataset data) {
    try (Pass pass = data.pass(0)) {
      while (pass.hasNext()) {
        pass.next();
      }
    }
  }

  private static Model model() {
    return Sequential.of(
        Input.of(SIZE, SIZE, 3).withDtype(Dtype.UINT8),
        Rescaling.of(1 / 255.0),
        Conv2D.of(16, 3).withActivation(RELU),
        MaxPooling2D.of(2),
        Conv2D.of(32, 3).withActivation(RELU),
        GlobalAveragePooling2D.of(),
        Dense.of(2).withActivation(SOFTMAX));
  }

  /** Noise on a slope, so that the files are as large as photographs are. */
  private static void writeImages(Path folder) throws IOException {
    Random random = new Random(1);
    BufferedImage image = new BufferedImage(JPEG_SIZE, JPEG_SIZE, BufferedImage.TYPE_INT_RGB);
    for (int n = 0; n < IMAGES; n++) {
      int[] colors =
          IntStream.range(0, JPEG_SIZE * JPEG_SIZE)
              .map(i -> (i % JPEG_SIZE) * 0x010100 + random.nextInt(64))
              .toArray();
      image.setRGB(0, 0, JPEG_SIZE, JPEG_SIZE, colors, 0, JPEG_SIZE);
      Path directory = Files.createDirectories(folder.resolve("class-" + n % 2));
      ImageIO.write(image, "jpg", directory.resolve(n + ".jpg").toFile());
    }
  }
}
