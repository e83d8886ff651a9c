package dev.jera.model.rewriting;

import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.TANH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.common.collect.Streams;
import dev.jera.model.BuiltModel;
import dev.jera.model.Input;
import dev.jera.model.Layer;
import dev.jera.model.LayerScope;
import dev.jera.model.Model;
import dev.jera.model.Randomness;
import dev.jera.model.Sequential;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.UnaryLayer;
import dev.jera.model.WeightSpec;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.Size2D;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.core.Lambda;
import dev.jera.model.layer.merging.Add;
import dev.jera.model.layer.normalization.BatchNormalization;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.preprocessing.RandomFlip;
import dev.jera.model.layer.recurrent.LSTM;
import dev.jera.model.layer.recurrent.TimeDistributed;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.model.regularizer.L1;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.Variables;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class TowersTest {
  private static final Rewriting THREE = Rewriting.none().withTowers(3);

  static {
    NativeSettings.ensureLoaded();
  }

  /** As a layer of somebody else's that says what is not so. */
  private record Counting() implements UnaryLayer {
    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
      return List.of(WeightSpec.of("count", Shape.of(), Initializer.zeros()).frozen());
    }

    @Override
    public boolean isPerExample() {
      return true;
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
      scope.update("count", scope.tf().math.add(scope.weight("count"), scope.tf().constant(1f)));
      return x;
    }
  }

  /** Rows of an example become examples of their own. */
  private record Folding() implements UnaryLayer {
    @Override
    public Shape outputShape(Shape input) {
      return Shape.of(Shape.UNKNOWN_SIZE, input.get(-1));
    }

    @Override
    public boolean isPerExample() {
      return true;
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
      int columns = Math.toIntExact(x.shape().get(-1));
      return scope.tf().reshape(x, scope.tf().array(-1, columns));
    }
  }

  /** Two inputs, two outputs, and random numbers of an example, a value and a step. */
  private static Model branches() {
    SymbolicTensor left = Input.of(6, 6, 1).tensor("left");
    SymbolicTensor right = Input.of(4, 3).tensor("right");
    SymbolicTensor x = RandomFlip.of(RandomFlip.Mode.HORIZONTAL).on(left);
    x = MaxPooling2D.of(2).on(Conv2D.of(4, 3).withActivation(RELU).on(x));
    x = Dense.of(5).on(Flatten.of().on(Dropout.of(0.4).on(x)));
    SymbolicTensor y = TimeDistributed.of(Dropout.of(0.4)).on(right);
    y = LSTM.of(5).withDropout(0.3).on(y);
    return Model.of(List.of(left, right), List.of(Add.of().on(x, y), y));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 6})
  void batchesOfAnySizeGiveWhatOneTowerGives(int batch) {
    assertThat(branches().isPerExample()).isTrue();
    BuiltBothWays.assertSame(branches(), THREE, batch);
  }

  @Test
  void randomNetsGiveWhatOneTowerGives() {
    RandomNets nets = new RandomNets(11);
    for (int parted = 0; parted < 3; ) {
      Model model = nets.next();
      if (model.isPartable() && hasSlopes(model)) {
        parted++;
        BuiltBothWays.assertSame(model, Rewriting.all().withTowers(2));
      }
    }
  }

  /** A bias in front of a softmax over places has none but what rounding leaves. */
  private static boolean hasSlopes(Model model) {
    return model.nodes().stream()
        .map(Model.Node::layer)
        .allMatch(
            layer ->
                layer instanceof Model inner
                    ? hasSlopes(inner)
                    : !layer.toString().contains("activation=Softmax[axis=1]"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void activityLossesAreOfTheWholeBatch(int batch) {
    Dense sparse = Dense.of(4).withActivityRegularizer(L1.of(0.1));
    BuiltBothWays.assertSame(Sequential.of(Input.of(3), sparse, Dense.of(2)), THREE, batch);
  }

  static Stream<Model> normalized() {
    // A bias before it has no slope but what rounding leaves.
    Conv2D conv = Conv2D.of(3, 2).withUseBias(false);
    BatchNormalization plain = BatchNormalization.of();
    BatchNormalization other = plain.withScale(false).withEpsilon(0.1);
    Layer shared = plain.withMomentum(0.5).shared("shared");
    SymbolicTensor image = Input.of(5, 5, 2).tensor();
    SymbolicTensor twice = shared.on(RELU.on(shared.on(conv.on(image))));
    return Stream.of(
        Sequential.of(Input.of(5, 5, 2), conv, plain, RELU, Conv2D.of(2, 2)),
        Sequential.of(
            Input.of(4),
            Dense.of(3).withUseBias(false),
            plain.withCenter(false),
            TANH,
            Dense.of(2)),
        Sequential.of(Input.of(5, 3), plain.withAxis(1), TANH, Dense.of(2)),
        Sequential.of(
            Input.of(5, 5, 2),
            Sequential.of(Input.of(5, 5, 2), conv, other),
            TANH,
            Flatten.of(),
            Dense.of(2)),
        Sequential.of(Input.of(4, 3), new Folding(), plain, TANH, Dense.of(2)),
        Model.of(image, Dense.of(2).on(Flatten.of().on(TANH.on(twice)))));
  }

  @ParameterizedTest
  @MethodSource("normalized")
  void batchesAreNormalizedAsAWhole(Model model) {
    assertThat(model.isPerExample()).isFalse();
    assertThat(THREE.towersOf(model)).isEqualTo(3);
    for (int batch : new int[] {4, 5, 7}) {
      BuiltBothWays.assertSame(model, THREE, batch);
    }
  }

  static Stream<Arguments> large() {
    Dense dense = Dense.of(1100).withActivation(TANH);
    Dense penalized =
        dense
            .withUseBias(false)
            .withKernelRegularizer(L1.of(0.1))
            .withActivityRegularizer(L1.of(1));
    Layer shared = dense.shared("shared");
    SymbolicTensor x = Input.of(1100).tensor();
    return Stream.of(
        Arguments.of(Sequential.of(Input.of(1100), dense, Dense.of(2)), 1),
        Arguments.of(Sequential.of(Input.of(1100), penalized), 1),
        Arguments.of(Model.of(x, shared.on(shared.on(x))), 2),
        Arguments.of(Sequential.of(Input.of(1100), dense, Dense.of(2)).freeze("dense"), 0),
        Arguments.of(Sequential.of(Input.of(2, 1100), dense), 0),
        Arguments.of(Sequential.of(Input.of(2, 1100), TimeDistributed.of(dense)), 0));
  }

  @ParameterizedTest
  @MethodSource("large")
  void aLargeKernelHasOneProductAsItsSlope(Model model, int expected) {
    BuiltBothWays.assertSame(model, THREE, 4);
    try (Graph graph = new Graph()) {
      build(graph, model);
      assertThat(Streams.stream(graph.operations()).map(Operation::name))
          .filteredOn(name -> name.contains("jera_product"))
          .hasSize(expected);
    }
  }

  @Test
  void whatCouplesExamplesHasOneTower() {
    assertOneTower(Lambda.of((tf, x) -> tf.math.sin(x)));
    assertOneTower(Dropout.of(0.5).withNoiseShape(List.of(1, -1)));
    assertOneTower(Dense.of(2).withActivation((tf, x) -> tf.math.sin(x)));
    assertThat(THREE.towersOf(Sequential.of(Input.of(4), Dense.of(3)))).isEqualTo(3);
  }

  private static void assertOneTower(Layer layer) {
    Model model = Sequential.of(Input.of(4), Dense.of(4), layer);
    assertThat(THREE.towersOf(model)).as(layer.toString()).isEqualTo(1);
    BuiltBothWays.assertSame(model, THREE);
  }

  @Test
  void shapesStayKnownAndLayersAreWhole() {
    Model model =
        Sequential.of(
            Input.of(6, 6, 2), Conv2D.of(4, Size2D.of(3)).named("conv"), Flatten.of(), Dense.of(3));
    try (Graph graph = new Graph()) {
      BuiltModel built = build(graph, model);
      assertThat(Shapes.format(built.output().shape())).isEqualTo("[?, 3]");
      assertThat(built.layers().keySet()).containsExactlyInAnyOrder("conv", "flatten", "dense");
      assertThat(built.layers().get("conv").shape().tail()).isEqualTo(Shape.of(4, 4, 4));
      assertThat(built.layerOf("tower_2/conv/Conv2d")).contains("conv");
    }
  }

  @Test
  void aLayerThatSaysWhatIsNotSoIsRefused() {
    Model model = Sequential.of(Input.of(2), new Counting(), Dense.of(1));
    try (Graph graph = new Graph()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> build(graph, model))
          .withMessage(
              "Updates of [counting/count] (expected: in the first part alone, since all layers say isPartable)");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> THREE.withTowers(0))
        .withMessage("towers: 0 (expected: >= 1)");
  }

  private static BuiltModel build(Graph graph, Model model) {
    Ops tf = Ops.create(graph);
    return THREE.build(
        model,
        tf,
        model.createVariables(tf, new Variables(tf), 1),
        model.placeholders(tf),
        Optional.of(new Randomness(5, tf.constant(3L))));
  }
}
