package dev.jera.training;

import static dev.jera.model.layer.activation.Activations.RELU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jera.datasets.ArrayDataset;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.model.rewriting.GraphPass;
import dev.jera.model.rewriting.Rewriting;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.optimizer.SGD;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

class RewrittenTrainingTest {
  private static final int EXAMPLES = 96;

  /** Every pass applies to it. */
  private static final Model MODEL =
      Sequential.of(
          Input.of(16, 16, 1),
          Conv2D.of(8, 3).withActivation(RELU),
          MaxPooling2D.of(2),
          Dropout.of(0.2),
          Conv2D.of(32, 3).withActivation(RELU),
          MaxPooling2D.of(2),
          Flatten.of(),
          Dense.of(3));

  private static FloatNdArray images() {
    Random random = new Random(1);
    float[] pixels = new float[EXAMPLES * 16 * 16];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = Math.max(0, (float) random.nextGaussian());
    }
    return NdArrays.wrap(Shape.of(EXAMPLES, 16, 16, 1), DataBuffers.of(pixels));
  }

  private static ArrayDataset data() {
    IntNdArray labels = NdArrays.ofInts(Shape.of(EXAMPLES));
    for (int i = 0; i < EXAMPLES; i++) {
      labels.setInt(i % 3, i);
    }
    return ArrayDataset.of(images(), labels);
  }

  /** Losses and predictions of a fresh trainer, fitted for two epochs. */
  private static float[] run(Rewriting rewriting) {
    Compilation compilation =
        Compilation.of(SGD.of(0.05), SparseCategoricalCrossentropy.ofLogits())
            .withRewriting(rewriting);
    try (Trainer trainer = Trainer.compile(MODEL, compilation)) {
      trainer.fit(data(), Fit.epochs(2));
      FloatNdArray predictions = trainer.predict(images());
      float[] values = new float[Math.toIntExact(predictions.size())];
      predictions.copyTo(NdArrays.wrap(predictions.shape(), DataBuffers.of(values)));
      return values;
    }
  }

  @Test
  void theSameSeedGivesTheSameBits() {
    assertThat(run(Rewriting.all())).isEqualTo(run(Rewriting.all()));
  }

  @Test
  void trainingGoesAsItGoesWithoutRewriting() {
    float[] plain = run(Rewriting.none());
    assertThat(run(Rewriting.all())).containsExactly(plain, within(1e-4f));
    for (GraphPass pass : GraphPass.values()) {
      assertThat(run(Rewriting.all().without(pass))).containsExactly(plain, within(1e-4f));
    }
  }
}
