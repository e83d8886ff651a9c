package dev.jera.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.datasets.ArrayDataset;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.Size2D;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.pooling.GlobalMaxPooling2D;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.optimizer.Adam;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/**
 * Kernels of one value that skip places. TensorFlow's gradient of such a kernel corrupts memory,
 * which may end the process or stop it, so that it is a process of its own here.
 */
class StridedPointsTest {
  private static final int BATCH = 5;

  static final class Child {
    public static void main(String[] args) {
      for (int channels : new int[] {13, 3, 1}) {
        Model model =
            Sequential.of(
                Input.of(8, 16, channels),
                Conv2D.of(6, 1).withStrides(Size2D.of(2)),
                GlobalMaxPooling2D.of());
        FloatNdArray x = random(Shape.of(4 * BATCH, 8, 16, channels));
        ArrayDataset data = ArrayDataset.of(x, random(Shape.of(4 * BATCH, 6)));
        try (Trainer trainer = Trainer.compile(model, Adam.of(), MeanSquaredError.of())) {
          trainer.fit(data, Fit.epochs(5).withBatchSize(BATCH));
        }
      }
      System.out.println("trained");
    }

    private static FloatNdArray random(Shape shape) {
      Random random = new Random(3);
      FloatNdArray values = NdArrays.ofFloats(shape);
      values.scalars().forEach(value -> value.setFloat(random.nextFloat()));
      return values;
    }
  }

  @Test
  void trainOnWithoutHarmToTheProcess() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
      assertThat(process.inputReader(UTF_8).readLine()).isEqualTo("trained");
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
