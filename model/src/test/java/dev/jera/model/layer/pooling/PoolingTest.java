package dev.jera.model.layer.pooling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.model.GradientCheck;
import dev.jera.model.Input;
import dev.jera.model.LayerRun;
import dev.jera.model.Maxima;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.UnaryLayer;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Size2D;
import dev.jera.model.layer.Size3D;
import dev.jera.model.layer.Window;
import dev.jera.model.layer.activation.Activations;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.rewriting.GraphPass;
import dev.jera.model.rewriting.Rewriting;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.gradient.Gradients;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class PoolingTest {
  private static final int HUGE = Integer.MAX_VALUE;

  static Stream<Arguments> windows() {
    List<Arguments> windows = new ArrayList<>();
    for (Padding padding : List.of(Padding.VALID, Padding.SAME)) {
      addWindow(windows, List.of(2), List.of(2), padding, 5, 2);
      addWindow(windows, List.of(3), List.of(1), padding, 6, 1);
      addWindow(windows, List.of(1), List.of(2), padding, 4, 2);
      addWindow(windows, List.of(2, 3), List.of(2, 3), padding, 4, 5, 2);
      addWindow(windows, List.of(3, 2), List.of(1, 2), padding, 4, 3, 2);
      addWindow(windows, List.of(2, 2, 2), List.of(2, 2, 2), padding, 3, 4, 2, 2);
      addWindow(windows, List.of(2, 1, 3), List.of(1, 2, 2), padding, 3, 3, 4, 1);
    }
    addWindow(windows, List.of(HUGE), List.of(1), Padding.SAME, 5, 2);
    addWindow(windows, List.of(HUGE), List.of(HUGE), Padding.SAME, 5, 2);
    addWindow(windows, List.of(HUGE - 3, 7), List.of(3, HUGE), Padding.SAME, 5, 4, 2);
    addWindow(windows, List.of(2, 1), List.of(HUGE, HUGE), Padding.VALID, 5, 4, 2);
    addWindow(windows, List.of(HUGE, 2, 11), List.of(1, HUGE, 2), Padding.SAME, 3, 2, 5, 2);
    return windows.stream();
  }

  private static void addWindow(
      List<Arguments> windows,
      List<Integer> size,
      List<Integer> strides,
      Padding padding,
      long... example) {
    windows.add(Arguments.of(Window.of(size, strides, padding), Shape.of(example)));
  }

  @ParameterizedTest
  @MethodSource("windows")
  void eachOutputIsTheMaximumOrTheMeanOfWhatItsWindowHolds(Window window, Shape example) {
    float[] input = random(2 * Math.toIntExact(example.size()));
    float[] maxima = loops(window, example, input, true);
    assertThat(LayerRun.of(max(window), example).infer(input)).isEqualTo(maxima);
    float[] means = loops(window, example, input, false);
    assertThat(LayerRun.of(average(window), example).infer(input))
        .containsExactly(means, within(1e-6f));
    String output = Shapes.format(withBatch(kerasShape(window, example)));
    assertThat(Shapes.format(max(window).outputShape(withBatch(example)))).isEqualTo(output);
    assertThat(Shapes.format(average(window).outputShape(withBatch(example)))).isEqualTo(output);
  }

  @ParameterizedTest
  @MethodSource("windows")
  void theGradientOfEveryWindowIsRight(Window window, Shape example) {
    GradientCheck.check(max(window), example);
    GradientCheck.check(average(window), example);
  }

  private static Shape withBatch(Shape example) {
    return Shape.of(Shape.UNKNOWN_SIZE).append(example);
  }

  private static Maxima max(Window window) {
    List<Integer> size = window.size();
    List<Integer> strides = window.strides();
    return switch (size.size()) {
      case 1 ->
          MaxPooling1D.of(size.get(0)).withStrides(strides.get(0)).withPadding(window.padding());
      case 2 -> new MaxPooling2D(size2D(size), size2D(strides), window.padding());
      default -> new MaxPooling3D(size3D(size), size3D(strides), window.padding());
    };
  }

  private static UnaryLayer average(Window window) {
    List<Integer> size = window.size();
    List<Integer> strides = window.strides();
    return switch (size.size()) {
      case 1 -> new AveragePooling1D(size.get(0), strides.get(0), window.padding());
      case 2 -> new AveragePooling2D(size2D(size), size2D(strides), window.padding());
      default -> new AveragePooling3D(size3D(size), size3D(strides), window.padding());
    };
  }

  private static Size2D size2D(List<Integer> sizes) {
    return Size2D.of(sizes.get(0), sizes.get(1));
  }

  private static Size3D size3D(List<Integer> sizes) {
    return Size3D.of(sizes.get(0), sizes.get(1), sizes.get(2));
  }

  /** Keras' formulas: (in - size) / strides + 1 if VALID, in / strides rounded up if SAME. */
  private static Shape kerasShape(Window window, Shape example) {
    long[] output = example.asArray();
    for (int i = 0; i < window.size().size(); i++) {
      double strides = window.strides().get(i);
      output[i] =
          window.padding() == Padding.VALID
              ? (long) Math.floor((output[i] - window.size().get(i)) / strides) + 1
              : (long) Math.ceil(output[i] / strides);
    }
    return Shape.of(output);
  }

  /** Pools two examples, every kind seen as a volume. */
  private static float[] loops(Window window, Shape example, float[] input, boolean max) {
    int[] in = {1, 1, 1};
    long[] size = {1, 1, 1};
    long[] strides = {1, 1, 1};
    long[] before = {0, 0, 0};
    int[] out = {1, 1, 1};
    int dimensions = window.size().size();
    Shape output = kerasShape(window, example);
    for (int i = 0; i < dimensions; i++) {
      int axis = 3 - dimensions + i;
      in[axis] = Math.toIntExact(example.get(i));
      size[axis] = window.size().get(i);
      strides[axis] = window.strides().get(i);
      out[axis] = Math.toIntExact(output.get(i));
      if (window.padding() == Padding.SAME) {
        before[axis] = Math.max(0, (out[axis] - 1) * strides[axis] + size[axis] - in[axis]) / 2;
      }
    }
    int channels = Math.toIntExact(example.get(-1));
    float[] pooled = new float[2 * out[0] * out[1] * out[2] * channels];
    int next = 0;
    for (int b = 0; b < 2; b++) {
      for (int d = 0; d < out[0]; d++) {
        for (int h = 0; h < out[1]; h++) {
          for (int w = 0; w < out[2]; w++) {
            for (int c = 0; c < channels; c++) {
              int[] at = {d, h, w};
              double sum = 0;
              double highest = Double.NEGATIVE_INFINITY;
              int count = 0;
              for (int i = 0; i < in[0] * in[1] * in[2]; i++) {
                int[] from = {i / (in[1] * in[2]), i / in[2] % in[1], i % in[2]};
                boolean inside = true;
                for (int axis = 0; axis < 3; axis++) {
                  long first = at[axis] * strides[axis] - before[axis];
                  inside &= from[axis] >= first && from[axis] < first + size[axis];
                }
                if (inside) {
                  float value = input[(b * in[0] * in[1] * in[2] + i) * channels + c];
                  sum += value;
                  highest = Math.max(highest, value);
                  count++;
                }
              }
              pooled[next++] = (float) (max ? highest : sum / count);
            }
          }
        }
      }
    }
    return pooled;
  }

  private static float[] random(int count) {
    Random random = new Random(count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.7f;
    }
    return values;
  }

  @Test
  void theStridesAreTheWindowsUnlessGiven() {
    assertThat(MaxPooling1D.of(3).strides()).isEqualTo(3);
    assertThat(MaxPooling2D.of(Size2D.of(2, 3)).strides()).isEqualTo(Size2D.of(2, 3));
    assertThat(MaxPooling3D.of(Size3D.of(2, 3, 4)).strides()).isEqualTo(Size3D.of(2, 3, 4));
    assertThat(AveragePooling1D.of(3).strides()).isEqualTo(3);
    assertThat(AveragePooling2D.of(3).strides()).isEqualTo(Size2D.of(3));
    assertThat(AveragePooling3D.of(3).strides()).isEqualTo(Size3D.of(3));
  }

  static Stream<Arguments> globals() {
    return Stream.of(
        Arguments.of(GlobalMaxPooling1D.of(), true, "[?, 2]", Shape.of(3, 2)),
        Arguments.of(GlobalMaxPooling1D.of().withKeepDims(true), true, "[?, 1, 2]", Shape.of(3, 2)),
        Arguments.of(GlobalMaxPooling2D.of(), true, "[?, 2]", Shape.of(3, 4, 2)),
        Arguments.of(
            GlobalMaxPooling2D.of().withKeepDims(true), true, "[?, 1, 1, 2]", Shape.of(3, 4, 2)),
        Arguments.of(GlobalMaxPooling3D.of(), true, "[?, 2]", Shape.of(3, 2, 2, 2)),
        Arguments.of(
            GlobalMaxPooling3D.of().withKeepDims(true),
            true,
            "[?, 1, 1, 1, 2]",
            Shape.of(3, 2, 2, 2)),
        Arguments.of(GlobalAveragePooling1D.of(), false, "[?, 2]", Shape.of(3, 2)),
        Arguments.of(
            GlobalAveragePooling1D.of().withKeepDims(true), false, "[?, 1, 2]", Shape.of(3, 2)),
        Arguments.of(GlobalAveragePooling2D.of(), false, "[?, 2]", Shape.of(3, 4, 2)),
        Arguments.of(
            GlobalAveragePooling2D.of().withKeepDims(true),
            false,
            "[?, 1, 1, 2]",
            Shape.of(3, 4, 2)),
        Arguments.of(GlobalAveragePooling3D.of(), false, "[?, 2]", Shape.of(3, 2, 2, 2)),
        Arguments.of(
            GlobalAveragePooling3D.of().withKeepDims(true),
            false,
            "[?, 1, 1, 1, 2]",
            Shape.of(3, 2, 2, 2)));
  }

  @ParameterizedTest
  @MethodSource("globals")
  void globalPoolingLeavesOneValueAChannel(
      UnaryLayer layer, boolean max, String outputShape, Shape example) {
    int values = Math.toIntExact(example.size() / 2);
    float[] input = random(4 * values);
    float[] expected = new float[4];
    for (int i = 0; i < 4; i++) {
      double sum = 0;
      double highest = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < values; j++) {
        float value = input[(i / 2 * values + j) * 2 + i % 2];
        sum += value;
        highest = Math.max(highest, value);
      }
      expected[i] = (float) (max ? highest : sum / values);
    }
    assertThat(LayerRun.of(layer, example).infer(input)).containsExactly(expected, within(1e-6f));
    assertThat(Shapes.format(layer.outputShape(withBatch(example)))).isEqualTo(outputShape);
    GradientCheck.check(layer, example);
  }

  @Test
  void equalMaximaShareTheGradientOfGlobalPooling() {
    Model model = Sequential.of(Input.of(2, 2, 2), GlobalMaxPooling2D.of());
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      // Channel 0: 5, 5, 1, 0; channel 1: -1, -4, -2, -3.
      Operand<TFloat32> x =
          tf.constant(new float[][][][] {{{{5, -1}, {5, -4}}, {{1, -2}, {0, -3}}}});
      Operand<TFloat32> y =
          model.build(tf, List.of(), List.of(x), Optional.empty()).outputs().get(0);
      Operand<TFloat32> loss =
          tf.reduceSum(tf.math.mul(y, tf.constant(new float[] {6, 7})), tf.array(0, 1));
      Operand<TFloat32> gradient = Gradients.add(loss, List.of(x)).get(0);
      try (Session session = new Session(graph);
          Result result = session.runner().fetch(gradient).run()) {
        assertThat(Tensors.toFloats(result.get(0))).containsExactly(3, 7, 3, 0, 0, 0, 0, 0);
      }
    }
  }

  @Test
  void biasAndReluMayStandBehindEveryKindOfMaximum() {
    Conv2D convolution = Conv2D.of(2, 2).withActivation(Activations.RELU);
    float[] input = random(2 * 5 * 4 * 2);
    for (Maxima maxima :
        List.of(
            MaxPooling2D.of(2),
            GlobalMaxPooling2D.of(),
            GlobalMaxPooling2D.of().withKeepDims(true))) {
      Model model = Sequential.of(Input.of(5, 4, 2), convolution, maxima);
      Model rewritten = Rewriting.of(GraphPass.LATE_TAIL).apply(model);
      assertThat(LayerRun.of(rewritten).infer(input)).isEqualTo(LayerRun.of(model).infer(input));
      GradientCheck.check(rewritten);
    }
  }

  @Test
  void aWindowThatIsNoneIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Window.of(List.of(), List.of(), Padding.VALID))
        .withMessage(
            "size: [], strides: [], dilationRate: [] (expected: 1 to 3 numbers each, as many)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Window.of(List.of(2, 2), List.of(1), Padding.SAME));
    List<Integer> size = new ArrayList<>(List.of(2));
    Window window = Window.of(size, List.of(1), Padding.SAME);
    size.set(0, 0);
    assertThat(window.size()).containsExactly(2);
  }

  @Test
  void badArgumentsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MaxPooling1D.of(0))
        .withMessage("poolSize: [0] (expected: >= 1)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AveragePooling1D.of(2).withStrides(-1))
        .withMessage("strides: [-1] (expected: >= 1)");
    List<ThrowingCallable> causal =
        List.of(
            () -> MaxPooling1D.of(2).withPadding(Padding.CAUSAL),
            () -> MaxPooling2D.of(2).withPadding(Padding.CAUSAL),
            () -> MaxPooling3D.of(2).withPadding(Padding.CAUSAL),
            () -> AveragePooling1D.of(2).withPadding(Padding.CAUSAL),
            () -> AveragePooling2D.of(2).withPadding(Padding.CAUSAL),
            () -> AveragePooling3D.of(2).withPadding(Padding.CAUSAL));
    causal.forEach(
        wither ->
            assertThatIllegalArgumentException()
                .isThrownBy(wither)
                .withMessage("padding: CAUSAL (expected: VALID or SAME)"));
  }

  @Test
  void badShapesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AveragePooling3D.of(2).outputShape(Shape.of(-1, 4, 4, 1)))
        .withMessage(
            "input [?, 4, 4, 1] (expected: rank 5, [batch, depth, height, width, channels])");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MaxPooling1D.of(5).outputShape(Shape.of(-1, 4, 1)))
        .withMessage(
            "input [?, 4, 1] (expected: at least 5 steps, the size of the window, or padding SAME)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GlobalMaxPooling1D.of().outputShape(Shape.of(-1, 4)))
        .withMessage("input [?, 4] (expected: rank 3, [batch, steps, channels])");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GlobalAveragePooling2D.of().outputShape(Shape.of(-1, 4, 2)))
        .withMessage("input [?, 4, 2] (expected: rank 4, [batch, height, width, channels])");
  }
}
