package dev.jera.examples;

import dev.jera.datasets.Mnist;
import dev.jera.datasets.Splits;
import dev.jera.training.Checkpoints;
import dev.jera.training.Fit;
import dev.jera.training.History;
import dev.jera.training.Trainer;
import dev.jera.training.callback.CSVLogger;
import dev.jera.training.callback.EarlyStopping;
import dev.jera.training.callback.Progress;
import dev.jera.training.callback.StopOnSignal;
import dev.jera.training.callback.tensorboard.TensorBoard;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.Adam;
import dev.jera.training.optimizer.Clipping;
import dev.jera.training.optimizer.Optimizer;
import dev.jera.training.optimizer.schedule.CosineDecay;
import dev.jera.training.plot.HistoryPlot;
import java.nio.file.Path;

/** The README's third program: a job that may be killed and started again. */
public final class Unattended {
  private Unattended() {}

  /**
   * Trains, or goes on training.
   *
   * @param args the directory of the run (default: runs/digits)
   */
  public static void main(String[] args) {
    Path run = Path.of(args.length > 0 ? args[0] : "runs/digits");
    // README begins
    Splits digits = Mnist.splits(); // 55,000 to train on, 5,000 to validate, 10,000 to test
    int steps = 4 * 860;
    Optimizer adam = Adam.of(CosineDecay.of(0.002, steps)).withClipping(Clipping.globalNorm(1));

    try (Trainer trainer =
        Trainer.compile(
            LeNet.model(), adam, SparseCategoricalCrossentropy.ofLogits(), Accuracy.of())) {
      Fit fit =
          Fit.epochs(4)
              .withBatchSize(64)
              .withValidation(digits.validation())
              .withCheckpoints(Checkpoints.in(run.resolve("checkpoints")).withEverySteps(200))
              .withCallbacks(
                  Progress.toStandardOutput(),
                  EarlyStopping.of().withPatience(2).restoringBestWeights(),
                  CSVLogger.to(run.resolve("epochs.csv")),
                  TensorBoard.in(run.resolve("tensorboard")),
                  StopOnSignal.of("TERM"));
      History history = trainer.fit(digits.train(), fit);
      HistoryPlot.of(history).write(run.resolve("history.png"));
      System.out.println(trainer.evaluate(digits.test()));
    }
    // README ends
  }
}
