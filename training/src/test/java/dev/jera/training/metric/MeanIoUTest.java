package dev.jera.training.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.training.MetricRun;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.StdArrays;

class MeanIoUTest {
  /** The example of Keras' MeanIoU: counts [[1, 1], [1, 1]], so 1 / (2 + 2 - 1) for both. */
  @Test
  void meanIsThatOfKerasExample() {
    var run =
        MetricRun.of(
            NdArrays.vectorOf(0, 0, 1, 1),
            StdArrays.ndCopyOf(new float[][] {{1, 0}, {0, 1}, {1, 0}, {0, 1}}));
    assertThat(run.of(MeanIoU.of(2))).isEqualTo(1 / 3.0, within(1e-15));
    assertThat(run.weighted(0.3f, 0.3f, 0.3f, 0.1f).of(MeanIoU.of(2)))
        .isEqualTo(0.23809525, within(1e-7));
  }

  /** The example of Keras' BinaryIoU. */
  @Test
  void aSingleOutputIsDecidedByTheThreshold() {
    MeanIoU metric = MeanIoU.of(2).withThreshold(Threshold.of(0.3));
    var run =
        MetricRun.of(NdArrays.vectorOf(0, 1, 0, 1), NdArrays.vectorOf(0.1f, 0.2f, 0.4f, 0.7f));
    assertThat(run.of(metric)).isEqualTo(1 / 3.0, within(1e-15));
    assertThat(run.weighted(0.2f, 0.3f, 0.4f, 0.1f).of(metric)).isEqualTo(0.17361112, within(1e-7));
  }

  /** Counts [[2, 1, 0], [0, 1, 0], [0, 0, 0]] and a position of label 255. */
  @Test
  void absentClassesAndUnknownLabelsAreLeftOut() {
    float[] cat = {1, 0, 0};
    float[] dog = {0, 1, 0};
    var predictions = StdArrays.ndCopyOf(new float[][][][] {{{cat, dog, cat}}, {{cat, dog, cat}}});
    var labels = StdArrays.ndCopyOf(new int[][][] {{{0, 0, 255}}, {{0, 1, -1}}});
    double cats = 2 / 3.0;
    double dogs = 1 / 2.0;
    assertThat(MetricRun.of(labels, predictions).of(MeanIoU.of(3)))
        .isEqualTo((cats + dogs) / 2, within(1e-15));
    double weightedCats = (1 + 4) / (1.0 + 1 + 4);
    double weightedDogs = 4 / (4.0 + 1);
    assertThat(MetricRun.of(labels, predictions).weighted(1, 4).of(MeanIoU.of(3)))
        .isEqualTo((weightedCats + weightedDogs) / 2, within(1e-15));
  }

  @Test
  void itIsThatOfTheConfusionMatrix() {
    int[] labels = new Random(1).ints(200, 0, 5).toArray();
    float[][] predictions = new float[200][5];
    var random = new Random(2);
    for (float[] row : predictions) {
      for (int c = 0; c < 5; c++) {
        row[c] = random.nextFloat();
      }
    }
    ConfusionMatrix matrix =
        ConfusionMatrix.of(NdArrays.vectorOf(labels), StdArrays.ndCopyOf(predictions), 5);
    double mean = 0;
    for (int c = 0; c < 5; c++) {
      double union = -matrix.count(c, c);
      for (int other = 0; other < 5; other++) {
        union += matrix.count(c, other) + matrix.count(other, c);
      }
      mean += matrix.count(c, c) / union / 5;
    }
    assertThat(
            MetricRun.of(NdArrays.vectorOf(labels), StdArrays.ndCopyOf(predictions))
                .inBatches(MeanIoU.of(5), 50, 150))
        .isEqualTo(mean, within(1e-14));
  }

  @Test
  void predictionsOfOtherClassesAreRefused() {
    var run = MetricRun.of(NdArrays.vectorOf(0, 1), StdArrays.ndCopyOf(new float[2][4]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run.of(MeanIoU.of(3)))
        .withMessage(
            "Metric 'mean_io_u': predictions [?, 4] (expected: [batch, ..., 3], as many as"
                + " classes)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MeanIoU.of(1))
        .withMessage("classes: 1 (expected: >= 2)");
  }
}
