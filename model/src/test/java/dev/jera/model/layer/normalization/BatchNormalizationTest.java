package dev.jera.model.layer.normalization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.model.GradientCheck;
import dev.jera.model.GradientCheckAt;
import dev.jera.model.Input;
import dev.jera.model.Layer;
import dev.jera.model.LayerRun;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.WeightSpec;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.regularizer.L2;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

class BatchNormalizationTest {
  /** Two examples; channel 0 has mean 6 and variance 16, channel 1 mean 7 and variance 0. */
  private static final float[] BATCH = {2, 7, 10, 7};

  /** So that the deviations are sqrt(16 + 9) = 5 and sqrt(0 + 9) = 3. */
  private static final BatchNormalization LAYER =
      BatchNormalization.of().withEpsilon(9).withMomentum(0.75);

  @Test
  void trainingTakesTheBatchAndMovesTheAverages() {
    List<float[]> trained = run(LAYER, 2).trainAll(1, 0, BATCH);
    assertThat(trained.get(0)).containsExactly(new float[] {-0.6f, -1, 2.6f, -1}, within(1e-6f));
    assertThat(trained.get(1)).as("mean").containsExactly(0.25f * 6, 0.25f * 7);
    assertThat(trained.get(2)).as("variance").containsExactly(0.75f + 0.25f * 16, 0.75f);
  }

  @Test
  void inferenceTakesTheAverages() {
    LayerRun run =
        run(LAYER, 2)
            .withWeight("moving_mean", vector(6, 1))
            .withWeight("moving_variance", vector(16, 27));
    assertThat(run.infer(BATCH)).containsExactly(new float[] {-0.6f, 2, 2.6f, 2}, within(1e-6f));
    assertThat(run.infer(new float[] {2, 7})).as("alone").containsExactly(-0.6f, 2);
  }

  @ParameterizedTest(name = "{0} axis {1}")
  @CsvSource({
    "3, -1",
    "4x3, -1",
    "4x3, 1",
    "2x2x3, -1",
    "3x2x2, 1",
    "2x3x2, 2",
    "2x1x3x2, -1",
    "2x3x1x2, 2",
    "1x2x1x2x2x1x2x1x3, -1"
  })
  void everyRankAndAxisIsNormalizedByTheVarianceOfThePopulation(String sizes, int axis) {
    Shape example = PlainMoments.shape(sizes);
    float[] x = PlainMoments.values(4 * (int) example.size());
    Shape input = Shape.of(-1).append(example);
    int index = Math.floorMod(axis, input.numDimensions());
    int channels = (int) input.get(index);
    int after = (int) input.takeLast(input.numDimensions() - 1 - index).size();
    PlainMoments moments = PlainMoments.of(x, i -> i / after % channels, channels);
    List<float[]> trained =
        LayerRun.of(BatchNormalization.of().withAxis(axis).withMomentum(0), example)
            .trainAll(1, 0, x);
    assertThat(trained.get(0)).containsExactly(moments.normalize(x, 1e-3), within(1e-5f));
    assertThat(trained.get(1)).containsExactly(moments.means(), within(1e-5f));
    assertThat(trained.get(2)).containsExactly(moments.variances(), within(1e-5f));
  }

  @Test
  void aBatchOfOneValueHasVarianceZero() {
    List<float[]> trained =
        LayerRun.of(BatchNormalization.of(), Shape.of(1, 1, 2)).trainAll(1, 0, new float[] {5, 6});
    assertThat(trained.get(0)).containsExactly(0, 0);
    assertThat(trained.get(2)).containsExactly(0.99f, 0.99f);
  }

  @Test
  void aFrozenLayerInfersAndKeepsItsAverages() {
    Model model = Sequential.of(Input.of(2), LAYER.named("layer"));
    List<float[]> trained = LayerRun.of(model.freeze("layer")).trainAll(1, 0, BATCH);
    assertThat(trained).as("no updates").hasSize(1);
    assertThat(trained.get(0)).isEqualTo(LayerRun.of(model).infer(BATCH));
  }

  @Test
  void aSharedLayerMovesTheAveragesOnceForEachUseInTheirOrder() {
    SymbolicTensor first = Input.of(1).tensor();
    SymbolicTensor second = Input.of(1).tensor();
    Layer shared = BatchNormalization.of().withMomentum(0.5).shared("layer");
    Model model = Model.of(List.of(first, second), List.of(shared.on(first), shared.on(second)));
    List<float[]> trained =
        LayerRun.of(model).trainAll(1, 0, new float[] {3, 5}, new float[] {6, 10});
    assertThat(trained).hasSize(4);
    assertThat(trained.get(2)).as("mean").containsExactly((0 + 4) / 2f / 2 + 8 / 2f);
    assertThat(trained.get(3)).as("variance").containsExactly((1 + 1) / 2f / 2 + 4 / 2f);
  }

  @Test
  void withoutGammaAndBetaItOnlyNormalizes() {
    BatchNormalization bare = LAYER.withCenter(false).withScale(false);
    assertThat(bare.weights(Shape.of(-1, 2)))
        .extracting(WeightSpec::name)
        .containsExactly("moving_mean", "moving_variance");
    assertThat(LayerRun.of(bare, Shape.of(2)).train(1, 0, BATCH))
        .containsExactly(new float[] {-0.8f, 0, 0.8f, 0}, within(1e-6f));
  }

  @Test
  void weightsAreInKerasOrderAndTheAveragesAreNotTrained() {
    assertThat(LAYER.withGammaRegularizer(L2.of(1)).withAxis(1).weights(Shape.of(-1, 5, 4)))
        .extracting(w -> w.name() + w.shape() + w.trainable() + w.regularizer().equals(L2.of(1)))
        .containsExactly(
            "gamma[5]truetrue",
            "beta[5]truefalse",
            "moving_mean[5]falsefalse",
            "moving_variance[5]falsefalse");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "2x3", "2x2x3", "2x1x2x3"})
  void gradientsAreRight(String sizes) {
    // A wide epsilon: with a narrow one the two examples of a check have no slopes.
    BatchNormalization layer = BatchNormalization.of().withEpsilon(0.1);
    Shape example = PlainMoments.shape(sizes);
    GradientCheck.check(layer, example);
    GradientCheck.check(layer.withScale(false).withCenter(false), example);
    if (example.numDimensions() > 1) {
      GradientCheck.check(layer.withAxis(1), example);
    }
  }

  @Test
  void gradientsPassThroughAFrozenLayer() {
    Model model =
        Sequential.of(Input.of(2, 3), Dense.of(2), BatchNormalization.of().named("frozen"));
    float[] kernel = {1, -0.5f, 0.25f, 2, -1, 0.75f};
    float[] pair = {0.5f, -0.25f};
    float[] variance = {0.5f, 2};
    GradientCheckAt.check(
        model.freeze("frozen"),
        PlainMoments.values(4 * 6),
        kernel,
        pair,
        pair,
        pair,
        pair,
        variance);
  }

  @Test
  void argumentsAndShapesAreChecked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LAYER.withMomentum(1.5))
        .withMessage("momentum: 1.5 (expected: >= 0 and <= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LAYER.withEpsilon(1e-60))
        .withMessage("epsilon: 1.0E-60 (expected: > 0, finite)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LAYER.withAxis(0))
        .withMessage("axis: 0 (expected: not the batch; -1 is the last)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LAYER.withAxis(2).outputShape(Shape.of(-1, 3)))
        .withMessage("input [?, 3] (expected: [batch, ...] with an axis 2 behind the batch)");
    assertThatIllegalArgumentException().isThrownBy(() -> LAYER.outputShape(Shape.of(-1)));
    assertThatIllegalArgumentException().isThrownBy(() -> LAYER.withMomentum(Double.NaN));
  }

  private static LayerRun run(Layer layer, long channels) {
    return LayerRun.of(layer, Shape.of(channels))
        .withWeight("gamma", vector(2, 3))
        .withWeight("beta", vector(1, -1));
  }

  private static NdArray<Float> vector(float... values) {
    return StdArrays.ndCopyOf(values);
  }
}
