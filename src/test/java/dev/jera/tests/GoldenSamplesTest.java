package dev.jera.tests;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jera.datasets.Mnist;
import dev.jera.examples.KerasCnn;
import dev.jera.runtime.Sha256Sums;
import dev.jera.runtime.savedmodel.SavedModelException;
import dev.jera.serving.GoldenCheck;
import dev.jera.serving.Predictor;
import dev.jera.serving.PredictorOptions;
import dev.jera.training.Compilation;
import dev.jera.training.Fit;
import dev.jera.training.Trainer;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.optimizer.Adam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a bundle answers is what its trainer saw, or it is refused. */
class GoldenSamplesTest {
  private static final String SUMS = "assets.extra/jera/SHA256SUMS";

  @TempDir private Path directory;

  @Test
  void othersVariablesAreFoundOutThoughTheChecksumsAreRight() throws IOException {
    Path bundle = train(1, "a");
    Path other = train(2, "b");
    load(bundle, GoldenCheck.of(GoldenCheck.Mode.REFUSE).withAbsoluteTolerance(1e-6));
    try (Stream<Path> files = Files.list(other.resolve("variables"))) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            bundle.resolve("variables").resolve(file.getFileName()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> Predictor.load(bundle))
        .withMessageContaining("is not as it was written");
    writeSums(bundle);
    assertThatExceptionOfType(SavedModelException.class)
        .isThrownBy(() -> Predictor.load(bundle))
        .withMessageContaining("golden sample 1 of 4: output 'dense_1' is ");
    load(bundle, GoldenCheck.of(GoldenCheck.Mode.WARN));
    load(bundle, GoldenCheck.of(GoldenCheck.Mode.IGNORE));
  }

  private Path train(long seed, String name) {
    try (Trainer trainer =
        Trainer.compile(
            KerasCnn.model(),
            Compilation.of(Adam.of(), SparseCategoricalCrossentropy.of()).withSeed(seed))) {
      trainer.fit(Mnist.train().take(640), Fit.epochs(1));
      return trainer.export(directory.resolve(name));
    }
  }

  private static void load(Path bundle, GoldenCheck check) {
    Predictor.load(bundle, PredictorOptions.defaults().withGolden(check)).close();
  }

  private static void writeSums(Path bundle) throws IOException {
    List<Path> covered =
        Files.readAllLines(bundle.resolve(SUMS)).stream()
            .map(line -> bundle.resolve(line.substring(66)))
            .toList();
    Sha256Sums.write(bundle.resolve(SUMS), bundle, covered);
  }
}
