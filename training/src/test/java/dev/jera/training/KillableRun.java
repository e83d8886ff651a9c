package dev.jera.training;

import static dev.jera.model.layer.activation.Activations.RELU;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.Mnist;
import dev.jera.datasets.npy.Npz;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.normalization.BatchNormalization;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.runtime.Dtype;
import dev.jera.training.callback.Callback;
import dev.jera.training.callback.StopOnSignal;
import dev.jera.training.callback.TrainingRun;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.Adam;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A process that trains, for tests that kill it: it tells every step, and its weights at the end.
 */
final class KillableRun {
  /** How many steps it has. */
  static final int STEPS = 4 * 19;

  private KillableRun() {}

  /**
   * Trains, going on from what an earlier process left.
   *
   * @param args the directory of the checkpoints
   */
  public static void main(String[] args) throws IOException {
    Model model =
        Sequential.of(
            Input.of(28, 28, 1).withDtype(Dtype.UINT8),
            Conv2D.of(4, 3).withActivation(RELU),
            MaxPooling2D.of(4),
            Flatten.of(),
            Dense.of(32).withActivation(RELU),
            BatchNormalization.of(),
            Dropout.of(0.3),
            Dense.of(10));
    Callback tells =
        new Callback() {
          @Override
          public void onBatchEnd(TrainingRun run) {
            System.out.println("step " + run.step());
          }
        };
    ArrayDataset data = Mnist.test(); // is read sooner than the training data
    StopOnSignal term = StopOnSignal.of("TERM");
    try (Trainer trainer =
        Trainer.compile(
            model, Adam.of(), SparseCategoricalCrossentropy.ofLogits(), Accuracy.of())) {
      History history =
          trainer.fit(
              data.take(300),
              Fit.epochs(4)
                  .withBatchSize(16)
                  .withValidation(data.skip(300).take(100))
                  .withCheckpoints(Checkpoints.in(Path.of(args[0])).withEverySteps(3).withKeep(2))
                  .withCallbacks(tells, term));
      if (term.wasRaised()) {
        System.out.println("stopped at " + trainer.steps());
      } else {
        Path weights = Path.of(args[0], "weights.npz");
        Npz.write(weights, trainer.weights().values());
        System.out.println("weights " + MoreFiles.asByteSource(weights).hash(Hashing.sha256()));
        System.out.println("history " + history);
      }
    }
  }
}
