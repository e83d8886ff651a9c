package dev.jera.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.Mnist;
import dev.jera.examples.KerasCnn;
import dev.jera.serving.Planning;
import dev.jera.serving.Predictor;
import dev.jera.serving.PredictorOptions;
import dev.jera.training.Compilation;
import dev.jera.training.Fit;
import dev.jera.training.Trainer;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.Adam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;

/** What is trained, exported and reloaded stays the same. */
class ExportedBundleTest {
  private static final int BATCH = 256;

  @TempDir private Path directory;

  private static Trainer train(long seed) {
    Trainer trainer =
        Trainer.compile(
            KerasCnn.model(),
            Compilation.of(Adam.of(), SparseCategoricalCrossentropy.of(), Accuracy.of())
                .withSeed(seed));
    trainer.fit(Mnist.train().take(3_000), Fit.epochs(1).withBatchSize(64));
    return trainer;
  }

  @Test
  void theBundleAsExportedAnswersAsTheTrainerDidOnAllTestImagesToTheBit() {
    ArrayDataset test = Mnist.test();
    try (Trainer trainer = train(1)) {
      FloatNdArray trained = trainer.predict(test.features());
      Path bundle = trainer.export(directory.resolve("mnist"), Mnist.classNames());
      PredictorOptions asExported = PredictorOptions.defaults().withPlanning(Planning.NONE);
      try (Predictor predictor = Predictor.load(bundle.getParent(), asExported)) {
        assertThat(predictor.labels()).isEqualTo(Mnist.classNames());
        for (long from = 0; from < test.size(); from += BATCH) {
          ArrayDataset batch = test.skip(from).take(Math.min(BATCH, test.size() - from));
          NdArray<?> served = predictor.predict(batch.features());
          for (long i = 0; i < batch.size(); i++) {
            assertThat(served.get(i)).isEqualTo(trained.get(from + i));
          }
        }
      }
    }
  }

  @Test
  void theSameSeedGivesTheSameCheckpointAndAnotherSeedAnother() throws IOException {
    assertThat(checkpoint(1, "a")).isEqualTo(checkpoint(1, "b"));
    assertThat(checkpoint(2, "c")).isNotEqualTo(checkpoint(1, "d"));
  }

  private byte[] checkpoint(long seed, String name) throws IOException {
    try (Trainer trainer = train(seed)) {
      trainer.save(directory.resolve(name));
    }
    return Files.readAllBytes(directory.resolve(name + "/variables.data-00000-of-00001"));
  }
}
