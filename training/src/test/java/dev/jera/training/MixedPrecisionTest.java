package dev.jera.training;

import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.SOFTMAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.Floats;
import dev.jera.datasets.ArrayDataset;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.ModelExporter;
import dev.jera.model.Sequential;
import dev.jera.model.Weights;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.normalization.BatchNormalization;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.recurrent.LSTM;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.model.layer.reshaping.Reshape;
import dev.jera.model.rewriting.Rewriting;
import dev.jera.runtime.CheckpointException;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.training.callback.Callback;
import dev.jera.training.callback.TrainingRun;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.metric.Accuracy;
import dev.jera.training.optimizer.Adam;
import dev.jera.training.optimizer.SGD;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;

class MixedPrecisionTest {
  private static final int EXAMPLES = 96;

  private static final Model CNN =
      Sequential.of(
          Input.of(12, 12, 1),
          Conv2D.of(8, 3).withUseBias(false),
          BatchNormalization.of(),
          Conv2D.of(8, 3).withActivation(RELU),
          MaxPooling2D.of(2),
          Dropout.of(0.1),
          Flatten.of(),
          Dense.of(3).withActivation(SOFTMAX));

  private static final Model MLP =
      Sequential.of(
          Input.of(12, 12, 1),
          Flatten.of(),
          Dense.of(32).withActivation(RELU),
          Dense.of(3).withActivation(SOFTMAX));

  private static final Model RNN =
      Sequential.of(
          Input.of(12, 12, 1), Reshape.of(4, 36), LSTM.of(16), Dense.of(3).withActivation(SOFTMAX));

  private static final ArrayDataset DATA = data();

  @TempDir private Path directory;

  /** Noise, and a brighter part of three for each class. */
  private static ArrayDataset data() {
    Random random = new Random(1);
    float[] pixels = new float[EXAMPLES * 12 * 12];
    IntNdArray labels = NdArrays.ofInts(Shape.of(EXAMPLES));
    for (int i = 0; i < pixels.length; i++) {
      int example = i / 144;
      float light = i % 144 / 48 == example % 3 ? 0.7f : 0;
      pixels[i] = (float) random.nextGaussian() * 0.5f + light;
      labels.setInt(example % 3, example);
    }
    FloatNdArray images = NdArrays.wrap(Shape.of(EXAMPLES, 12, 12, 1), DataBuffers.of(pixels));
    return ArrayDataset.of(images, labels);
  }

  private static Trainer trainer(Model model, DtypePolicy policy) {
    return Trainer.compile(
        model,
        Compilation.of(Adam.of(0.01), SparseCategoricalCrossentropy.of(), Accuracy.of())
            .withDtypePolicy(policy));
  }

  private static History fit(Model model, DtypePolicy policy) {
    try (Trainer trainer = trainer(model, policy)) {
      return trainer.fit(DATA, Fit.epochs(4).withBatchSize(16).withValidation(DATA));
    }
  }

  static Stream<Arguments> modelsAndPrecisions() {
    return Stream.of(CNN, MLP, RNN)
        .flatMap(
            model ->
                Stream.of(DtypePolicy.mixedFloat16(), DtypePolicy.mixedBfloat16())
                    .map(policy -> Arguments.of(model, policy)));
  }

  static Stream<DtypePolicy> precisions() {
    return Stream.of(DtypePolicy.mixedFloat16(), DtypePolicy.mixedBfloat16());
  }

  @ParameterizedTest
  @MethodSource("modelsAndPrecisions")
  void learnsAsFloat32Does(Model model, DtypePolicy policy) {
    History plain = fit(model, DtypePolicy.float32());
    History mixed = fit(model, policy);
    assertThat(plain.last("val_loss")).isLessThan(0.9);
    assertThat(mixed.last("val_loss")).isCloseTo(plain.last("val_loss"), within(0.05));
    assertThat(mixed).isNotEqualTo(plain);
  }

  @ParameterizedTest
  @MethodSource("precisions")
  void theSameRunGivesTheSameBits(DtypePolicy policy) {
    Fit fit = Fit.epochs(1).withBatchSize(16).withValidation(DATA);
    assertThat(run(fit, policy)).isEqualTo(run(fit, policy));
  }

  @ParameterizedTest
  @MethodSource("modelsAndPrecisions")
  void gradientsAreThoseOfFloat32ToItsRounding(Model model, DtypePolicy policy) {
    // Numbers of 11 and 8 bits, through sums of a few hundred.
    double tolerance = policy.compute() == Dtype.FLOAT16 ? 0.01 : 0.08;
    assertThat(distance(model, policy, 1)).isBetween(1e-6, tolerance);
  }

  @Test
  void withoutScaleSmallGradientsAreLost() {
    DtypePolicy unscaled = DtypePolicy.mixedFloat16().withLossScale(LossScale.none());
    assertThat(distance(MLP, unscaled, 1e-7)).isGreaterThan(0.5);
    assertThat(distance(MLP, DtypePolicy.mixedFloat16(), 1e-7)).isLessThan(0.02);
  }

  @ParameterizedTest
  @MethodSource("precisions")
  void towersAndRewritingsGiveWhatPlainOpsGive(DtypePolicy policy) {
    // 12 - 2 = 10, 10 - 2 = 8, 8 - 3 = 5: pooling by 2 never sees the last row and column.
    Model model =
        Sequential.of(
            Input.of(12, 12, 1),
            Conv2D.of(4, 3).withActivation(RELU),
            Conv2D.of(4, 3),
            Conv2D.of(4, 4),
            MaxPooling2D.of(2),
            Flatten.of(),
            // More numbers than the rows of 512 examples: one product for all towers.
            Dense.of(1100).withActivation(RELU),
            Dense.of(1100).withActivation(RELU),
            Dense.of(3).withActivation(SOFTMAX));
    float[] plain = answers(model, policy, Rewriting.none());
    float[] rewritten = answers(model, policy, Rewriting.all().withTowers(2));
    assertThat(rewritten).containsExactly(plain, within(0.02f));
  }

  private static float[] answers(Model model, DtypePolicy policy, Rewriting rewriting) {
    Compilation compilation =
        Compilation.of(SGD.of(0.05), SparseCategoricalCrossentropy.of())
            .withDtypePolicy(policy)
            .withRewriting(rewriting);
    try (Trainer trainer = Trainer.compile(model, compilation)) {
      trainer.fit(DATA, Fit.epochs(1).withBatchSize(32));
      return floats(trainer.predict(DATA.take(9).features()));
    }
  }

  /** How far the gradients are from those of float32, relative to their norm. */
  private static double distance(Model model, DtypePolicy policy, double lossWeight) {
    Map<String, float[]> plain = gradients(model, DtypePolicy.float32(), lossWeight);
    Map<String, float[]> mixed = gradients(model, policy, lossWeight);
    double difference = 0;
    double norm = 0;
    for (String name : plain.keySet()) {
      for (int i = 0; i < plain.get(name).length; i++) {
        norm += Math.pow(plain.get(name)[i], 2);
        difference += Math.pow(plain.get(name)[i] - mixed.get(name)[i], 2);
      }
    }
    return Math.sqrt(difference / norm);
  }

  private static Map<String, float[]> gradients(
      Model model, DtypePolicy policy, double lossWeight) {
    Objective objective = Objective.of(SparseCategoricalCrossentropy.of()).withWeight(lossWeight);
    try (Trainer trainer =
        Trainer.compile(model, Compilation.of(SGD.of(1), objective).withDtypePolicy(policy))) {
      return trainer.gradients(DATA.take(32)).values().entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, entry -> floats(entry.getValue())));
    }
  }

  private static float[] floats(NdArray<?> array) {
    return TensorData.of(array).floats();
  }

  @ParameterizedTest
  @MethodSource("precisions")
  void weightsAndSlotsAreFloat32(DtypePolicy policy) {
    try (TrainingGraph graph =
        TrainingGraph.build(
            CNN,
            Compilation.of(Adam.of(), SparseCategoricalCrossentropy.of())
                .withDtypePolicy(policy))) {
      assertThat(graph.values().describe().values())
          .noneMatch(variable -> variable.contains("float16"));
      // The convolutions, in both builds, are not.
      String dtype = policy.compute() == Dtype.FLOAT16 ? "DT_HALF" : "DT_BFLOAT16";
      assertThat(graph.definition().getNodeList())
          .filteredOn(node -> node.getOp().equals("Conv2D") || node.getOp().equals("MatMul"))
          .hasSizeGreaterThan(6)
          .allMatch(node -> node.getAttrOrThrow("T").getType().name().equals(dtype));
      assertThat(graph.definition().getNodeList())
          .filteredOn(node -> node.getOp().equals("Softmax") || node.getOp().contains("BatchNorm"))
          .isNotEmpty()
          .allMatch(node -> node.getAttrOrThrow("T").getType().name().equals("DT_FLOAT"));
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  void whatIsExportedIsThePlainModel(DtypePolicy policy) {
    try (Trainer mixed = trainer(CNN, policy);
        Trainer plain = trainer(CNN, DtypePolicy.float32())) {
      mixed.fit(DATA, Fit.epochs(1).withBatchSize(32));
      plain.trainOnBatch(DATA.take(4));
      plain.assign(mixed.weights());
      Path bundle = mixed.export(directory.resolve("mixed/1"));
      Path expected = plain.export(directory.resolve("plain/1"));
      ModelExporter.export(CNN, mixed.weights(), directory.resolve("model/1"), List.of());
      assertThat(bundle.resolve("saved_model.pb"))
          .hasSameBinaryContentAs(expected.resolve("saved_model.pb"))
          .hasSameBinaryContentAs(directory.resolve("model/1/saved_model.pb"));
      float[] answers = samples(bundle);
      assertThat(answers).hasSize(12).containsExactly(samples(expected), within(1e-6f));
      // The trainer itself answers in its own policy, of which a bundle knows nothing.
      float[] own = floats(mixed.predict(DATA.take(4).features()));
      assertThat(own).isNotEqualTo(answers).containsExactly(answers, within(0.02f));
    }
  }

  /** What the golden samples of a bundle hold. */
  private static float[] samples(Path bundle) {
    return Floats.concat(
        SavedModel.read(bundle).goldenSamples().stream()
            .flatMap(sample -> sample.outputs().values().stream())
            .map(TensorData::floats)
            .toArray(float[][]::new));
  }

  /** The scale doubles and is halved on the way: 2^20 is too much for the first steps. */
  private static final DtypePolicy LIVELY =
      DtypePolicy.mixedFloat16().withLossScale(new LossScale(1 << 24, 3));

  @Test
  void aResumedRunIsTheRunThatWasNeverStopped() {
    Fit fit = Fit.epochs(3).withBatchSize(16);
    Fit kept = fit.withCheckpoints(Checkpoints.in(directory));
    Run straight = run(fit, LIVELY);
    run(kept.withCallbacks(stopAfter(8)), LIVELY);
    assertThat(run(kept, LIVELY)).isEqualTo(straight);
    assertThat(straight.lossScale()).isLessThan(1 << 24);
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> run(kept.withEpochs(4), DtypePolicy.float32()))
        .withMessageContaining("loss_scale/scale: it has float32 [], the model nothing");
  }

  @Test
  void aRunDoesNotGoOnInAnotherPrecision() {
    Fit kept = Fit.epochs(1).withBatchSize(48).withCheckpoints(Checkpoints.in(directory));
    run(kept, DtypePolicy.mixedBfloat16());
    assertThatExceptionOfType(CheckpointException.class)
        .isThrownBy(() -> run(kept.withEpochs(2), DtypePolicy.float32()))
        .withMessageContaining("dtypePolicy=(DtypePolicy[compute=bfloat16");
  }

  private record Run(Weights weights, History history, double lossScale) {}

  private static Run run(Fit fit, DtypePolicy policy) {
    try (Trainer trainer = trainer(CNN, policy)) {
      History history = trainer.fit(DATA, fit);
      return new Run(trainer.weights(), history, trainer.lossScale());
    }
  }

  private static Callback stopAfter(long step) {
    return new Callback() {
      @Override
      public void onBatchEnd(TrainingRun run) {
        if (run.step() == step) {
          run.stop("the test says so");
        }
      }
    };
  }
}
