package dev.jera.runtime.gradient;

import static dev.jera.runtime.gradient.FiniteDifferences.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import dev.jera.runtime.gradient.FiniteDifferences.Case;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gather;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.nn.BlockLSTM;
import org.tensorflow.op.nn.Conv2d;
import org.tensorflow.op.nn.Conv2dBackpropInput;
import org.tensorflow.op.nn.Conv3d;
import org.tensorflow.op.nn.DepthwiseConv2dNative;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.op.nn.MaxPool;
import org.tensorflow.types.TFloat32;

class RefusedGradientsTest {
  private static final List<Long> ONE = List.of(1L, 1L, 1L, 1L);
  private static final List<Long> TWO = List.of(1L, 2L, 2L, 1L);
  private static final List<Long> ONE_3D = List.of(1L, 1L, 1L, 1L, 1L);
  private static final Shape IMAGES = shape(1, 6, 6, 2);
  private static final Shape KERNEL = shape(2, 2, 2, 2);

  @ParameterizedTest(name = "{0} with {1}")
  @MethodSource({"convolutions", "others"})
  void whatIsKnownToBeWrongIsRefusedWithARemedy(
      String op, String fault, String remedy, FiniteDifferences.Function function, Shape[] shapes) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      List<Operand<TFloat32>> x =
          Stream.of(shapes)
              .<Operand<TFloat32>>map(
                  shape -> tf.placeholder(TFloat32.class, Placeholder.shape(shape)))
              .toList();
      Operand<TFloat32> loss = sum(tf, function.apply(tf.withSubScope("layer_1"), x));
      assertThatExceptionOfType(GradientException.class)
          .isThrownBy(() -> Gradients.add(loss, x))
          .withMessageStartingWith("Node 'layer_1/")
          .withMessageContaining(op)
          .withMessageContaining(fault)
          .withMessageContaining("(use: ")
          .withMessageContaining(remedy);
    }
  }

  static Stream<Arguments> convolutions() {
    return Stream.of(
        refused(
            "Conv2D",
            "data_format NCHW",
            "channels last",
            (tf, x) -> tf.nn.conv2d(x.get(0), x.get(1), ONE, "SAME", Conv2d.dataFormat("NCHW")),
            shape(1, 2, 6, 6),
            KERNEL),
        refused(
            "Conv2D",
            "padding EXPLICIT",
            "pad before it",
            (tf, x) ->
                tf.nn.conv2d(
                    x.get(0),
                    x.get(1),
                    ONE,
                    "EXPLICIT",
                    Conv2d.explicitPaddings(0L, 0L, 1L, 0L, 1L, 0L, 0L, 0L)),
            IMAGES,
            KERNEL),
        refused(
            "Conv2DBackpropInput",
            "dilations [1, 2, 2, 1]",
            "spaceToBatchND",
            (tf, x) ->
                tf.nn.conv2dBackpropInput(
                    tf.array(1, 6, 6, 2),
                    x.get(0),
                    x.get(1),
                    ONE,
                    "SAME",
                    Conv2dBackpropInput.dilations(1L, 2L, 2L, 1L)),
            KERNEL,
            IMAGES),
        refused(
            "DepthwiseConv2dNative",
            "dilations [1, 2, 2, 1]",
            "spaceToBatchND",
            (tf, x) ->
                tf.nn.depthwiseConv2dNative(
                    x.get(0),
                    x.get(1),
                    ONE,
                    "SAME",
                    DepthwiseConv2dNative.dilations(1L, 2L, 2L, 1L)),
            IMAGES,
            KERNEL),
        refused(
            "Conv2D",
            "kernel [1, 1, 2, 3] trained, and strides [1, 2, 2, 1]",
            "tf.nn.avgPool of single values",
            (tf, x) -> tf.nn.conv2d(x.get(0), x.get(1), TWO, "VALID"),
            IMAGES,
            shape(1, 1, 2, 3)),
        refused(
            "Conv2DBackpropInput",
            "kernel [1, 1, 2, 2] trained",
            "tf.nn.avgPool",
            (tf, x) ->
                tf.nn.conv2dBackpropInput(tf.array(1, 12, 12, 2), x.get(0), x.get(1), TWO, "SAME"),
            shape(1, 1, 2, 2),
            IMAGES),
        refused(
            "DepthwiseConv2dNative",
            "kernel [1, 1, 1, 2] trained",
            "tf.nn.avgPool",
            (tf, x) -> tf.nn.depthwiseConv2dNative(x.get(0), x.get(1), TWO, "SAME"),
            shape(1, 6, 6, 1),
            shape(1, 1, 1, 2)),
        refused(
            "Conv3D",
            "dilations [1, 2, 2, 2, 1]",
            "spaceToBatchND",
            (tf, x) ->
                tf.nn.conv3d(
                    x.get(0), x.get(1), ONE_3D, "SAME", Conv3d.dilations(1L, 2L, 2L, 2L, 1L)),
            shape(1, 6, 6, 6, 2),
            shape(2, 2, 2, 2, 2)),
        refused(
            "ExtractImagePatches",
            "rates [1, 2, 2, 1]",
            "slices",
            (tf, x) ->
                tf.image.extractImagePatches(
                    x.get(0), List.of(1L, 2L, 2L, 1L), ONE, List.of(1L, 2L, 2L, 1L), "SAME"),
            IMAGES),
        refused(
            "MaxPoolV2",
            "data_format NCHW",
            "channels last",
            (tf, x) ->
                tf.nn.maxPool(
                    x.get(0),
                    tf.array(1, 1, 2, 2),
                    tf.array(1, 1, 2, 2),
                    "SAME",
                    MaxPool.dataFormat("NCHW")),
            IMAGES));
  }

  static Stream<Arguments> others() {
    return Stream.of(
        refused(
            "LogSoftmax",
            "rank 3",
            "reshape",
            (tf, x) -> tf.nn.logSoftmax(x.get(0)),
            shape(2, 2, 3)),
        refused(
            "GatherV2",
            "axis -1",
            "counted from the front",
            (tf, x) -> tf.gather(x.get(0), tf.array(1, 0), tf.constant(-1)),
            shape(2, 3)),
        refused(
            "GatherV2",
            "batch_dims -1",
            "counted from the front",
            (tf, x) ->
                tf.gather(
                    x.get(0),
                    tf.constant(new int[][] {{1}, {0}}),
                    tf.constant(1),
                    Gather.batchDims(-1L)),
            shape(2, 3)),
        refused(
            "FusedBatchNormV3",
            "outputs [1] in use",
            "outputs [0] alone",
            (tf, x) ->
                tf.nn
                    .fusedBatchNorm(
                        x.get(0),
                        x.get(1),
                        x.get(2),
                        tf.array(new float[0]),
                        tf.array(new float[0]),
                        FusedBatchNorm.isTraining(true))
                    .batchMean()
                    .expect(TFloat32.class),
            IMAGES,
            shape(2),
            shape(2)),
        refused(
            "FusedBatchNormV3",
            "input 3 trained",
            "tf.stopGradient",
            (tf, x) ->
                tf.nn
                    .fusedBatchNorm(
                        x.get(0),
                        x.get(1),
                        x.get(1),
                        x.get(1),
                        tf.array(1f, 1f),
                        FusedBatchNorm.isTraining(false))
                    .y(),
            IMAGES,
            shape(2)),
        refused(
            "PadV2",
            "input 2 trained",
            "tf.stopGradient",
            (tf, x) -> tf.pad(x.get(0), tf.constant(new int[][] {{1, 1}}), x.get(1)),
            shape(3),
            Shape.scalar()),
        refused(
            "SoftmaxCrossEntropyWithLogits",
            "outputs [1] in use",
            "outputs [0] alone",
            (tf, x) ->
                tf.nn
                    .softmaxCrossEntropyWithLogits(x.get(0), x.get(1))
                    .backprop()
                    .expect(TFloat32.class),
            shape(2, 3),
            shape(2, 3)),
        refused(
            "BlockLSTMV2",
            "outputs [0] in use",
            "outputs [1, 6] alone",
            (tf, x) ->
                BlockLSTM.create(
                        tf.scope(),
                        tf.constant(2L),
                        x.get(0),
                        x.get(1),
                        x.get(1),
                        x.get(2),
                        x.get(3),
                        x.get(3),
                        x.get(3),
                        x.get(4))
                    .i(),
            shape(2, 2, 3),
            shape(2, 2),
            shape(5, 8),
            shape(2),
            shape(8)),
        refused(
            "Cumprod",
            "no gradient",
            "cumsum",
            (tf, x) -> tf.math.cumprod(x.get(0), tf.constant(0)),
            shape(3)),
        refused(
            "Ceil",
            "no gradient",
            "tf.stopGradient(tf.math.ceil(x) - x)",
            (tf, x) -> tf.math.ceil(x.get(0)),
            shape(3)),
        refused(
            "Digamma",
            "no gradient",
            "put tf.stopGradient around it",
            (tf, x) -> tf.math.digamma(x.get(0)),
            shape(3)));
  }

  @Test
  void aVariableReadPastItsValueIsRefusedBecauseThatPartWouldBeMissing() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variable<TFloat32> table = new Variables(tf).zeros("table", shape(4, 2));
      Operand<TFloat32> rows =
          tf.withName("rows").resourceGather(table.handle(), tf.array(1, 3), TFloat32.class);
      Operand<TFloat32> loss = tf.math.add(sum(tf, rows), sum(tf, table.value()));
      assertThatExceptionOfType(GradientException.class)
          .isThrownBy(() -> Gradients.add(loss, List.of(table.value())))
          .withMessageContaining("'rows'")
          .withMessageContaining("ResourceGather")
          .withMessageContaining("GatherV2");
    }
  }

  @Test
  void aKernelOfOneValueMayHaveStridesWhereItIsNotTrained() {
    FiniteDifferences.check(
        Case.apart(
            "Conv2D",
            (tf, x) ->
                tf.nn.conv2d(x.get(0), tf.ones(tf.array(1, 1, 2, 3), TFloat32.class), TWO, "VALID"),
            IMAGES));
  }

  @Test
  void aKernelOfOneValueMayHaveStridesWhereChannelsAreMany() {
    FiniteDifferences.check(
        Case.apart(
            "Conv2D",
            (tf, x) -> tf.nn.conv2d(x.get(0), x.get(1), TWO, "VALID"),
            shape(1, 4, 4, 16),
            shape(1, 1, 16, 2)));
    FiniteDifferences.check(
        Case.apart(
            "DepthwiseConv2dNative",
            (tf, x) -> tf.nn.depthwiseConv2dNative(x.get(0), x.get(1), TWO, "VALID"),
            IMAGES,
            shape(1, 1, 2, 2)));
  }

  @Test
  void anOpWithoutAGradientMayStandBehindStopGradient() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(shape(3)));
      Operand<TFloat32> rounded = tf.stopGradient(tf.math.sub(tf.math.round(x), x));
      Operand<TFloat32> loss = sum(tf, tf.math.add(x, rounded));
      assertThat(Gradients.add(loss, List.of(x))).hasSize(1);
    }
  }

  private static Arguments refused(
      String op,
      String fault,
      String remedy,
      FiniteDifferences.Function function,
      Shape... shapes) {
    return Arguments.of(op, fault, remedy, function, shapes);
  }

  private static Operand<TFloat32> sum(Ops tf, Operand<TFloat32> x) {
    return tf.reduceSum(tf.reshape(x, tf.array(-1)), tf.constant(0));
  }
}
