package dev.jera.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jera.runtime.PreparedRun;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

/** Engines that stand in for TensorFlow, here TensorFlow itself with another last word. */
class AcceleratorTest {
  @TempDir private Path directory;

  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  @Test
  void whoeverAnswersAsTensorFlowIsTaken() {
    try (Predictor predictor = load(Bundles.affine(directory.resolve("1")), answers -> answers)) {
      assertThat(predictor.engine().toString())
          .isEqualTo(
              "other (another engine; 4 answers equal to TensorFlow's, 0 golden samples among what was asked)");
      int before = calls.get();
      assertThat(predictor.predict(new float[] {1, 1, 1})).containsExactly(9.5f, 11.5f);
      assertThat(predictor.predict("classify", ones(), Set.of("y")))
          .isEqualTo(Map.of("y", TensorData.of(Shape.of(1, 2), 9.5f, 11.5f)));
      assertThat(calls.get() - before).isEqualTo(2);
      assertThat(closed).hasValue(0);
    }
    assertThat(closed).hasValue(1);
  }

  @Test
  void whoeverAnswersOtherwiseIsNot() {
    try (Predictor predictor =
        load(
            Bundles.affine(directory.resolve("1")),
            // The least of the answers is -0.5 for zeros: 0.001 is more than 1e-4 + 1e-4 * 8.
            answers -> List.of(shifted(answers.get(0), 0.001f)))) {
      assertThat(predictor.engine().name()).isEqualTo(Engine.TENSORFLOW);
      assertThat(predictor.engine().reason())
          .startsWith("not other: signature 'classify', drawn inputs of batch 1: output 'y' is ")
          .contains("2 of 2 values are off");
      assertThat(closed).hasValue(1);
      assertThat(predictor.predict(new float[] {1, 1, 1})).containsExactly(9.5f, 11.5f);
    }
  }

  @Test
  void whatIsWithinTheToleranceIsTheSame() {
    try (Predictor predictor =
        load(
            Bundles.affine(directory.resolve("1")),
            answers -> List.of(shifted(answers.get(0), 0.00005f)))) {
      assertThat(predictor.engine().name()).isEqualTo("other");
    }
  }

  @Test
  void aCallThatFailsIsAnsweredByTensorFlow() {
    AtomicInteger answered = new AtomicInteger();
    try (Predictor predictor =
        load(
            Bundles.affine(directory.resolve("1")),
            answers -> {
              if (answered.incrementAndGet() > 4) {
                throw new AcceleratorException("out of order");
              }
              return answers;
            })) {
      assertThat(predictor.engine().name()).isEqualTo("other");
      assertThat(predictor.predict(new float[] {1, 1, 1})).containsExactly(9.5f, 11.5f);
      assertThat(answered).hasValue(5);
    }
  }

  @Test
  void tensorFlowsErrorsStay() {
    try (Predictor predictor =
            load(
                Bundles.affine(directory.resolve("1")),
                answers -> {
                  throw new AcceleratorException("never");
                });
        Predictor quotient = load(Bundles.quotient(directory.resolve("2")), answers -> answers)) {
      assertThat(predictor.engine().reason()).isEqualTo("not other: never");
      assertThatExceptionOfType(PredictionException.class)
          .isThrownBy(() -> quotient.predict(TensorData.of(Shape.of(1), 0)))
          .withMessageStartingWith("TensorFlow failed on signature 'serving_default'");
    }
  }

  @Test
  void whatCannotBeComparedIsNotTaken() {
    try (Predictor predictor = load(Bundles.shout(directory.resolve("1")), answers -> answers)) {
      assertThat(predictor.engine().reason())
          .isEqualTo(
              "not other: signature 'shout': TensorFlow answers no input that was drawn for it, so there is nothing to compare");
    }
  }

  private Predictor load(Path bundle, UnaryOperator<List<TensorData>> lastWord) {
    return Predictor.load(bundle, PredictorOptions.defaults().withAccelerator(new Other(lastWord)));
  }

  private static Map<String, TensorData> ones() {
    return Map.of("x", TensorData.of(Shape.of(1, 3), 1f, 1f, 1f));
  }

  private static TensorData shifted(TensorData data, float by) {
    float[] values = data.floats().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] += by;
    }
    return TensorData.of(data.shape(), values);
  }

  private final class Other implements Accelerator {
    private final UnaryOperator<List<TensorData>> lastWord;

    Other(UnaryOperator<List<TensorData>> lastWord) {
      this.lastWord = lastWord;
    }

    @Override
    public String name() {
      return "other";
    }

    @Override
    public AcceleratedModel accelerate(LoadedSavedModel model) {
      return new AcceleratedModel() {
        @Override
        public List<TensorData> run(
            String signature, List<TensorData> inputs, List<String> outputs) {
          calls.incrementAndGet();
          PreparedRun run = model.prepare(model.signatures().get(signature), outputs);
          return lastWord.apply(run.run(inputs));
        }

        @Override
        public String description() {
          return "another engine";
        }

        @Override
        public void close() {
          closed.incrementAndGet();
        }
      };
    }
  }
}
