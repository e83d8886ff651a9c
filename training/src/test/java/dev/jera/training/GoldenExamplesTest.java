package dev.jera.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.Dataset;
import dev.jera.datasets.Mnist;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.layer.activation.Softmax;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.merging.Add;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.PredictionLog;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.loss.SparseCategoricalCrossentropy;
import dev.jera.training.optimizer.SGD;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

class GoldenExamplesTest {
  private static final Dense LOGITS = Dense.of(3);
  private static final Model CHAIN = Sequential.of(Input.of(2), Dropout.of(0.5), LOGITS);
  private static final float[][] ROWS = {{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}, {11, 12}};
  private static final ArrayDataset DATA =
      Dataset.of(StdArrays.ndCopyOf(ROWS), StdArrays.ndCopyOf(new int[] {0, 1, 2, 0, 1, 2}));

  @TempDir private Path directory;

  private static Trainer chain(Model model) {
    return Trainer.compile(model, SGD.of(0.01), SparseCategoricalCrossentropy.ofLogits());
  }

  @Test
  void theyAreTheFirstExamplesWithWhatTheTrainerPredicts() {
    try (Trainer trainer = chain(CHAIN)) {
      trainer.fit(DATA, Fit.epochs(2).withBatchSize(2));
      List<PredictionLog> samples = samples(trainer.export(directory.resolve("1")));
      FloatNdArray predicted = trainer.predict(DATA.features());
      assertThat(samples).hasSize(4);
      for (int i = 0; i < 4; i++) {
        assertThat(samples.get(i).signature()).isEqualTo(Signature.DEFAULT);
        assertThat(samples.get(i).inputs())
            .isEqualTo(Map.of("input_1", TensorData.of(Shape.of(1, 2), ROWS[i])));
        assertThat(samples.get(i).outputs())
            .isEqualTo(Map.of("dense", TensorData.of(predicted.get(i)).reshape(Shape.of(1, 3))));
      }
      assertThat(trainer.export(directory.resolve("2")).resolve(SavedModel.GOLDEN_SAMPLES))
          .hasSameBinaryContentAs(directory.resolve("1").resolve(SavedModel.GOLDEN_SAMPLES));
    }
  }

  @Test
  void withoutATrainingThereAreNone() {
    try (Trainer trainer = chain(CHAIN)) {
      assertThat(samples(trainer.export(directory.resolve("1")))).isEmpty();
      trainer.evaluate(DATA);
      trainer.save(directory.resolve("checkpoint"));
      trainer.restore(directory.resolve("checkpoint"));
      assertThat(samples(trainer.export(directory.resolve("2")))).isEmpty();
    }
  }

  @Test
  void dataThatIsReadInOrderGivesOneAndASingleStepIsATraining() {
    try (Trainer trainer = chain(CHAIN)) {
      trainer.fit(DATA.shuffle(1), Fit.epochs(1).withOrder(Fit.Order.GIVEN));
      assertThat(samples(trainer.export(directory.resolve("1")))).hasSize(1);
    }
    try (Trainer trainer = chain(CHAIN)) {
      trainer.trainOnBatch(DATA.take(3));
      trainer.trainOnBatch(DATA.skip(3));
      assertThat(samples(trainer.export(directory.resolve("2"))))
          .extracting(sample -> sample.inputs().get("input_1").floats()[0])
          .containsExactly(1f, 3f, 5f);
    }
  }

  @Test
  void aModelOfSeveralInputsAndOutputsHasThemByName() {
    SymbolicTensor a = Input.of(1).tensor("a");
    SymbolicTensor b = Input.of(1).tensor("b");
    SymbolicTensor p = Dense.of(1).named("p").on(Add.of().on(b, a));
    SymbolicTensor q = Dense.of(1).named("q").on(a);
    ArrayDataset data =
        ArrayDataset.of(
            Map.of("a", column(1), "b", column(2)), Map.of("p", column(3), "q", column(4)));
    Compilation compilation =
        Compilation.of(
            SGD.of(0.01),
            Objective.of("p", MeanSquaredError.of()),
            Objective.of("q", MeanSquaredError.of()));
    try (Trainer trainer = Trainer.compile(Model.of(List.of(b, a), List.of(q, p)), compilation)) {
      trainer.fit(data, Fit.epochs(1));
      Map<String, FloatNdArray> predicted = trainer.predict(data.allFeatures(), 1);
      assertThat(samples(trainer.export(directory.resolve("1"))))
          .containsExactly(
              new PredictionLog(
                  Signature.DEFAULT,
                  Map.of("a", TensorData.of(column(1)), "b", TensorData.of(column(2))),
                  Map.of(
                      "p", TensorData.of(predicted.get("p")),
                      "q", TensorData.of(predicted.get("q")))));
    }
  }

  @Test
  void bytesStayBytesForAnInputOfUint8AndBecomeFloatsForOneOfFloat32() {
    for (Dtype dtype : List.of(Dtype.UINT8, Dtype.FLOAT32)) {
      Model model = Sequential.of(Input.of(28, 28, 1).withDtype(dtype), Flatten.of(), Dense.of(10));
      try (Trainer trainer = chain(model)) {
        trainer.fit(Mnist.train().take(2), Fit.epochs(1));
        assertThat(samples(trainer.export(directory.resolve(dtype.toString()))))
            .hasSize(2)
            .allSatisfy(
                sample -> assertThat(sample.inputs().get("input_1").dtype()).isEqualTo(dtype));
      }
    }
  }

  @Test
  void theyTakeAMegabyteAtMost() {
    // 100,000 floats are 400 kB: two go in, three do not; 300,000 are 1.2 MB.
    assertThat(samplesOf(100_000)).hasSize(2);
    assertThat(samplesOf(300_000)).isEmpty();
  }

  private List<PredictionLog> samplesOf(int width) {
    ArrayDataset data =
        Dataset.of(NdArrays.ofFloats(Shape.of(4, width)), NdArrays.ofFloats(Shape.of(4, 1)));
    Model model = Sequential.of(Input.of(width), Dense.of(1));
    try (Trainer trainer = Trainer.compile(model, SGD.of(0.01), MeanSquaredError.of())) {
      trainer.fit(data, Fit.epochs(1));
      return samples(trainer.export(directory.resolve("net")));
    }
  }

  @Test
  void anotherModelOverTheWeightsIsExportedWithWhatItAnswers() {
    Model withSoftmax = Sequential.of(Input.of(2), Dropout.of(0.5), LOGITS, Softmax.of());
    try (Trainer trainer = chain(CHAIN)) {
      trainer.fit(DATA, Fit.epochs(1));
      FloatNdArray logits = trainer.predict(DATA.features());
      for (String version : List.of("1", "2")) {
        List<PredictionLog> samples =
            samples(trainer.export(withSoftmax, directory.resolve(version), List.of()));
        assertThat(samples).hasSize(4);
        for (int i = 0; i < 4; i++) {
          double sum = 0;
          for (int k = 0; k < 3; k++) {
            sum += Math.exp(logits.getFloat(i, k));
          }
          float[] probabilities = samples.get(i).outputs().get("softmax").floats();
          for (int k = 0; k < 3; k++) {
            assertThat((double) probabilities[k])
                .isCloseTo(Math.exp(logits.getFloat(i, k)) / sum, within(1e-6));
          }
        }
      }
    }
  }

  @Test
  void aModelOfOtherInputsOrWeightsIsRefused() {
    try (Trainer trainer = chain(CHAIN)) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  trainer.export(
                      Sequential.of(Input.of(4), LOGITS), directory.resolve("1"), List.of()))
          .withMessageContaining("those of the trained model");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  trainer.export(
                      Sequential.of(Input.of(2), Dense.of(4)), directory.resolve("1"), List.of()))
          .withMessageContaining("weights {dense/kernel=[2, 4], dense/bias=[4]} (expected: {")
          .withMessageContaining("dense/kernel=[2, 3]");
      assertThat(directory.resolve("1")).doesNotExist();
    }
  }

  private static List<PredictionLog> samples(Path bundle) {
    return SavedModel.read(bundle).goldenSamples();
  }

  private static NdArray<?> column(float value) {
    return StdArrays.ndCopyOf(new float[][] {{value}});
  }
}
