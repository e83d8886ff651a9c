package dev.jera.runtime.gradient;

import static dev.jera.runtime.gradient.FiniteDifferences.shape;

import dev.jera.runtime.gradient.FiniteDifferences.Case;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gather;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.types.TInt32;

class ArrayGradientsTest {

  @ParameterizedTest
  @MethodSource({"parts", "gathers", "moves", "paddings"})
  void theGradientIsTheSlope(Case point) {
    FiniteDifferences.check(point);
  }

  static Stream<Case> parts() {
    return Stream.of(
        Case.apart(
            "StridedSlice",
            (tf, x) ->
                tf.stridedSlice(x.get(0), Indices.slice(3, 0, -2), Indices.at(1), Indices.all()),
            shape(4, 3, 2)),
        Case.apart(
            "Slice", (tf, x) -> tf.slice(x.get(0), tf.array(1, 0), tf.array(2, 1)), shape(3, 2)),
        Case.apart(
            "Split",
            (tf, x) -> {
              var parts = tf.split(tf.constant(1), x.get(0), 3L).output();
              return tf.math.mul(parts.get(0), parts.get(2));
            },
            shape(2, 6)),
        Case.apart(
            "SplitV",
            (tf, x) -> {
              var parts = tf.splitV(x.get(0), tf.array(1, 3), tf.constant(-1), 2L).output();
              return tf.math.mul(parts.get(0), parts.get(1));
            },
            shape(2, 4)),
        Case.apart(
            "Unpack",
            (tf, x) -> {
              var parts = tf.unstack(x.get(0), 3L, Unstack.axis(1L)).output();
              return tf.math.mul(parts.get(0), parts.get(2));
            },
            shape(2, 3)),
        Case.apart("Pack", (tf, x) -> tf.stack(x, Stack.axis(-1L)), shape(2, 3), shape(2, 3)),
        Case.apart("ConcatV2", (tf, x) -> tf.concat(x, tf.constant(-1)), shape(2, 1), shape(2, 3)),
        Case.apart(
            "ConcatV2 of more than a handful",
            (tf, x) -> tf.concat(x, tf.constant(0)),
            IntStream.rangeClosed(1, 12)
                .mapToObj(size -> shape(size % 3 + 1))
                .toArray(Shape[]::new)));
  }

  static Stream<Case> gathers() {
    return Stream.of(
        Case.apart(
            "GatherV2",
            (tf, x) -> tf.gather(x.get(0), tf.array(2, 0, 2), tf.constant(0)),
            shape(3, 2)),
        Case.apart(
            "GatherV2, axis 1",
            (tf, x) -> tf.gather(x.get(0), ids(tf), tf.constant(1)),
            shape(2, 3, 2)),
        Case.apart(
            "GatherV2, batch_dims 1",
            (tf, x) -> tf.gather(x.get(0), ids(tf), tf.constant(1), Gather.batchDims(1L)),
            shape(2, 3, 2)),
        Case.apart(
            "GatherV2, batch_dims 1, axis 2",
            (tf, x) -> tf.gather(x.get(0), ids(tf), tf.constant(2), Gather.batchDims(1L)),
            shape(2, 2, 3)),
        Case.apart("GatherNd", (tf, x) -> tf.gatherNd(x.get(0), ids(tf)), shape(3, 3, 2)),
        Case.apart(
            "ScatterNd",
            (tf, x) ->
                tf.scatterNd(tf.constant(new int[][] {{1}, {3}, {1}}), x.get(0), tf.array(4)),
            shape(3)),
        Case.apart(
            "TensorScatterAdd",
            (tf, x) ->
                tf.tensorScatterNdAdd(x.get(0), tf.constant(new int[][] {{1}, {3}, {1}}), x.get(1)),
            shape(4, 2),
            shape(3, 2)),
        Case.apart(
            "TensorScatterUpdate",
            (tf, x) ->
                tf.tensorScatterNdUpdate(x.get(0), tf.constant(new int[][] {{1}, {3}}), x.get(1)),
            shape(4, 2),
            shape(2, 2)));
  }

  static Stream<Case> moves() {
    return Stream.of(
        Case.apart("Reshape", (tf, x) -> tf.reshape(x.get(0), tf.array(3, -1)), shape(2, 3)),
        Case.apart("ExpandDims", (tf, x) -> tf.expandDims(x.get(0), tf.constant(1)), shape(2, 2)),
        Case.apart("Squeeze", (tf, x) -> tf.squeeze(x.get(0), Squeeze.axis(1L)), shape(2, 1, 2)),
        Case.apart(
            "Transpose",
            (tf, x) -> tf.linalg.transpose(x.get(0), tf.array(2, 0, 1)),
            shape(2, 3, 2)),
        Case.apart("ReverseV2", (tf, x) -> tf.reverse(x.get(0), tf.array(0, -1)), shape(2, 2, 3)),
        Case.apart("Roll", (tf, x) -> tf.roll(x.get(0), tf.array(1), tf.array(1)), shape(2, 3)),
        Case.apart("Tile", (tf, x) -> tf.tile(x.get(0), tf.array(2, 3)), shape(2, 2)),
        Case.apart(
            "BroadcastTo", (tf, x) -> tf.broadcastTo(x.get(0), tf.array(2, 3, 2)), shape(3, 1)),
        Case.apart("Fill", (tf, x) -> tf.fill(tf.array(2, 3), x.get(0)), Shape.scalar()),
        Case.apart(
            "MatrixBandPart",
            (tf, x) -> tf.linalg.bandPart(x.get(0), tf.constant(1L), tf.constant(0L)),
            shape(2, 3, 3)),
        Case.apart(
            "ReverseSequence",
            (tf, x) -> tf.reverseSequence(x.get(0), tf.array(2, 3), 1L),
            shape(2, 4, 2)),
        Case.apart("SpaceToDepth", (tf, x) -> tf.nn.spaceToDepth(x.get(0), 2L), shape(1, 4, 2, 2)),
        Case.apart("DepthToSpace", (tf, x) -> tf.nn.depthToSpace(x.get(0), 2L), shape(1, 2, 1, 8)),
        Case.apart(
            "SpaceToBatchND",
            (tf, x) -> tf.spaceToBatchNd(x.get(0), tf.array(2, 2), pads(tf)),
            shape(1, 3, 3, 1)),
        Case.apart(
            "BatchToSpaceND",
            (tf, x) -> tf.batchToSpaceNd(x.get(0), tf.array(2, 2), pads(tf)),
            shape(4, 2, 2, 1)));
  }

  static Stream<Case> paddings() {
    return Stream.of(
        Case.apart("PadV2", (tf, x) -> tf.pad(x.get(0), pads(tf), tf.constant(1f)), shape(2, 3)),
        Case.apart(
            "MirrorPad REFLECT",
            (tf, x) -> tf.mirrorPad(x.get(0), pads(tf), "REFLECT"),
            shape(2, 3)),
        Case.apart(
            "MirrorPad SYMMETRIC",
            (tf, x) -> tf.mirrorPad(x.get(0), pads(tf), "SYMMETRIC"),
            shape(2, 3)));
  }

  private static Operand<TInt32> ids(Ops tf) {
    return tf.constant(new int[][] {{2, 0}, {1, 1}});
  }

  private static Operand<TInt32> pads(Ops tf) {
    return tf.constant(new int[][] {{0, 1}, {1, 0}});
  }
}
