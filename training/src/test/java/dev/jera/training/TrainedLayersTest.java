package dev.jera.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.Dataset;
import dev.jera.model.Input;
import dev.jera.model.Layer;
import dev.jera.model.LayerScope;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.UnaryLayer;
import dev.jera.model.WeightSpec;
import dev.jera.model.Weights;
import dev.jera.model.constraint.NonNeg;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.core.Lambda;
import dev.jera.model.layer.normalization.BatchNormalization;
import dev.jera.model.regularizer.L2;
import dev.jera.runtime.CheckpointException;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.gradient.GradientException;
import dev.jera.runtime.savedmodel.LoadOptions;
import dev.jera.runtime.savedmodel.LoadedSavedModel;
import dev.jera.runtime.savedmodel.SavedModel;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.optimizer.Adam;
import dev.jera.training.optimizer.SGD;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;

/** What training does with what layers ask for. */
class TrainedLayersTest {
  private static final Dataset DATA =
      Dataset.of(
          StdArrays.ndCopyOf(new float[][] {{1, 2}, {3, 4}}),
          StdArrays.ndCopyOf(new float[][] {{1}, {-1}}));
  private static final Fit STEP = Fit.epochs(1).withBatchSize(2).withOrder(Fit.Order.GIVEN);

  @TempDir private Path directory;

  @Test
  void aFrozenLayerGetsNoGradientAndNoSlot() {
    Model model = Sequential.of(Input.of(2), Dense.of(2), Dense.of(1));
    Model frozen = model.freeze("dense");
    Path prefix = directory.resolve("frozen");
    try (Trainer trainer = Trainer.compile(frozen, Adam.of(), MeanSquaredError.of())) {
      Weights before = trainer.weights();
      trainer.fit(DATA, STEP);
      assertThat(trainer.weights().layer("dense")).isEqualTo(before.layer("dense"));
      assertThat(trainer.weights().distances(before).get("dense_1/kernel"))
          .as("Adam's first step")
          .isCloseTo(0.001, offset(1e-6));
      trainer.save(prefix);
    }
    try (Trainer trainer = Trainer.compile(model, Adam.of(), MeanSquaredError.of())) {
      assertThatThrownBy(() -> trainer.restore(prefix))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("optimizer/dense/kernel/m");
    }
    try (Trainer trainer = Trainer.compile(model.freeze(), Adam.of(), MeanSquaredError.of())) {
      Weights before = trainer.weights();
      trainer.fit(DATA, STEP);
      assertThat(trainer.weights()).as("all frozen").isEqualTo(before);
    }
  }

  /** mean 2 and 3, variance 1 and 1: moving * 0.99 + batch * 0.01. */
  @Test
  void movingStatisticsMoveUnlessFrozen() {
    Model model = Sequential.of(Input.of(2), BatchNormalization.of(), Dense.of(1));
    try (Trainer trainer = Trainer.compile(model, SGD.of(0.1), MeanSquaredError.of())) {
      trainer.fit(DATA, STEP);
      assertThat(values(trainer, "batch_normalization/moving_mean"))
          .containsExactly(new float[] {0.02f, 0.03f}, offset(1e-6f));
      assertThat(values(trainer, "batch_normalization/moving_variance"))
          .containsExactly(new float[] {1, 1}, offset(1e-6f));
    }
    Model frozen = model.freeze("batch_normalization");
    try (Trainer trainer = Trainer.compile(frozen, SGD.of(0.1), MeanSquaredError.of())) {
      trainer.fit(DATA, STEP);
      assertThat(values(trainer, "batch_normalization/moving_mean")).containsExactly(0, 0);
      assertThat(values(trainer, "batch_normalization/gamma")).containsExactly(1, 1);
    }
  }

  /** Kernel 1, 1 and inputs 3 and 7: mean((3 - 1)^2, (7 + 1)^2) = 34, and 0.1 * 2. */
  @Test
  void regularizersAndActivitiesAddToTheLoss() {
    Dense plain = Dense.of(1).withUseBias(false).withKernelInitializer(Initializer.ones());
    assertThat(firstLoss(plain)).isEqualTo(34);
    assertThat(firstLoss(plain.withKernelRegularizer(L2.of(0.1)))).isEqualTo(34.2, offset(1e-5));
    assertThat(firstLoss(plain.withActivityRegularizer(L2.of(0.1))))
        .as("0.1 * (9 + 49) / 2 examples")
        .isEqualTo(36.9, offset(1e-5));
    Model model = Sequential.of(Input.of(2), plain.withKernelRegularizer(L2.of(0.1)));
    try (Trainer trainer = Trainer.compile(model, SGD.of(0.01), MeanSquaredError.of())) {
      assertThat(trainer.evaluate(DATA).get("loss")).as("as Keras").isEqualTo(34.2, offset(1e-5));
      trainer.fit(DATA, STEP);
      // d/dk = mean(2 * 2 * x0, 2 * 8 * x1) = (2 + 24, 4 + 32), and 2 * 0.1 * 1
      assertThat(values(trainer, "dense/kernel"))
          .containsExactly(new float[] {1 - 0.262f, 1 - 0.362f}, offset(1e-5f));
    }
  }

  private static double firstLoss(Dense layer) {
    try (Trainer trainer =
        Trainer.compile(Sequential.of(Input.of(2), layer), SGD.of(0.01), MeanSquaredError.of())) {
      return trainer.fit(DATA, STEP).last("loss");
    }
  }

  @Test
  void constraintsHoldAfterEveryStep() {
    Dense layer =
        Dense.of(1)
            .withKernelInitializer(Initializer.zeros())
            .withKernelConstraint(NonNeg.of())
            .withUseBias(false);
    Model model = Sequential.of(Input.of(2), layer);
    try (Trainer trainer = Trainer.compile(model, SGD.of(0.1), MeanSquaredError.of())) {
      trainer.fit(DATA, STEP);
      assertThat(values(trainer, "dense/kernel"))
          .as("the gradient is 2 and 2: without the constraint -0.2")
          .containsExactly(0, 0);
    }
  }

  @Test
  void weightsAreReadSetAndComparedByName() {
    Model model = Sequential.of(Input.of(2), Dense.of(1));
    try (Trainer trainer = Trainer.compile(model, SGD.of(0.1), MeanSquaredError.of())) {
      Weights before = trainer.weights();
      FloatNdArray kernel = StdArrays.ndCopyOf(new float[][] {{5}, {6}});
      trainer.assign(new Weights(Map.of("dense/kernel", kernel)));
      assertThat(trainer.weights()).isEqualTo(before.with("dense/kernel", kernel));
      assertThat(trainer.weights().distances(before)).containsEntry("dense/bias", 0.0);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.assign(new Weights(Map.of("dense/bias", kernel))))
          .withMessage("Variable 'dense/bias': float32 [2, 1] (expected: float32 [1])");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> trainer.assign(new Weights(Map.of("step", kernel))))
          .withMessageContaining("weights: no 'step' (expected: of ");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> before.layer("conv"))
          .withMessageContaining("No weights of 'conv'");
    }
  }

  /** x * scale: a layer of one's own. */
  private record Scale(double first) implements UnaryLayer {
    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
      return List.of(WeightSpec.of("scale", Shape.of(1), Initializer.constant(first)));
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
      return scope.tf().math.mul(x, scope.weight("scale"));
    }
  }

  @Test
  void aLayerOfOnesOwnIsTrainedExportedAndReloaded() {
    Model model = Sequential.of(Input.of(1), new Scale(2));
    ArrayDataset data =
        Dataset.of(
            StdArrays.ndCopyOf(new float[][] {{1}, {2}}),
            StdArrays.ndCopyOf(new float[][] {{3}, {6}}));
    try (Trainer trainer = Trainer.compile(model, SGD.of(0.1), MeanSquaredError.of())) {
      trainer.fit(data, Fit.epochs(100).withBatchSize(2));
      assertThat(values(trainer, "scale/scale")).containsExactly(new float[] {3}, offset(1e-4f));
      SavedModel bundle = SavedModel.read(trainer.export(directory.resolve("scale")));
      try (LoadedSavedModel loaded = LoadedSavedModel.load(bundle, LoadOptions.defaults())) {
        TensorData y =
            loaded
                .prepare(bundle.signatures().get(Signature.DEFAULT), List.of("scale"))
                .run(List.of(TensorData.of(Shape.of(1, 1), 10f)))
                .get(0);
        assertThat(y.floats()).containsExactly(new float[] {30}, offset(1e-3f));
      }
    }
  }

  @Test
  void aLayerWithoutARightGradientIsRefusedByNameWhenCompiled() {
    Layer odd = Lambda.of((tf, x) -> tf.math.digamma(x)).named("odd");
    SymbolicTensor x = Input.of(2).tensor();
    Model model = Model.of(x, Dense.of(1).on(odd.on(Dense.of(2).on(x))));
    assertThatThrownBy(() -> Trainer.compile(model, SGD.of(0.1), MeanSquaredError.of()))
        .isInstanceOf(GradientException.class)
        .hasMessageStartingWith("Layer 'odd' of model 'model': ")
        .hasMessageContaining("op 'Digamma'");
    try (Trainer trainer =
        Trainer.compile(model.freeze("dense"), SGD.of(0.1), MeanSquaredError.of())) {
      assertThat(trainer.steps()).as("nothing that is trained lies before it").isZero();
    }
  }

  /** Adds the mean of a weight, and sets the weight to 100 after the step. */
  private record Last(boolean trainable) implements UnaryLayer {
    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
      WeightSpec last = WeightSpec.of("last", Shape.of(1), Initializer.zeros());
      return List.of(trainable ? last : last.frozen());
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
      Operand<TFloat32> y = scope.tf().math.add(x, scope.weight("last"));
      if (scope.isTraining()) {
        scope.update("last", scope.tf().constant(new float[] {100}));
      }
      return y;
    }
  }

  @Test
  void aStepSeesNoUpdateOfItsOwn() {
    Model model = Sequential.of(Input.of(1), new Last(false), Dense.of(1).withUseBias(false));
    Dataset zeros =
        Dataset.of(
            StdArrays.ndCopyOf(new float[2][1]), StdArrays.ndCopyOf(new float[][] {{1}, {-1}}));
    for (int run = 0; run < 5; run++) {
      try (Trainer trainer = Trainer.compile(model, SGD.of(0.1), MeanSquaredError.of())) {
        assertThat(trainer.fit(zeros, STEP).last("loss")).isEqualTo(1);
        assertThat(values(trainer, "last/last")).containsExactly(100);
      }
    }
    try (Trainer trainer =
        Trainer.compile(model.freeze("last"), SGD.of(0.1), MeanSquaredError.of())) {
      trainer.fit(zeros, STEP);
      assertThat(values(trainer, "last/last")).as("frozen").containsExactly(0);
    }
    Model twice = Sequential.of(Input.of(1), new Last(true));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trainer.compile(twice, SGD.of(0.1), MeanSquaredError.of()))
        .withMessageStartingWith("Weight 'last/last': its layer updates it");
  }

  @Test
  void aWeightThatTheLossDoesNotSeeIsNamedWithTheRemedy() {
    SymbolicTensor inner = Input.of(2).tensor();
    Model two =
        Model.of(List.of(inner), List.of(Dense.of(1).on(inner), Dense.of(1).on(inner)))
            .withName("two");
    SymbolicTensor x = Input.of(2).tensor();
    Model model = Model.of(x, two.allOn(x).get(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Trainer.compile(model, SGD.of(0.1), MeanSquaredError.of()))
        .withMessage(
            "Model 'model': the loss does not depend on the weight 'two/dense_1/kernel' (expected: on every trainable one; freeze(\"two/dense_1\") leaves it as it is)");
    Trainer.compile(model.freeze("two/dense_1"), SGD.of(0.1), MeanSquaredError.of()).close();
  }

  @Test
  void theInnermostLayerIsNamedWhoseGradientIsMissing() {
    SymbolicTensor in = Input.of(2).tensor();
    Layer odd = Lambda.of((tf, y) -> tf.math.digamma(y)).shared("odd");
    Model inner = Model.of(in, odd.on(Dense.of(2).on(in))).withName("inner");
    SymbolicTensor x = Input.of(2).tensor();
    Layer shared = inner.shared("inner");
    Model model = Model.of(x, Dense.of(1).named("inner_1").on(shared.on(shared.on(x))));
    assertThatThrownBy(() -> Trainer.compile(model, SGD.of(0.1), MeanSquaredError.of()))
        .isInstanceOf(GradientException.class)
        .hasMessageStartingWith("Layer 'inner/odd' of model 'model': Node 'training/inner");
  }

  @Test
  void namesOfTheTrainersOwnAreFreeForInputsAndLayers() {
    for (String name : List.of("step", "epoch", "counters", "labels", "optimizer", "training")) {
      SymbolicTensor x = Input.of(2).tensor(name);
      Model model = Model.of(x, Dense.of(1).on(Dense.of(2).named(name + "_").on(x)));
      try (Trainer trainer = Trainer.compile(model, Adam.of(), MeanSquaredError.of())) {
        trainer.fit(DATA, STEP);
        trainer.save(directory.resolve(name));
        trainer.restore(directory.resolve(name));
        trainer.export(directory.resolve(name + "-bundle"));
      }
    }
  }

  private static float[] values(Trainer trainer, String weight) {
    FloatNdArray array = (FloatNdArray) trainer.weights().get(weight);
    float[] values = new float[Math.toIntExact(array.size())];
    int[] next = {0};
    array.scalars().forEach(scalar -> values[next[0]++] = scalar.getFloat());
    return values;
  }
}
