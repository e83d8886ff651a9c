package dev.jera.model.layer.activation;

import static dev.jera.model.layer.activation.Activations.LOG_SOFTMAX;
import static dev.jera.model.layer.activation.Activations.SOFTMAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.Sets;
import dev.jera.model.GradientCheck;
import dev.jera.model.Input;
import dev.jera.model.LayerRun;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.rewriting.GraphPass;
import dev.jera.model.rewriting.Rewriting;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.gradient.Gradients;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

class ActivationsTest {
  /** Off all kinks, which are at 0, 3 and 6. */
  private static final float[] GRID = {
    -1e4f, -500, -90, -30, -12, -7, -5.5f, -4, -3.1f, -2.9f, -2, -1, -0.5f, -0.1f, -1e-3f, 1e-3f,
    0.1f, 0.5f, 1, 2, 2.9f, 3.1f, 4, 5.9f, 6.1f, 9, 12, 20, 30, 80, 90, 500, 1e4f
  };

  private static final Map<Activations, DoubleUnaryOperator> FORMULAS =
      new EnumMap<>(
          Map.ofEntries(
              Map.entry(Activations.LINEAR, x -> x),
              Map.entry(Activations.RELU, x -> Math.max(x, 0)),
              Map.entry(Activations.RELU6, x -> Math.min(Math.max(x, 0), 6)),
              Map.entry(Activations.LEAKY_RELU, x -> x < 0 ? 0.2 * x : x),
              Map.entry(Activations.ELU, x -> x < 0 ? Math.expm1(x) : x),
              Map.entry(Activations.CELU, x -> Math.max(x, 0) + Math.expm1(Math.min(x, 0))),
              Map.entry(
                  Activations.SELU,
                  x -> 1.0507009873554805 * (x < 0 ? 1.6732632423543772 * Math.expm1(x) : x)),
              Map.entry(Activations.GELU, x -> x * (1 + erf(x / Math.sqrt(2))) / 2),
              Map.entry(
                  Activations.GELU_TANH,
                  x ->
                      x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))) / 2),
              Map.entry(Activations.SILU, x -> x / (1 + Math.exp(-x))),
              Map.entry(Activations.HARD_SILU, x -> x * Math.min(Math.max(x + 3, 0), 6) / 6),
              Map.entry(Activations.MISH, x -> x * Math.tanh(softplus(x))),
              Map.entry(Activations.SOFTPLUS, ActivationsTest::softplus),
              Map.entry(Activations.SOFTSIGN, x -> x / (1 + Math.abs(x))),
              Map.entry(Activations.SIGMOID, x -> 1 / (1 + Math.exp(-x))),
              Map.entry(Activations.HARD_SIGMOID, x -> Math.min(Math.max(x + 3, 0), 6) / 6),
              Map.entry(Activations.LOG_SIGMOID, x -> -softplus(-x)),
              Map.entry(Activations.TANH, Math::tanh),
              Map.entry(Activations.EXPONENTIAL, Math::exp)));

  static Set<Activations> ofSingleValues() {
    return FORMULAS.keySet();
  }

  static Stream<Activation> monotone() {
    ReLU bent = ReLU.of().withThreshold(1).withNegativeSlope(0.3).withMaxValue(4);
    Stream<Activation> chosen = Stream.of(bent, bent.withThreshold(0), LeakyReLU.of(1.5));
    return Stream.concat(Stream.of(Activations.values()), chosen).filter(Activation::isMonotone);
  }

  @Test
  void allButTheSoftmaxesAreOfSingleValues() {
    assertThat(ofSingleValues())
        .isEqualTo(
            Sets.difference(EnumSet.allOf(Activations.class), EnumSet.of(SOFTMAX, LOG_SOFTMAX)));
  }

  @ParameterizedTest
  @MethodSource("ofSingleValues")
  void valuesAndSlopesAreThoseOfTheFormulaFarFromZeroToo(Activations activation) {
    DoubleUnaryOperator formula = FORMULAS.get(activation);
    List<float[]> measured = valuesAndSlopes(activation, GRID, GRID.length);
    for (int i = 0; i < GRID.length; i++) {
      double x = GRID[i];
      double value = formula.applyAsDouble(x);
      assertThat(measured.get(0)[i]).as("f(%s)", x).isNotNaN().satisfies(near(value, 1e-6));
      double step = 1e-5 * Math.max(1, Math.abs(x));
      double slope =
          (float) value == Float.POSITIVE_INFINITY
              ? value
              : (formula.applyAsDouble(x + step) - formula.applyAsDouble(x - step)) / (2 * step);
      assertThat(measured.get(1)[i]).as("f'(%s)", x).isNotNaN().satisfies(near(slope, 1e-5));
    }
  }

  @ParameterizedTest
  @EnumSource
  void gradientsEqualCentralDifferencesAtRankTwoAndFour(Activations activation) {
    GradientCheck.check(activation, Shape.of(12));
    GradientCheck.check(activation, Shape.of(2, 3, 2));
  }

  @ParameterizedTest
  @MethodSource("monotone")
  void whatNeverFallsKeepsItsOutputsBehindMaxima(Activation activation) {
    Model model =
        Sequential.of(
            Input.of(9, 9, 2),
            Conv2D.of(5, 2).withActivation(activation).named("layer"),
            MaxPooling2D.of(2));
    Random random = new Random(1);
    float[] values = new float[64 * 9 * 9 * 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * 5);
    }
    Model rewritten = Rewriting.of(GraphPass.LATE_TAIL).apply(model);
    assertThat(LayerRun.of(rewritten).infer(values))
        .as("to the bit")
        .isEqualTo(LayerRun.of(model).infer(values));
  }

  @Test
  void theSoftmaxesDivideByTheSumOverTheLastAxis() {
    float[] values = {0, 1, 2, -1e4f, 0, 1e4f, 1e4f, 1e4f, 1e4f, -1e4f, -1e4f, 3};
    List<Shape> examples =
        List.of(Shape.of(3), Shape.of(2, 3), Shape.of(1, 2, 3), Shape.of(1, 1, 1, 2, 1, 1, 3));
    for (Shape example : examples) {
      float[] softmax = LayerRun.of(SOFTMAX, example).infer(values);
      float[] logSoftmax = LayerRun.of(LOG_SOFTMAX, example).infer(values);
      for (int i = 0; i < values.length; i++) {
        double logarithm = logSoftmax(values, i - i % 3, i);
        assertThat(softmax[i]).isCloseTo((float) Math.exp(logarithm), within(1e-6f));
        assertThat(logSoftmax[i]).satisfies(near(logarithm, 1e-6));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SOFTMAX", "LOG_SOFTMAX"})
  void theSoftmaxesHaveSlopesFarFromZeroToo(Activations activation) {
    float[] values = {-1e4f, 0, 1e4f, 1e4f, 1e4f, 1e4f, -1e4f, -1e4f, 3};
    List<float[]> measured = valuesAndSlopes(activation, values, 3);
    for (int i = 0; i < values.length; i++) {
      double probability = Math.exp(logSoftmax(values, i - i % 3, i));
      // The sum of a softmax is always 1; that of three logarithms falls by 3 probabilities.
      double slope = activation == SOFTMAX ? 0 : 1 - 3 * probability;
      assertThat(measured.get(1)[i]).isCloseTo((float) slope, within(1e-6f));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void softmaxStaysTheOpThatLossesLookFor(int rank) {
    NativeSettings.ensureLoaded();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      long[] sizes = new long[rank];
      Arrays.fill(sizes, 3);
      Operand<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(sizes)));
      assertThat(SOFTMAX.apply(tf, x).op().type()).isEqualTo("Softmax");
      assertThat(Softmax.of().apply(tf, x).op().type()).isEqualTo("Softmax");
    }
  }

  @Test
  void theSoftmaxesNeedAnAxisBehindTheBatch() {
    for (Activations activation : List.of(SOFTMAX, LOG_SOFTMAX)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Sequential.of(Input.of(), activation))
          .withMessage(
              "Layer 'activation' after the input: input [?] (expected: rank >= 2, [batch, ..., classes])");
    }
  }

  private static Consumer<Float> near(double expected, double tolerance) {
    return actual -> {
      if ((float) expected == Float.POSITIVE_INFINITY) {
        assertThat(actual).isEqualTo(Float.POSITIVE_INFINITY);
      } else {
        assertThat((double) actual)
            .isCloseTo(expected, within(tolerance * Math.max(1, Math.abs(expected))));
      }
    };
  }

  /** The outputs for rows of values, and the slopes of their sum by each value. */
  static List<float[]> valuesAndSlopes(Activation activation, float[] values, int columns) {
    NativeSettings.ensureLoaded();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> x = tf.placeholder(TFloat32.class);
      Operand<TFloat32> matrix = tf.reshape(x, tf.array(-1L, columns));
      Operand<TFloat32> y = activation.apply(tf, matrix);
      Operand<TFloat32> sum = tf.reduceSum(y, tf.array(0, 1));
      Operand<TFloat32> slopes = Gradients.add(sum, List.of(x)).get(0);
      try (Session session = new Session(graph);
          TFloat32 fed = Tensors.of(values, Shape.of(values.length));
          var result = session.runner().feed(x, fed).fetch(y).fetch(slopes).run()) {
        return List.of(Tensors.toFloats(result.get(0)), Tensors.toFloats(result.get(1)));
      }
    }
  }

  private static double logSoftmax(float[] values, int from, int at) {
    double greatest = Math.max(values[from], Math.max(values[from + 1], values[from + 2]));
    double sum = 0;
    for (int i = from; i < from + 3; i++) {
      sum += Math.exp(values[i] - greatest);
    }
    return values[at] - greatest - Math.log(sum);
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** By Simpson's rule. */
  private static double erf(double x) {
    double end = Math.min(Math.abs(x), 7);
    int steps = 2000;
    double h = end / steps;
    double sum = 1 + Math.exp(-end * end);
    for (int i = 1; i < steps; i++) {
      sum += (i % 2 == 0 ? 2 : 4) * Math.exp(-i * h * i * h);
    }
    return Math.copySign(2 / Math.sqrt(Math.PI) * sum * h / 3, x);
  }
}
