package dev.jera.training.callback;

import dev.jera.datasets.Dataset;
import dev.jera.model.Input;
import dev.jera.model.Sequential;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.core.Dense;
import dev.jera.training.Checkpoints;
import dev.jera.training.Fit;
import dev.jera.training.History;
import dev.jera.training.Trainer;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.optimizer.SGD;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/**
 * The tiny runs of these tests: one weight w, which begins at 0, predicts w * x; the loss is the
 * mean of (w * x - y)^2.
 */
final class Runs {
  static final String WEIGHT = "dense/kernel";

  /** x = 1, y = 1, four times; in batches of two an epoch has two steps. */
  static final Dataset ONES = points(new float[] {1, 1, 1, 1}, new float[] {1, 1, 1, 1});

  private Runs() {}

  static Trainer line(double rate) {
    return Trainer.compile(
        Sequential.of(
            Input.of(1), Dense.of(1).withUseBias(false).withKernelInitializer(Initializer.zeros())),
        SGD.of(rate),
        MeanSquaredError.of());
  }

  static Dataset points(float[] x, float[] y) {
    return Dataset.of(
        NdArrays.vectorOf(x).withShape(Shape.of(x.length, 1)),
        NdArrays.vectorOf(y).withShape(Shape.of(y.length, 1)));
  }

  static Fit epochs(int epochs, Callback... callbacks) {
    return Fit.epochs(epochs).withBatchSize(2).withCallbacks(callbacks);
  }

  /** Trains on {@link #ONES}. */
  static History fit(double rate, Fit fit) {
    try (Trainer trainer = line(rate)) {
      return trainer.fit(ONES, fit);
    }
  }

  /** Trains, stops at a step, and goes on with new callbacks from the checkpoint. */
  static History fitWithAStop(
      double rate, Fit first, Fit second, Path checkpoints, long stopAt, Dataset data) {
    try (Trainer trainer = line(rate)) {
      trainer.fit(
          data,
          first
              .withCheckpoints(Checkpoints.in(checkpoints))
              .withCallbacks(and(first, stopAfterStep(stopAt))));
    }
    try (Trainer trainer = line(rate)) {
      return trainer.fit(data, second.withCheckpoints(Checkpoints.in(checkpoints)));
    }
  }

  private static Callback[] and(Fit fit, Callback last) {
    Callback[] all = fit.callbacks().toArray(new Callback[fit.callbacks().size() + 1]);
    all[all.length - 1] = last;
    return all;
  }

  static Callback stopAfterStep(long step) {
    return LambdaCallback.onBatchEnd(
        run -> {
          if (run.step() == step) {
            run.stop("the test wants it");
          }
        });
  }

  static Callback afterEpoch(BiConsumer<TrainingRun, Map<String, Double>> action) {
    return LambdaCallback.onEpochEnd(action);
  }
}
