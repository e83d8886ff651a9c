package dev.jera.model.layer.merging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.jera.model.GradientCheck;
import dev.jera.model.GradientCheckAt;
import dev.jera.model.Input;
import dev.jera.model.Layer;
import dev.jera.model.LayerRun;
import dev.jera.model.Model;
import dev.jera.model.SymbolicTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

class MergingTest {
  private static final Shape PAIR = Shape.of(2);

  static Stream<Arguments> valueByValue() {
    return Stream.of(
        Arguments.of(Add.of(), new float[] {11, 9}),
        Arguments.of(Average.of(), new float[] {11 / 3f, 3}),
        Arguments.of(Multiply.of(), new float[] {-24, 0}),
        Arguments.of(Maximum.of(), new float[] {12, 7}),
        Arguments.of(Minimum.of(), new float[] {-2, 0}));
  }

  @ParameterizedTest
  @MethodSource("valueByValue")
  void valuesAreMergedOneByOne(Layer layer, float[] expected) {
    float[] merged =
        LayerRun.of(layer, PAIR, PAIR, PAIR)
            .infer(new float[] {1, 7}, new float[] {12, 0}, new float[] {-2, 2});
    assertThat(merged).containsExactly(expected, within(1e-6f));
    checkGradients(layer, PAIR, PAIR);
    checkGradients(layer, Shape.of(5), Shape.of(5), Shape.of(5));
  }

  @ParameterizedTest
  @MethodSource("valueByValue")
  void sizesOfOneAreStretched(Layer layer) {
    Shape[] examples = {Shape.of(3, 1, 2), Shape.of(1, 2, 2), Shape.of(3, 2, 1)};
    assertThat(outputShape(layer, examples)).isEqualTo(Shape.of(3, 2, 2));
    checkGradients(layer, examples);
  }

  @Test
  void stretchedSizesMeetEveryValue() {
    assertThat(
            LayerRun.of(Add.of(), Shape.of(2, 1), Shape.of(1, 2))
                .infer(new float[] {1, 2, 3, 4}, new float[] {10, 20, 30, 40}))
        .containsExactly(11, 21, 12, 22, 33, 43, 34, 44);
  }

  @Test
  void subtractTakesTheSecondFromTheFirst() {
    assertThat(LayerRun.of(Subtract.of(), PAIR, PAIR).infer(new float[] {1, 7}, new float[] {5, 2}))
        .containsExactly(-4, 5);
    GradientCheck.check(Subtract.of(), PAIR, PAIR);
    GradientCheck.check(Subtract.of(), Shape.of(1, 3), Shape.of(2, 1));
  }

  @Test
  void concatenateJoinsAlongItsAxis() {
    Shape tall = Shape.of(2, 2);
    Shape low = Shape.of(1, 2);
    assertThat(
            LayerRun.of(Concatenate.of(1), tall, low)
                .infer(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, new float[] {-1, -2, -3, -4}))
        .containsExactly(1, 2, 3, 4, -1, -2, 5, 6, 7, 8, -3, -4);
    assertThat(outputShape(Concatenate.of(), Shape.of(4, 3), Shape.of(4, 1), Shape.of(4, 2)))
        .isEqualTo(Shape.of(4, 6));
    GradientCheck.check(Concatenate.of(1), tall, low);
    GradientCheck.check(Concatenate.of(), Shape.of(3), Shape.of(1), Shape.of(2));
    GradientCheck.check(
        Concatenate.of(-2), Shape.of(2, 1, 1, 1, 1, 3, 1), Shape.of(2, 1, 1, 1, 1, 1, 1));
  }

  @Test
  void dotMultipliesVectorsOfEachExample() {
    assertThat(
            LayerRun.of(Dot.of(1), PAIR, PAIR)
                .infer(new float[] {1, 2, 3, 4}, new float[] {10, 20, 30, 40}))
        .containsExactly(50, 250);
    // Rows of the first, 2 by 3, with columns of the second, 3 by 2: a product of matrices.
    assertThat(
            LayerRun.of(Dot.of(2, 1), Shape.of(2, 3), Shape.of(3, 2))
                .infer(new float[] {1, 2, 3, 4, 5, 6}, new float[] {1, 2, 3, 4, 5, 6}))
        .containsExactly(22, 28, 49, 64);
    assertThat(
            LayerRun.of(Dot.of(1, 2), Shape.of(2, 3), Shape.of(3, 2))
                .infer(new float[] {1, 2, 3, 4, 5, 6}, new float[] {1, 2, 3, 4, 5, 6}))
        .as("columns of the first, rows of the second")
        .containsExactly(9, 19, 29, 12, 26, 40, 15, 33, 51);
  }

  @Test
  void dotKeepsTheOtherAxesInTheirOrder() {
    assertThat(outputShape(Dot.of(2, 1), Shape.of(4, 3, 5), Shape.of(3, 2)))
        .isEqualTo(Shape.of(4, 5, 2));
    assertThat(outputShape(Dot.of(-1), Shape.of(4), Shape.of(3, 4))).isEqualTo(Shape.of(3));
    float[] x = count(24);
    float[] y = count(6);
    float[] expected = new float[4 * 2 * 2];
    for (int a = 0; a < 4; a++) {
      for (int b = 0; b < 2; b++) {
        for (int c = 0; c < 2; c++) {
          for (int k = 0; k < 3; k++) {
            expected[(a * 2 + b) * 2 + c] += x[(a * 3 + k) * 2 + b] * y[k * 2 + c];
          }
        }
      }
    }
    assertThat(LayerRun.of(Dot.of(2, 1), Shape.of(4, 3, 2), Shape.of(3, 2)).infer(x, y))
        .isEqualTo(expected);
  }

  @Test
  void normalizedDotIsTheCosineAndOfZeroZero() {
    assertThat(
            LayerRun.of(Dot.of(1).withNormalize(true), PAIR, PAIR)
                .infer(new float[] {3, 4, 0, 0}, new float[] {20, 0, 5, 5}))
        .containsExactly(new float[] {0.6f, 0}, within(1e-6f));
  }

  @Test
  void gradientsOfDotAreRight() {
    GradientCheck.check(Dot.of(1), Shape.of(3), Shape.of(3));
    GradientCheck.check(Dot.of(2, 1), Shape.of(2, 3), Shape.of(3, 2));
    GradientCheck.check(Dot.of(1, 2), Shape.of(3, 2), Shape.of(2, 3, 2));
    // Long vectors: the slopes of short ones bend within a step.
    GradientCheck.check(Dot.of(1).withNormalize(true), Shape.of(20), Shape.of(20));
  }

  @Test
  void inputsAreChecked() {
    checkMessage(Add.of(), "1 inputs (expected: at least 2)", Shape.of(4));
    checkMessage(Concatenate.of(), "1 inputs (expected: at least 2)", Shape.of(4));
    checkMessage(Subtract.of(), "3 inputs (expected: 2)", PAIR, PAIR, PAIR);
    checkMessage(Dot.of(1), "3 inputs (expected: 2)", PAIR, PAIR, PAIR);
    checkMessage(
        Maximum.of(),
        "inputs [?, 4], [?, 5] (expected: shapes that are equal, or 1 where they differ)",
        Shape.of(4),
        Shape.of(5));
    checkMessage(
        Multiply.of(),
        "inputs [?, 4], [?, 2, 4] (expected: the same rank; Reshape adds axes of size 1)",
        Shape.of(4),
        Shape.of(2, 4));
    checkMessage(
        Minimum.of(),
        "inputs [?, 1, 2, 1, 2, 1], [?, 2, 1, 2, 1, 2] (expected: shapes that are equal, or rank 5 at most)",
        Shape.of(1, 2, 1, 2, 1),
        Shape.of(2, 1, 2, 1, 2));
    checkMessage(
        Concatenate.of(),
        "inputs [?, 2, 4], [?, 3, 4] (expected: sizes that are equal but along axis -1)",
        Shape.of(2, 4),
        Shape.of(3, 4));
    checkMessage(
        Dot.of(1),
        "inputs [?, 2], [?, 3, 2] (expected: equal sizes along axes [1, 1])",
        PAIR,
        Shape.of(3, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Concatenate.of(0))
        .withMessage("axis: 0 (expected: not the batch; -1 is the last)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Dot(List.of(1), false))
        .withMessage("axes: [1] (expected: 2, one of each input)");
  }

  /** At values that are nowhere equal: there a maximum has no slope. */
  private static void checkGradients(Layer layer, Shape... examples) {
    SymbolicTensor[] inputs =
        Arrays.stream(examples)
            .map(example -> Input.of(example.asArray()).tensor())
            .toArray(SymbolicTensor[]::new);
    Random random = new Random(1);
    float[][] values = new float[examples.length][];
    for (int i = 0; i < values.length; i++) {
      values[i] = new float[2 * (int) examples[i].size()];
      for (int j = 0; j < values[i].length; j++) {
        values[i][j] = 0.5f * random.nextInt(10) + 0.1f * i;
      }
    }
    GradientCheckAt.check(Model.of(List.of(inputs), List.of(layer.on(inputs))), values);
  }

  private static void checkMessage(Layer layer, String message, Shape... examples) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> outputShape(layer, examples))
        .withMessage(message);
  }

  /** Without the batch. */
  private static Shape outputShape(Layer layer, Shape... examples) {
    List<Shape> inputs = Arrays.stream(examples).map(Shape.of(-1)::append).toList();
    Shape output = layer.outputShapes(inputs).get(0);
    return output.takeLast(output.numDimensions() - 1);
  }

  private static float[] count(int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = i;
    }
    return values;
  }
}
