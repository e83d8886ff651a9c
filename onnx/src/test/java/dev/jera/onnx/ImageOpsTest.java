package dev.jera.onnx;

import static dev.jera.onnx.OpBundle.assertSame;
import static dev.jera.onnx.OpBundle.batch;
import static dev.jera.onnx.OpBundle.random;
import static dev.jera.onnx.OpBundle.weights;
import static dev.jera.onnx.OpBundle.write;
import static java.util.Map.entry;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jera.onnx.OpBundle.Function;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.op.image.ResizeNearestNeighbor;
import org.tensorflow.op.math.Mean;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.op.nn.DepthwiseConv2dNative;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;

/** Each function of images [batch, rows, columns, 3], for two batches, of fixed and open sizes. */
class ImageOpsTest {
  @TempDir private Path directory;

  private static Map<String, Function> functions() {
    return Map.ofEntries(
        entry("conv valid", (tf, x) -> conv(tf, x, "VALID", 1)),
        entry("conv same", (tf, x) -> conv(tf, x, "SAME", 1)),
        entry("conv same with strides", (tf, x) -> conv(tf, x, "SAME", 2)),
        entry(
            "conv of an even kernel",
            (tf, x) -> tf.nn.conv2d(x, weights(tf, 2, 4, 3, 5), steps(2), "SAME")),
        entry(
            "conv in groups",
            (tf, x) ->
                tf.nn.conv2d(
                    tf.concat(List.of(x, x), tf.constant(3)),
                    weights(tf, 3, 3, 3, 4),
                    steps(1),
                    "VALID")),
        entry("conv dilated", (tf, x) -> conv(tf, x, "VALID", 1, Conv2d.dilations(steps(2)))),
        entry(
            "conv with explicit padding",
            (tf, x) ->
                conv(
                    tf,
                    x,
                    "EXPLICIT",
                    1,
                    Conv2d.explicitPaddings(List.of(0L, 0L, 1L, 2L, 3L, 0L, 0L, 0L)))),
        entry(
            "depthwise",
            (tf, x) -> tf.nn.depthwiseConv2dNative(x, weights(tf, 3, 3, 3, 2), steps(1), "SAME")),
        entry(
            "depthwise with strides",
            (tf, x) ->
                tf.nn.depthwiseConv2dNative(
                    x,
                    weights(tf, 3, 3, 3, 1),
                    steps(2),
                    "VALID",
                    DepthwiseConv2dNative.dilations(steps(1)))),
        entry(
            "max pooling",
            (tf, x) -> tf.nn.maxPool(x, tf.array(1, 3, 2, 1), tf.array(1, 2, 2, 1), "SAME")),
        entry(
            "max pooling that drops a border",
            (tf, x) -> tf.nn.maxPool(x, tf.array(1, 2, 2, 1), tf.array(1, 2, 2, 1), "VALID")),
        entry(
            "average pooling",
            (tf, x) -> tf.nn.avgPool(x, List.of(1L, 3L, 3L, 1L), steps(2), "SAME")),
        entry("batch norm", ImageOpsTest::batchNorm),
        entry(
            "bias and activation of a conv",
            (tf, x) ->
                tf.nn.relu6(tf.nn.biasAdd(conv(tf, x, "SAME", 1), tf.array(0.5f, -1, 2, 0)))),
        entry(
            "residual",
            (tf, x) -> {
              Operand<TFloat32> y = conv(tf, x, "SAME", 1);
              Operand<TFloat32> z = tf.nn.conv2d(y, weights(tf, 1, 1, 4, 4), steps(1), "SAME");
              return tf.nn.relu(tf.math.add(y, z));
            }),
        entry(
            "conv joined with its input",
            (tf, x) -> tf.concat(List.of(conv(tf, x, "SAME", 1), x), tf.constant(-1))),
        entry("global mean", (tf, x) -> tf.math.mean(conv(tf, x, "SAME", 1), tf.array(1, 2))),
        entry(
            "mean that keeps axes",
            (tf, x) ->
                tf.math.mul(
                    conv(tf, x, "SAME", 1),
                    tf.math.mean(conv(tf, x, "SAME", 1), tf.array(1, 2), Mean.keepDims(true)))),
        entry("maximum over rows", (tf, x) -> tf.max(conv(tf, x, "SAME", 1), tf.constant(1))),
        entry(
            "padding of a conv",
            (tf, x) ->
                tf.pad(
                    conv(tf, x, "SAME", 1),
                    tf.constant(new int[][] {{0, 0}, {1, 2}, {3, 0}, {0, 1}}),
                    tf.constant(0.5f))),
        entry(
            "transposition of a conv",
            (tf, x) -> tf.linalg.transpose(conv(tf, x, "SAME", 1), tf.array(0, 3, 1, 2))),
        entry("softmax of a conv", (tf, x) -> tf.nn.softmax(conv(tf, x, "SAME", 1))),
        entry(
            "product with a row of a conv",
            (tf, x) -> tf.math.mul(conv(tf, x, "SAME", 1), weights(tf, 5, 1))),
        entry(
            "bilinear",
            (tf, x) ->
                tf.image.resizeBilinear(x, tf.array(9, 4), ResizeBilinear.halfPixelCenters(true))),
        entry(
            "bilinear, corners aligned",
            (tf, x) ->
                tf.image.resizeBilinear(x, tf.array(3, 13), ResizeBilinear.alignCorners(true))),
        entry("bilinear, old", (tf, x) -> tf.image.resizeBilinear(x, tf.array(12, 10))),
        entry(
            "nearest",
            (tf, x) ->
                tf.image.resizeNearestNeighbor(
                    x, tf.array(12, 7), ResizeNearestNeighbor.halfPixelCenters(true))),
        entry("nearest, old", (tf, x) -> tf.image.resizeNearestNeighbor(x, tf.array(4, 11))));
  }

  @Test
  void eachIsWhatTensorFlowGives() {
    assertSame(
        write(directory.resolve("fixed"), Shape.of(-1, 6, 5, 3), functions()),
        random(1, 6, 5, 3),
        random(4, 6, 5, 3));
  }

  @Test
  void eachIsWhatTensorFlowGivesForAnySize() {
    assertSame(
        write(directory.resolve("open"), Shape.of(-1, -1, -1, 3), functions()),
        random(2, 6, 5, 3),
        random(1, 9, 5, 3));
  }

  @ParameterizedTest
  @MethodSource("transposed")
  void aTransposedConvolutionIsToo(String padding, int rows, int columns) {
    Function function =
        (tf, x) ->
            tf.nn.conv2dBackpropInput(
                tf.stack(
                    List.of(batch(tf, x), tf.constant(rows), tf.constant(columns), tf.constant(4))),
                weights(tf, 3, 2, 4, 3),
                x,
                steps(2),
                padding);
    assertSame(write(directory.resolve("1"), Shape.of(-1, 6, 5, 3), function), random(2, 6, 5, 3));
  }

  static Stream<Arguments> transposed() {
    return Stream.of(
        arguments("SAME", 12, 10),
        arguments("SAME", 11, 9),
        arguments("VALID", 13, 10),
        arguments("VALID", 14, 11));
  }

  @Test
  void aDilatedConvolutionThroughTheBatchIsToo() {
    Function function =
        (tf, x) -> {
          var blocks = tf.array(2, 3);
          var phases = tf.spaceToBatchNd(x, blocks, tf.constant(new int[][] {{1, 1}, {3, 4}}));
          var touching = tf.nn.conv2d(phases, weights(tf, 2, 2, 3, 4), steps(1), "VALID");
          return tf.batchToSpaceNd(touching, blocks, tf.constant(new int[][] {{0, 1}, {2, 0}}));
        };
    assertSame(
        write(directory.resolve("1"), Shape.of(-1, 6, 5, 3), function),
        random(1, 6, 5, 3),
        random(3, 6, 5, 3));
  }

  /** Strides or dilations: as many rows as columns. */
  private static List<Long> steps(long pixels) {
    return List.of(1L, pixels, pixels, 1L);
  }

  private static Operand<TFloat32> conv(
      Ops tf, Operand<TFloat32> x, String padding, long stride, Conv2d.Options... options) {
    return tf.nn.conv2d(x, weights(tf, 3, 3, 3, 4), steps(stride), padding, options);
  }

  private static Operand<TFloat32> batchNorm(Ops tf, Operand<TFloat32> x) {
    return tf.nn
        .fusedBatchNorm(
            x,
            tf.array(1f, 2f, 0.5f),
            tf.array(0f, -1f, 3f),
            tf.array(0.1f, 0.2f, -0.3f),
            tf.array(1f, 0.5f, 4f),
            FusedBatchNorm.isTraining(false),
            FusedBatchNorm.epsilon(0.001f))
        .y();
  }
}
