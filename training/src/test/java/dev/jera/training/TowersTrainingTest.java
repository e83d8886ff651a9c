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
import dev.jera.model.layer.core.Lambda;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.model.rewriting.Rewriting;
import dev.jera.runtime.SessionOptions;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.Adam;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

class TowersTrainingTest {
  /** In batches of 32: three whole ones, and one of a single example. */
  private static final int EXAMPLES = 97;

  private static final Fit FIT = Fit.epochs(2).withClassWeights(Map.of(0, 0.5, 2, 2.0));

  private static final Model MODEL =
      Sequential.of(
          Input.of(10, 10, 1),
          Conv2D.of(8, 3).withActivation(RELU),
          MaxPooling2D.of(2),
          Dropout.of(0.3),
          Flatten.of(),
          Dense.of(3));

  private static ArrayDataset data() {
    Random random = new Random(1);
    float[] pixels = new float[EXAMPLES * 100];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    IntNdArray labels = NdArrays.ofInts(Shape.of(EXAMPLES));
    for (int i = 0; i < EXAMPLES; i++) {
      labels.setInt(i % 3, i);
    }
    return ArrayDataset.of(
        NdArrays.wrap(Shape.of(EXAMPLES, 10, 10, 1), DataBuffers.of(pixels)), labels);
  }

  private static Trainer trainer(int towers) {
    return Trainer.compile(
        MODEL,
        Compilation.of(Adam.of(0.01), SparseCategoricalCrossentropy.ofLogits(), Accuracy.of())
            .withRewriting(Rewriting.all().withTowers(towers)));
  }

  private static float[] predictions(Trainer trainer, int batchSize) {
    FloatNdArray predictions = trainer.predict((FloatNdArray) data().features(), batchSize);
    float[] values = new float[Math.toIntExact(predictions.size())];
    predictions.copyTo(NdArrays.wrap(predictions.shape(), DataBuffers.of(values)));
    return values;
  }

  private static float[] fitted(int towers) {
    try (Trainer trainer = trainer(towers)) {
      trainer.fit(data(), FIT);
      return predictions(trainer, 32);
    }
  }

  @Test
  void theSameSeedGivesTheSameBits() {
    assertThat(fitted(3)).isEqualTo(fitted(3));
  }

  @Test
  void anyNumberOfTowersTrainsTheSame() {
    try (Trainer one = trainer(1);
        Trainer three = trainer(3)) {
      assertThat(three.gradients(data()).distances(one.gradients(data())).values())
          .allSatisfy(distance -> assertThat(distance).isLessThan(1e-5));
      History history = one.fit(data(), FIT);
      History parted = three.fit(data(), FIT);
      assertThat(parted.last("loss")).isCloseTo(history.last("loss"), within(1e-5));
      assertThat(parted.last("accuracy")).isEqualTo(history.last("accuracy"));
      assertThat(predictions(three, 1)).containsExactly(predictions(one, 1), within(1e-4f));
      assertThat(three.evaluate(data(), 7).get("loss"))
          .isCloseTo(one.evaluate(data(), 7).get("loss"), within(1e-5));
    }
  }

  @Test
  void aRunThatGoesOnIsTheRunThatNeverStopped(@TempDir Path directory) {
    try (Trainer trainer = trainer(2)) {
      trainer.fit(data(), FIT.withEpochs(1));
      trainer.save(directory.resolve("stopped"));
    }
    try (Trainer trainer = trainer(2)) {
      trainer.restore(directory.resolve("stopped"));
      trainer.fit(data(), FIT.withEpochs(1));
      assertThat(predictions(trainer, 32)).isEqualTo(fitted(2));
    }
  }

  @Test
  void aTowerHasItsOpsToItself() {
    SessionOptions defaults = SessionOptions.defaults();
    Rewriting towers = Rewriting.all().withTowers(1 << 20);
    assertThat(CoreUse.of(MODEL, towers, defaults).session().intraOpThreads()).isEqualTo(1);
    SessionOptions three = defaults.withIntraOpThreads(3);
    assertThat(CoreUse.of(MODEL, towers, three).session()).isEqualTo(three);
    Model dense = Sequential.of(Input.of(2), Dense.of(2));
    assertThat(CoreUse.of(dense, towers, defaults))
        .isEqualTo(new CoreUse(towers.withTowers(1), defaults));
    Model coupled = Sequential.of(Input.of(2), Dense.of(2), Lambda.of((tf, x) -> x));
    assertThat(CoreUse.of(coupled, towers, defaults)).isEqualTo(new CoreUse(towers, defaults));
  }
}
