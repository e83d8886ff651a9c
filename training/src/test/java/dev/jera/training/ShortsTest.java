package dev.jera.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.datasets.Dataset;
import dev.jera.model.Input;
import dev.jera.model.Sequential;
import dev.jera.model.Weights;
import dev.jera.model.layer.core.Dense;
import dev.jera.training.loss.Loss;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.optimizer.SGD;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.StdArrays;

/** Arrays of int16 and int8, which TensorFlow Java has no tensors for, as .npy files hold them. */
class ShortsTest {
  @Test
  void shortsTrainAsIntsDo() {
    NdArray<?> features = StdArrays.ndCopyOf(new short[][] {{1, -2}, {300, 4}});
    assertThat(
            trained(
                features,
                StdArrays.ndCopyOf(new short[] {2, 0}),
                SparseCategoricalCrossentropy.ofLogits()))
        .isEqualTo(
            trained(
                StdArrays.ndCopyOf(new int[][] {{1, -2}, {300, 4}}),
                StdArrays.ndCopyOf(new int[] {2, 0}),
                SparseCategoricalCrossentropy.ofLogits()));
    assertThat(
            trained(
                features,
                StdArrays.ndCopyOf(new short[][] {{-1, 0, 300}, {4, 5, 6}}),
                MeanSquaredError.of()))
        .isEqualTo(
            trained(
                StdArrays.ndCopyOf(new float[][] {{1, -2}, {300, 4}}),
                StdArrays.ndCopyOf(new float[][] {{-1, 0, 300}, {4, 5, 6}}),
                MeanSquaredError.of()));
  }

  private static Weights trained(NdArray<?> features, NdArray<?> labels, Loss loss) {
    try (Trainer trainer =
        Trainer.compile(Sequential.of(Input.of(2), Dense.of(3)), SGD.of(1e-3), loss)) {
      trainer.fit(Dataset.of(features, labels), Fit.epochs(2));
      return trainer.weights();
    }
  }
}
