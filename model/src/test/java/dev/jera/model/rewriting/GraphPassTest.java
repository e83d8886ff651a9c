package dev.jera.model.rewriting;

import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.RELU6;
import static dev.jera.model.layer.activation.Activations.TANH;
import static dev.jera.model.rewriting.GraphPass.DEAD_BORDER;
import static dev.jera.model.rewriting.GraphPass.LATE_TAIL;
import static dev.jera.model.rewriting.GraphPass.MAXIMUM_OF_PARTS;
import static dev.jera.model.rewriting.GraphPass.PHASE_CONVOLUTION;
import static dev.jera.model.rewriting.GraphPass.RECTIFIER_GRADIENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.model.Input;
import dev.jera.model.Layer;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Size2D;
import dev.jera.model.layer.activation.Activation;
import dev.jera.model.layer.activation.ReLU;
import dev.jera.model.layer.activation.Softmax;
import dev.jera.model.layer.convolution.Conv1D;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.convolution.Conv3D;
import dev.jera.model.layer.merging.Add;
import dev.jera.model.layer.pooling.GlobalMaxPooling2D;
import dev.jera.model.layer.pooling.MaxPooling1D;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.pooling.MaxPooling3D;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.model.regularizer.L2;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.gradient.Gradients;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Where each pass applies, and where it steps aside. */
class GraphPassTest {
  private static final Conv2D CONVOLUTION = Conv2D.of(32, 3).withActivation(RELU);
  private static final MaxPooling2D POOLING = MaxPooling2D.of(2);

  static {
    NativeSettings.ensureLoaded();
  }

  /** A pass, the model, and what there is afterwards that was not there before. */
  private record Applied(GraphPass pass, Model model, List<Layer> made) {}

  static Stream<Applied> applied() {
    return Stream.of(
        // 7 - 2 = 5 places, of which 4 are pooled: 6 are seen.
        new Applied(
            DEAD_BORDER, chain(Input.of(7, 6, 1), CONVOLUTION, POOLING), List.of(leading(6, 6))),
        // 9 and 12, by steps of 2: 4 and 5 places, of which 4 and 4 are pooled.
        new Applied(
            DEAD_BORDER,
            chain(Input.of(9, 12, 1), CONVOLUTION.withStrides(Size2D.of(2)), POOLING),
            List.of(leading(9, 9))),
        // 10 - 4 = 6 places by 13 - 4 = 9, of which 6 and 8.
        new Applied(
            DEAD_BORDER,
            chain(Input.of(10, 13, 1), CONVOLUTION.withDilationRate(Size2D.of(2)), POOLING),
            List.of(leading(10, 12))),
        new Applied(
            DEAD_BORDER,
            chain(Input.of(8, 2), Conv1D.of(32, 2), TANH, MaxPooling1D.of(3)),
            List.of(leading(7))),
        new Applied(
            DEAD_BORDER,
            chain(Input.of(5, 6, 4, 1), Conv3D.of(32, 2), MaxPooling3D.of(2)),
            List.of(leading(5, 5, 3))),
        new Applied(
            MAXIMUM_OF_PARTS,
            chain(Input.of(6, 9, 2), MaxPooling2D.of(Size2D.of(2, 3))),
            List.of(new MaximumOfParts(Size2D.of(2, 3)))),
        new Applied(
            LATE_TAIL,
            chain(Input.of(5, 5, 2), CONVOLUTION, GlobalMaxPooling2D.of()),
            List.of(new LateTail(CONVOLUTION, GlobalMaxPooling2D.of()), new Passing())),
        new Applied(
            PHASE_CONVOLUTION,
            chain(Input.of(6, 6, 3), CONVOLUTION, POOLING),
            List.of(new PhaseConvolution(CONVOLUTION, Size2D.of(2)))),
        new Applied(
            PHASE_CONVOLUTION,
            chain(
                Input.of(9, 7, 1),
                Dropout.of(0.5),
                Conv2D.of(3, Size2D.of(1, 4)),
                MaxPooling2D.of(Size2D.of(3, 2))),
            List.of(new PhaseConvolution(Conv2D.of(3, Size2D.of(1, 4)), Size2D.of(3, 2)))),
        new Applied(
            RECTIFIER_GRADIENT,
            chain(Input.of(4, 3), RELU, RELU6, TANH, ReLU.of(), ReLU.of().withMaxValue(6)),
            List.of(
                new RectifierGradient(RELU),
                new RectifierGradient(RELU6),
                new RectifierGradient(ReLU.of()),
                new RectifierGradient(ReLU.of().withMaxValue(6)))));
  }

  @ParameterizedTest
  @MethodSource("applied")
  void aPassAppliesWhereItsConditionHolds(Applied applied) {
    assertThat(RewritingTest.replaced(applied.pass(), applied.model())).isEqualTo(applied.made());
    BuiltBothWays.assertSame(
        applied.model(), new Rewriting(EnumSet.range(DEAD_BORDER, applied.pass()), 1));
  }

  /** A pass, and a model that it must leave as it is. */
  private record Aside(GraphPass pass, Model model) {}

  static Stream<Aside> aside() {
    return Stream.of(
        new Aside(DEAD_BORDER, chain(Input.of(6, 6, 1), CONVOLUTION, POOLING)),
        new Aside(DEAD_BORDER, chain(Input.of(7, 7, 1), CONVOLUTION)),
        new Aside(
            DEAD_BORDER, chain(Input.of(7, 7, 1), CONVOLUTION.withPadding(Padding.SAME), POOLING)),
        new Aside(
            DEAD_BORDER, chain(Input.of(7, 7, 1), CONVOLUTION, POOLING.withPadding(Padding.SAME))),
        new Aside(DEAD_BORDER, chain(Input.of(7, 7, 1), CONVOLUTION, Dropout.of(0.5), POOLING)),
        new Aside(
            DEAD_BORDER,
            chain(Input.of(7, 7, 1), CONVOLUTION.withActivation(Softmax.of(1)), POOLING)),
        new Aside(
            DEAD_BORDER,
            chain(Input.of(7, 7, 1), CONVOLUTION.withActivityRegularizer(L2.of(1)), POOLING)),
        new Aside(DEAD_BORDER, pooledAndGiven()),
        // A copy of 64 channels costs more than two columns of so few products.
        new Aside(DEAD_BORDER, chain(Input.of(41, 41, 64), Conv2D.of(1, 1), POOLING)),
        new Aside(MAXIMUM_OF_PARTS, chain(Input.of(7, 6, 1), POOLING)),
        new Aside(MAXIMUM_OF_PARTS, chain(Input.of(6, 6, 1), POOLING.withPadding(Padding.SAME))),
        new Aside(MAXIMUM_OF_PARTS, chain(Input.of(6, 6, 1), POOLING.withStrides(Size2D.of(1)))),
        new Aside(MAXIMUM_OF_PARTS, chain(Input.of(8, 8, 1), MaxPooling2D.of(4))),
        new Aside(MAXIMUM_OF_PARTS, sharedPooling()),
        new Aside(LATE_TAIL, chain(Input.of(6, 6, 1), CONVOLUTION.withActivation(TANH), POOLING)),
        new Aside(
            LATE_TAIL,
            chain(Input.of(6, 6, 1), CONVOLUTION.withActivityRegularizer(L2.of(1)), POOLING)),
        new Aside(LATE_TAIL, pooledAndGiven()),
        new Aside(LATE_TAIL, sharedConvolution()),
        new Aside(PHASE_CONVOLUTION, chain(Input.of(6, 6, 5), CONVOLUTION, POOLING)),
        new Aside(
            PHASE_CONVOLUTION,
            chain(Input.of(6, 6, 1), CONVOLUTION.withPadding(Padding.SAME), POOLING)),
        new Aside(
            PHASE_CONVOLUTION,
            chain(Input.of(9, 9, 1), CONVOLUTION.withStrides(Size2D.of(2)), POOLING)),
        new Aside(
            PHASE_CONVOLUTION, chain(Input.of(8, 8, 1), Conv2D.of(1, 1), CONVOLUTION, POOLING)),
        new Aside(
            RECTIFIER_GRADIENT,
            chain(
                Input.of(4),
                TANH,
                ReLU.of().withMaxValue(5),
                ReLU.of().withThreshold(1),
                ReLU.of().withNegativeSlope(0.5))));
  }

  @ParameterizedTest
  @MethodSource("aside")
  void aPassStepsAsideElsewhere(Aside aside) {
    assertThat(RewritingTest.replaced(aside.pass(), aside.model())).isEmpty();
  }

  @Test
  void ofEqualValuesTheFirstGetsTheSlopeAsWithMaxPool() {
    for (Size2D size : List.of(Size2D.of(2), Size2D.of(3), Size2D.of(1, 2), Size2D.of(3, 1))) {
      Model model = chain(Input.of(6, 6, 3), MaxPooling2D.of(size));
      try (Graph graph = new Graph()) {
        Ops tf = Ops.create(graph);
        Operand<TFloat32> x = smallNumbers(tf);
        float[][] both = new float[2][];
        for (int i = 0; i < 2; i++) {
          Rewriting rewriting = i == 0 ? Rewriting.none() : Rewriting.of(MAXIMUM_OF_PARTS);
          Operand<TFloat32> y =
              rewriting.apply(model).build(tf, List.of(), List.of(x), Optional.empty()).output();
          Operand<TFloat32> weighted =
              tf.math.mul(
                  y,
                  tf.random.statelessRandomUniform(
                      tf.constant(y.shape().asArray()), tf.constant(new long[] {3, 4})));
          Operand<TFloat32> sum = tf.reduceSum(tf.reshape(weighted, tf.array(-1)), tf.constant(0));
          Operand<TFloat32> slope = Gradients.add(sum, List.of(x)).get(0);
          try (Session session = new Session(graph);
              Result result = session.runner().fetch(slope).run()) {
            both[i] = Tensors.toFloats(result.get(0));
          }
        }
        assertThat(both[1]).isEqualTo(both[0]);
      }
    }
  }

  @Test
  void aRectifierLetsSlopesPassWithinItsLimitsAlone() {
    float[] x = {-1, -0f, 0, Float.MIN_NORMAL, 3, 6, 7, Float.POSITIVE_INFINITY};
    assertThat(slopes(RELU, x)).containsExactly(0, 0, 0, 1, 1, 1, 1, 1);
    assertThat(slopes(RELU6, x)).containsExactly(0, 0, 0, 1, 1, 0, 0, 0);
  }

  /** By the activation's output, and no input of it. */
  private static float[] slopes(Activation activation, float[] values) {
    Model model =
        Rewriting.of(RECTIFIER_GRADIENT).apply(chain(Input.of(values.length), activation));
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> x = tf.constant(new float[][] {values});
      Operand<TFloat32> y = model.build(tf, List.of(), List.of(x), Optional.empty()).output();
      Operand<TFloat32> sum = tf.reduceSum(tf.reshape(y, tf.array(-1)), tf.constant(0));
      Operand<TFloat32> slope = Gradients.add(sum, List.of(x)).get(0);
      assertThat(graph.toGraphDef().getNodeList())
          .filteredOn(node -> node.getName().matches(".*rectified/Relu6?Grad"))
          .singleElement()
          .satisfies(
              node ->
                  assertThat(node.getOp())
                      .isEqualTo(graph.operation(node.getInput(1)).type() + "Grad"));
      try (Session session = new Session(graph);
          Result result = session.runner().fetch(slope).run()) {
        return Tensors.toFloats(result.get(0));
      }
    }
  }

  /** Numbers of which most are met more than once in a window. */
  private static Operand<TFloat32> smallNumbers(Ops tf) {
    return tf.math.floor(
        tf.math.mul(
            tf.random.statelessRandomUniform(tf.array(4, 6, 6, 3), tf.constant(new long[] {1, 2})),
            tf.constant(3f)));
  }

  /** The convolution's output is the model's, too. */
  private static Model pooledAndGiven() {
    SymbolicTensor input = Input.of(7, 7, 1).tensor();
    SymbolicTensor map = CONVOLUTION.on(input);
    return Model.of(List.of(input), List.of(map, POOLING.on(map)));
  }

  private static Model sharedConvolution() {
    SymbolicTensor input = Input.of(6, 6, 1).tensor();
    Layer shared = CONVOLUTION.shared("shared");
    return Model.of(
        List.of(input),
        List.of(POOLING.on(shared.on(input)), POOLING.on(shared.on(RELU.on(input)))));
  }

  /** One of its inputs leaves a rest. */
  private static Model sharedPooling() {
    SymbolicTensor one = Input.of(6, 6, 1).tensor();
    SymbolicTensor other = Input.of(7, 7, 1).tensor();
    Layer shared = POOLING.shared("shared");
    return Model.of(List.of(one, other), List.of(Add.of().on(shared.on(one), shared.on(other))));
  }

  private static Model chain(Input input, Layer... layers) {
    return Sequential.of(input, layers);
  }

  private static Leading leading(Integer... sizes) {
    return new Leading(List.of(sizes));
  }
}
