package dev.jera.training.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.base.Ticker;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

/** Those that take the time or tell what they see; the clock goes on by half a second a look. */
class SpokenCallbacksTest {
  private final List<String> told = new ArrayList<>();

  @TempDir private Path directory;

  private static Ticker clock() {
    long[] now = {0};
    return new Ticker() {
      @Override
      public long read() {
        now[0] += Duration.ofMillis(500).toNanos();
        return now[0];
      }
    };
  }

  /** w is 0, 0.4, 0.64, 0.784 before steps 1 to 4; steps 2 and 4 are told, of two rows each. */
  @Test
  void lossAndLayersAreToldEveryFewSteps() {
    Runs.fit(
        0.2,
        Runs.epochs(
            2,
            LogTensors.of(ImmutableMap.of("w * x", "dense"))
                .withEverySteps(2)
                .withSink(told::add)
                .withClock(clock())));
    assertThat(told).hasSize(4);
    assertThat(told.get(0)).matches("loss = 0\\.36\\d*, step = 2 \\(0\\.500 sec\\)");
    assertThat(told.get(1)).isEqualTo("w * x = [[0.4]\n [0.4]]");
    assertThat(told.get(2)).matches("loss = 0\\.0466\\d*, step = 4 \\(0\\.500 sec\\)");
  }

  @Test
  void withoutLayersTheLossAloneIsTold() {
    Runs.fit(0.2, Runs.epochs(1, LogTensors.of(List.of()).withEverySteps(1).withSink(told::add)));
    assertThat(told).hasSize(2).allMatch(line -> line.startsWith("loss = "));
  }

  @Test
  void aLayerThatIsNotThereIsNamed() {
    assertThatExceptionOfType(CallbackException.class)
        .isThrownBy(
            () -> Runs.fit(0.2, Runs.epochs(1, LogTensors.of(List.of("gone")).withEverySteps(1))))
        .withMessageContaining("No layer 'gone' to fetch");
  }

  @Test
  void arraysAreShortenedAsNumPyPrintsThem() {
    assertThat(ArrayText.of(NdArrays.scalarOf(0.1f))).isEqualTo("0.1");
    assertThat(ArrayText.of(NdArrays.vectorOf(1f, -0f, 123.456f, 1e-9f, 1e10f)))
        .isEqualTo("[1. 0. 123.456 0. 10000000000.]");
    assertThat(ArrayText.of(NdArrays.vectorOf(Float.NaN, Float.NEGATIVE_INFINITY)))
        .isEqualTo("[nan -inf]");
    assertThat(ArrayText.of(StdArrays.ndCopyOf(new float[][][] {{{1}, {2}}, {{3}, {4}}})))
        .isEqualTo("[[[1.]\n  [2.]]\n\n [[3.]\n  [4.]]]");
    FloatNdArray thousand = NdArrays.ofFloats(Shape.of(1000));
    assertThat(ArrayText.of(thousand).split(" ")).hasSize(1000);
    FloatNdArray more = NdArrays.ofFloats(Shape.of(1001));
    more.setFloat(7, 998);
    assertThat(ArrayText.of(more)).isEqualTo("[0. 0. 0. ... 7. 0. 0.]");
    assertThat(ArrayText.of(NdArrays.ofFloats(Shape.of(500, 3))))
        .isEqualTo(
            "[[0. 0. 0.]\n [0. 0. 0.]\n [0. 0. 0.]\n ...\n [0. 0. 0.]\n [0. 0. 0.]\n [0. 0. 0.]]");
  }

  /** Two steps in half a second. */
  @Test
  void stepsASecondAreTold() {
    Runs.fit(
        0.2,
        Runs.epochs(2, StepCounter.of().withEverySteps(2).withSink(told::add).withClock(clock())));
    assertThat(told).containsExactly("global_step/sec: 4.00000", "global_step/sec: 4.00000");
  }

  /** Looks at the clock: the begin, after each of two batches, the end: 0, 0.5, 1, 1.5 seconds. */
  @Test
  void theTimesOfEpochsCanBeReadAfterwards() {
    Timing timing = Timing.by(clock());
    Runs.fit(0.2, Runs.epochs(3, timing));
    assertThat(timing.epochs()).hasSize(3).containsOnly(new EpochTime(1.5, 1, 2, 4));
    assertThat(timing.total()).isEqualTo(new EpochTime(4.5, 3, 6, 12));
    assertThat(timing.total().examplesPerSecond()).isEqualTo(4);
    assertThat(timing.total().millisecondsPerStep()).isEqualTo(500);
  }

  /**
   * Epoch 2 has half a second before the stop, and after it 0.5 for its batch and 0.5 to the end.
   */
  @Test
  void aResumedRunHasTheTimesBeforeTheStop() {
    Timing timing = Timing.by(clock());
    Runs.fitWithAStop(
        0.2, Runs.epochs(3, Timing.by(clock())), Runs.epochs(3, timing), directory, 3, Runs.ONES);
    assertThat(timing.epochs()).hasSize(3).containsOnly(new EpochTime(1.5, 1, 2, 4));
  }

  @Test
  void aRunThatStopsWithinAnEpochHasItsPartInTheTotal() {
    Timing timing = Timing.by(clock());
    Runs.fit(0.2, Runs.epochs(3, timing, Runs.stopAfterStep(3)));
    assertThat(timing.epochs()).hasSize(1);
    assertThat(timing.total()).isEqualTo(new EpochTime(2, 1.5, 3, 6));
  }

  @Test
  void badNumbersAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StepCounter.of().withEverySteps(0))
        .withMessage("everySteps: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LogTensors.of(List.of()).withEverySteps(0))
        .withMessage("everySteps: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StopAtStep.last(0))
        .withMessage("lastStep: 0 (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StopAtStep.after(0))
        .withMessage("numSteps: 0 (expected: >= 1)");
  }
}
