package dev.jera.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.core.Lambda;
import dev.jera.model.layer.merging.Add;
import dev.jera.model.layer.merging.Concatenate;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.runtime.Shapes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;

class FunctionalTest {
  private static final Dense DENSE = Dense.of(2);

  @Test
  void severalInputsAndOutputsKeepTheirOrder() {
    SymbolicTensor a = Input.of(2).tensor("a");
    SymbolicTensor b = Input.of(2).tensor("b");
    SymbolicTensor sum = Add.of().on(a, b);
    Model model = Model.of(List.of(b, a), List.of(Concatenate.of().on(a, sum), sum));
    assertThat(model.inputNames()).containsExactly("b", "a");
    assertThat(model.outputNames()).containsExactly("concatenate", "add");
    assertThat(model).hasToString("model: [?, 2], [?, 2] -> [?, 4], [?, 2]");
    List<float[]> outputs = LayerRun.of(model).inferAll(new float[] {1, 2}, new float[] {10, 20});
    assertThat(outputs.get(0)).containsExactly(10, 20, 11, 22);
    assertThat(outputs.get(1)).containsExactly(11, 22);
  }

  @Test
  void aSharedLayerHasOneSetOfWeights() {
    SymbolicTensor a = Input.of(3).tensor();
    SymbolicTensor b = Input.of(3).tensor();
    Layer shared = DENSE.shared("encoder");
    Model model = Model.of(List.of(a, b), List.of(Add.of().on(shared.on(a), shared.on(b))));
    assertThat(model.weights())
        .extracting(WeightSpec::name)
        .containsExactly("encoder/kernel", "encoder/bias");
    GradientCheck.check(model);
  }

  @Test
  void aLayerAppliedTwiceWithoutANameHasWeightsOfItsOwnEachTime() {
    SymbolicTensor x = Input.of(2).tensor();
    Model model = Model.of(x, Add.of().on(DENSE.on(x), DENSE.on(x)));
    assertThat(model.weights())
        .extracting(WeightSpec::name)
        .containsExactly("dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias");
  }

  @Test
  void modelsWithinModelsCarryTheirWeightsUnderTheirName() {
    Model inner = Sequential.of(Input.of(2), DENSE, DENSE).withName("inner");
    SymbolicTensor x = Input.of(2).tensor();
    Model model = Model.of(x, inner.on(inner.on(x)));
    assertThat(model.weights())
        .extracting(WeightSpec::name)
        .containsExactly(
            "inner/dense/kernel",
            "inner/dense/bias",
            "inner/dense_1/kernel",
            "inner/dense_1/bias",
            "inner_1/dense/kernel",
            "inner_1/dense/bias",
            "inner_1/dense_1/kernel",
            "inner_1/dense_1/bias");
    GradientCheck.check(model);
  }

  @Test
  void aModelComputesTheSameWithinAnother() {
    Model inner = Sequential.of(Input.of(2), Dense.of(1));
    SymbolicTensor x = Input.of(2).tensor();
    Model outer = Model.of(x, inner.named("layer").on(x));
    float[] answer =
        LayerRun.of(outer)
            .withWeight("dense/kernel", StdArrays.ndCopyOf(new float[][] {{2}, {3}}))
            .infer(new float[] {10, 1});
    assertThat(answer).containsExactly(23);
  }

  @Test
  void aResidualConnectionIsAGraph() {
    SymbolicTensor x = Input.of(4).tensor();
    GradientCheck.check(Model.of(x, Add.of().on(x, Dense.of(4).on(x))));
  }

  @Test
  void equalDescriptionsGiveEqualModels() {
    assertThat(diamond()).isEqualTo(diamond()).hasSameHashCodeAs(diamond());
  }

  private static Model diamond() {
    SymbolicTensor x = Input.of(4).tensor();
    return Model.of(x, Add.of().on(DENSE.on(x), Dense.of(2).withUseBias(false).on(x)));
  }

  @Test
  void poolingBehindAConvolutionThatIsUsedElsewhereToo() {
    SymbolicTensor image = Input.of(6, 6, 1).tensor();
    SymbolicTensor convolved = Conv2D.of(2, 3).on(image);
    SymbolicTensor pooled = MaxPooling2D.of(2).on(convolved);
    Model model = Model.of(List.of(image), List.of(convolved, pooled));
    float[] pixels = new float[36];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i * i % 7 - 3;
    }
    assertThat(LayerRun.of(model).trainAll(1, 0, pixels))
        .as("training may not put the pooling before the bias")
        .usingRecursiveComparison()
        .isEqualTo(LayerRun.of(model).inferAll(pixels));
    assertThat(model.outputShapes().stream().map(Shapes::format))
        .containsExactly("[?, 4, 4, 2]", "[?, 2, 2, 2]");
  }

  @Test
  void aModelMayBeAThousandLayersDeep() {
    SymbolicTensor input = Input.of(1).tensor();
    SymbolicTensor x = input;
    for (int i = 0; i < 1000; i++) {
      x = Add.of().on(x, x);
    }
    Model model = Model.of(input, x);
    assertThat(model.nodes()).hasSize(1001).last().extracting("name").isEqualTo("add_999");
  }

  @Test
  void anInputThatIsNotGivenIsNamed() {
    SymbolicTensor a = Input.of(2).tensor("a");
    SymbolicTensor b = Input.of(2).tensor("b");
    SymbolicTensor sum = Add.of().on(a, b);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Model.of(a, sum))
        .withMessage(
            "Model 'model': layer 'add' needs the input 'b [?, 2]', which is not among the model's inputs [a [?, 2]] (expected: all that is needed; add it to them)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Model.of(List.of(a, b), List.of(DENSE.on(a))))
        .withMessage(
            "Model 'model': input 'b [?, 2]' leads to no output (expected: every input is used)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Model.of(sum, DENSE.on(sum)))
        .withMessageContaining("input 'add [?, 2]' (expected: a tensor that Input.tensor() gave)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Model.of(List.of(a, a), List.of(DENSE.on(a))))
        .withMessageContaining("given twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Model.of(a, a))
        .withMessage("Model 'model': no layers (expected: at least one)");
  }

  @Test
  void namesAreGivenOnce() {
    SymbolicTensor x = Input.of(2).tensor();
    Layer named = DENSE.named("head");
    SymbolicTensor twice = named.on(named.on(x));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Model.of(x, twice))
        .withMessage(
            "Layer name 'head': given twice (expected: once, or layer.shared(name) each time, of equal layers)");
    SymbolicTensor unequal = Dense.of(3).shared("head").on(DENSE.shared("head").on(x));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Model.of(x, unequal))
        .withMessageContaining("Layer name 'head': given twice");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DENSE.named("a/b"))
        .withMessage(
            "name: 'a/b' (expected: letters, digits, '_', '.' and '-', the first not '_' or '-', and not 'save')");
    assertThat(Model.of(x, DENSE.on(DENSE.named("dense").on(x))).nodes())
        .extracting(Model.Node::name)
        .as("a name that is taken is not made up again")
        .containsExactly("input_1", "dense", "dense_1");
  }

  @Test
  void aSharedLayerThatNeedsTwoSetsOfWeightsIsRefused() {
    SymbolicTensor a = Input.of(3).tensor();
    SymbolicTensor b = Input.of(4).tensor();
    Layer shared = DENSE.shared("encoder");
    SymbolicTensor sum = Add.of().on(shared.on(a), shared.on(b));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Model.of(List.of(a, b), List.of(sum)))
        .withMessage(
            "Layer 'encoder': it is applied to [[?, 3]], where it needs the weights [kernel [3, 2], bias [2]], and to [[?, 4]], where it needs [kernel [4, 2], bias [2]] (expected: the same; share layers between equal shapes only)");
  }

  @Test
  void aCycleIsNamed() {
    Model good = Sequential.of(Input.of(2), DENSE, DENSE);
    List<Model.Call> calls =
        List.of(
            good.calls().get(0),
            new Model.Call(1, List.of(new Model.Port(2, 0)), List.of(Shape.of(-1, 2))),
            good.calls().get(2));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new Model("net", good.kind(), good.nodes(), calls, good.inputs(), good.outputs()))
        .withMessage(
            "Layer 'dense': it takes from 'dense_1', which comes of it (expected: no cycle; for a sequence use a recurrent layer)");
  }

  @Test
  void mistakesNameTheLayersAsTheModelWould() {
    SymbolicTensor x = Input.of(8, 8, 1).tensor();
    SymbolicTensor small = MaxPooling2D.of(4).on(Conv2D.of(1, 3).on(x));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Conv2D.of(1, 3).on(small))
        .withMessageStartingWith("Layer 'conv2d_1' after 'max_pooling2d': input [?, 1, 1, 1] ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DENSE.on(x, x))
        .withMessage("Layer 'dense' after the input, the input: 2 inputs (expected: 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DENSE.on())
        .withMessage("Layer 'dense' alone: 0 inputs (expected: 1)");
    Model two = Model.of(List.of(x), List.of(small, Conv2D.of(1, 3).on(x)));
    assertThatIllegalStateException()
        .isThrownBy(two::outputShape)
        .withMessage("Model 'model': 2 outputs (expected: 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> two.on(x))
        .withMessage("Layer 'model': it gives 2 outputs (expected: 1; allOn(...) gives them all)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> two.allOn(Input.of(3).tensor()))
        .withMessage(
            "Layer 'model' after the input: inputs [?, 3] (expected: [?, 8, 8, 1], what model 'model' takes)");
  }

  @Test
  void layersAreFrozenByName() {
    Model backbone = Sequential.of(Input.of(2), DENSE, DENSE).withName("backbone");
    SymbolicTensor x = Input.of(2).tensor();
    Model model = Model.of(x, DENSE.on(backbone.on(x)));
    assertThat(trainable(model.freeze())).isEmpty();
    assertThat(trainable(model.freeze("backbone"))).containsExactly("dense/kernel", "dense/bias");
    assertThat(trainable(model.freeze("backbone/dense")))
        .containsExactly(
            "backbone/dense_1/kernel", "backbone/dense_1/bias", "dense/kernel", "dense/bias");
    assertThat(trainable(model.freeze().unfreeze("backbone/dense_1")))
        .containsExactly("backbone/dense_1/kernel", "backbone/dense_1/bias");
    assertThat(model.freeze().unfreeze()).isEqualTo(model);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.freeze("conv"))
        .withMessage("No layer 'conv' in model 'model': there are [input_1, backbone, dense]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.freeze("dense/kernel"))
        .withMessage("Layer 'dense': it is no model (expected: 'dense' alone)");
  }

  private static List<String> trainable(Model model) {
    return model.weights().stream().filter(WeightSpec::trainable).map(WeightSpec::name).toList();
  }

  @Test
  void outputsOfOneLayerHaveNamesThatDiffer() {
    SymbolicTensor x = Input.of(2).tensor();
    SymbolicTensor y = DENSE.on(x);
    assertThat(Model.of(List.of(x), List.of(y, y, y)).outputNames())
        .containsExactly("dense", "dense_1", "dense_2");
  }

  @Test
  void aWeightMayBeginByAnyFunction() {
    double[] first = {3};
    UnaryLayer layer =
        new UnaryLayer() {
          @Override
          public Shape outputShape(Shape input) {
            return input;
          }

          @Override
          public List<WeightSpec> weights(Shape input) {
            return List.of(
                WeightSpec.of(
                    "scale",
                    Shape.of(1),
                    (tf, shape, seed) -> tf.constant(new float[] {(float) first[0]})));
          }

          @Override
          public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
            return scope.tf().math.mul(x, scope.weight("scale"));
          }

          @Override
          public String typeName() {
            return "Scale";
          }
        };
    assertThat(LayerRun.of(layer, Shape.of(2)).infer(new float[] {1, 2})).containsExactly(3, 6);
  }

  @Test
  void twoThousandLayersAreDescribedWithinSeconds() {
    SymbolicTensor input = Input.of(1).tensor();
    SymbolicTensor x = input;
    for (int i = 0; i < 2000; i++) {
      x = DENSE.withUnits(1).on(x);
    }
    SymbolicTensor output = x;
    assertTimeout(Duration.ofSeconds(30), () -> Model.of(input, output));
  }

  @Test
  void brokenPromisesOfLayersAreNamed() {
    SymbolicTensor x = Input.of(2).tensor();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Lambda.of(shape -> Shape.of(7, 2), (tf, y) -> y).on(x))
        .withMessageStartingWith(
            "Layer 'lambda' after the input: output [7, 2] (expected: the batch, of unknown size");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Input.of(2).shared("a"))
        .withMessage(
            "Input 'a': shared (expected: Input.tensor(name), once; the tensor may be used often)");
  }
}
