package dev.jera.training;

import static dev.jera.model.layer.activation.Activations.RELU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.base.Ticker;
import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.BatchedDataset;
import dev.jera.datasets.BatchedDataset.Remainder;
import dev.jera.datasets.Mnist;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.normalization.BatchNormalization;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.model.regularizer.L2;
import dev.jera.runtime.Dtype;
import dev.jera.training.callback.Callback;
import dev.jera.training.callback.StopAtStep;
import dev.jera.training.callback.Timing;
import dev.jera.training.callback.TrainingRun;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.Adam;
import dev.jera.training.optimizer.Optimizer;
import dev.jera.training.optimizer.SGD;
import dev.jera.training.optimizer.schedule.ExponentialDecay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However many steps a run of the session makes, the bits are those of single steps. */
class StepsPerExecutionTest {
  /** In batches of 8: 37 whole ones, and one of 3 examples. */
  private static final ArrayDataset DATA = Mnist.train().take(299);

  private static final Fit FIT = Fit.epochs(2).withBatchSize(8);

  private static final Optimizer OPTIMIZER =
      Adam.of(ExponentialDecay.of(0.01, 10, 0.9)).withMovingAverage(0.9);

  private static final Model DENSE =
      Sequential.of(
          Input.of(28, 28, 1).withDtype(Dtype.UINT8),
          Rescaling.of(1 / 255.0),
          Flatten.of(),
          Dense.of(6).withActivation(RELU).withKernelRegularizer(L2.of(0.01)),
          BatchNormalization.of(),
          Dropout.of(0.3),
          Dense.of(10));

  @TempDir private Path directory;

  /** What a run leaves behind; a checkpoint's bytes are those of every variable of the graph. */
  private record Outcome(History history, String variables) {}

  private static Compilation compilation(Optimizer optimizer, int steps) {
    return Compilation.of(optimizer, SparseCategoricalCrossentropy.ofLogits(), Accuracy.of())
        .withStepsPerExecution(steps);
  }

  private Outcome outcome(History history, Consumer<Path> save) {
    Path saved = directory.resolve("outcome");
    save.accept(saved);
    try {
      byte[] bytes = Files.readAllBytes(saved.resolve("variables.data-00000-of-00001"));
      return new Outcome(history, HexFormat.of().formatHex(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Outcome fitted(Model model, Optimizer optimizer, int steps, Fit fit) {
    try (Trainer trainer = Trainer.compile(model, compilation(optimizer, steps))) {
      return outcome(trainer.fit(DATA, fit), trainer::save);
    }
  }

  private Outcome fitted(int steps, Fit fit) {
    return fitted(DENSE, OPTIMIZER, steps, fit);
  }

  @Test
  void anyNumberGivesTheBitsOfSingleSteps() {
    Outcome single = fitted(1, FIT);
    assertThat(fitted(4, FIT)).isEqualTo(single);
    assertThat(fitted(16, FIT)).isEqualTo(single);
  }

  @Test
  void soDoConvolutionsInTowers() {
    Model model =
        Sequential.of(
            Input.of(28, 28, 1).withDtype(Dtype.UINT8),
            Rescaling.of(1 / 255.0),
            Conv2D.of(4, 3).withActivation(RELU),
            MaxPooling2D.of(4),
            Dropout.of(0.5),
            Flatten.of(),
            Dense.of(10));
    Fit fit = FIT.withEpochs(1);
    assertThat(fitted(model, SGD.of(0.1), 5, fit)).isEqualTo(fitted(model, SGD.of(0.1), 1, fit));
  }

  @Test
  void soDoWeightedExamplesOfWhichSomeBatchesHaveNone() {
    Fit weighted = FIT.withEpochs(1).withClassWeights(Map.of(0, 0.5));
    assertThat(fitted(4, weighted)).isEqualTo(fitted(1, weighted));
  }

  @Test
  void soDoEpochsThatAreCountedInSteps() {
    Fit counted = FIT.withStepsPerEpoch(27);
    assertThat(fitted(4, counted)).isEqualTo(fitted(1, counted));
  }

  @Test
  void gradientsAreAccumulatedByOneStepARun() {
    Optimizer accumulating = SGD.of(0.1).withAccumulation(3);
    assertThat(fitted(DENSE, accumulating, 4, FIT)).isEqualTo(fitted(DENSE, accumulating, 1, FIT));
  }

  @Test
  void aRunThatStoppedGoesOnExactlyByAnotherNumber() {
    Fit kept = FIT.withCheckpoints(Checkpoints.in(directory.resolve("kept")).withEverySteps(10));
    fitted(4, kept.withCallbacks(StopAtStep.last(53)));
    assertThat(directory.resolve("kept/checkpoint-50")).exists();
    assertThat(directory.resolve("kept/checkpoint-53")).exists();
    assertThat(fitted(16, kept)).isEqualTo(fitted(1, FIT));
  }

  /** Allows so many steps, and notes where it was called. */
  private static final class Notes implements Callback {
    private final long together;
    private final List<Long> steps = new ArrayList<>();

    Notes(long together) {
      this.together = together;
    }

    @Override
    public long stepsTogether(TrainingRun run) {
      return together - run.step() % together;
    }

    @Override
    public void onBatchEnd(TrainingRun run) {
      steps.add(run.step());
    }
  }

  @Test
  void callbacksAreCalledWhereTheyAskForIt() {
    Notes notes = new Notes(10);
    Timing timing = Timing.of();
    Fit fit = FIT.withEpochs(1).withCallbacks(notes, timing);
    fitted(DENSE, SGD.of(0.1), 4, fit);
    assertThat(notes.steps)
        .containsExactly(
            4L, 8L, 9L, 10L, 14L, 18L, 19L, 20L, 24L, 28L, 29L, 30L, 34L, 35L, 36L, 37L, 38L);
    assertThat(timing.total().steps()).isEqualTo(38);
    assertThat(timing.total().examples()).isEqualTo(299);
  }

  @Test
  void aCallbackThatWatchesBatchesSeesEach() {
    List<Long> seen = new ArrayList<>();
    Callback watcher =
        new Callback() {
          @Override
          public void onBatchEnd(TrainingRun run) {
            seen.add(run.step());
          }
        };
    fitted(4, FIT.withEpochs(1).withCallbacks(watcher));
    assertThat(seen).containsExactlyElementsOf(LongStream.rangeClosed(1, 38).boxed().toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void aLossThatIsNotFiniteIsToldOfItsStep(int steps) {
    assertThatExceptionOfType(NonFiniteLossException.class)
        .isThrownBy(() -> fitted(DENSE, SGD.of(1e30), steps, FIT))
        .withMessageContaining("step 2");
  }

  @Test
  void theClockChoosesTheNumberButNotTheBits() {
    Model model =
        Sequential.of(
            Input.of(28, 28, 1).withDtype(Dtype.UINT8),
            Flatten.of(),
            Dropout.of(0.5),
            Dense.of(10));
    Compilation measured = compilation(SGD.of(1e-4), 1).withStepsPerExecution(OptionalInt.empty());
    List<Integer> chosen = new ArrayList<>();
    List<Outcome> outcomes = new ArrayList<>();
    // A run takes so long, however many steps it makes: 16 are best, or 2 ms are too long for any.
    for (int micros : new int[] {1_900, 2_100}) {
      try (Engine engine = Engine.compile(model, measured, ticking(micros))) {
        Fit fit = FIT.withEpochs(10_000).withCallbacks(StopAtStep.last(1_000));
        BatchedDataset data = new BatchedDataset(DATA.shuffle(1), 8, Remainder.KEEP);
        History history = new TrainingLoop(engine, data, true, Optional.empty(), fit).run();
        chosen.add(engine.executions().chosen());
        outcomes.add(outcome(history, path -> engine.save(path, RunState.between(engine))));
      }
    }
    assertThat(chosen).containsExactly(16, 1);
    assertThat(outcomes.get(0)).isEqualTo(outcomes.get(1));
  }

  private static Ticker ticking(long micros) {
    return new Ticker() {
      private long now;

      @Override
      public long read() {
        now += 1_000 * micros;
        return now;
      }
    };
  }

  @Test
  void theNumberIsAskedForAndTold() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> compilation(OPTIMIZER, 0))
        .withMessage("stepsPerExecution: 0 (expected: >= 1)");
    try (Trainer trainer = Trainer.compile(DENSE, compilation(SGD.of(0.1), 4))) {
      assertThat(trainer.stepsPerExecution()).isEqualTo(1);
      trainer.fit(DATA, FIT.withEpochs(1));
      assertThat(trainer.stepsPerExecution()).isEqualTo(4);
    }
  }
}
