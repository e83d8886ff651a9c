package dev.jera.runtime.gradient;

import static dev.jera.runtime.gradient.FiniteDifferences.shape;

import dev.jera.runtime.gradient.FiniteDifferences.Case;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.ReduceProd;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.linalg.EuclideanNorm;
import org.tensorflow.op.linalg.Inv;
import org.tensorflow.op.math.Cumsum;
import org.tensorflow.op.math.Mean;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;

class ReductionGradientsTest {

  @ParameterizedTest
  @MethodSource({"reductions", "segments", "products", "losses"})
  void theGradientIsTheSlope(Case point) {
    FiniteDifferences.check(point);
  }

  static Stream<Case> reductions() {
    return Stream.of(
        Case.apart(
            "Sum, keepDims",
            (tf, x) -> tf.reduceSum(x.get(0), tf.array(0, 2), ReduceSum.keepDims(true)),
            shape(2, 3, 2)),
        Case.apart("Mean", (tf, x) -> tf.math.mean(x.get(0), tf.array(-1)), shape(2, 3)),
        Case.apart(
            "Mean, several axes, keepDims",
            (tf, x) -> tf.math.mean(x.get(0), tf.array(0, -1), Mean.keepDims(true)),
            shape(2, 3, 2)),
        Case.apart("Max", (tf, x) -> tf.reduceMax(x.get(0), tf.constant(1)), shape(2, 4)),
        Case.apart(
            "Max, keepDims",
            (tf, x) -> tf.reduceMax(x.get(0), tf.array(0, 2), ReduceMax.keepDims(true)),
            shape(2, 3, 2)),
        Case.apart("Min", (tf, x) -> tf.reduceMin(x.get(0), tf.array(0)), shape(3, 2)),
        Case.apart("Prod", (tf, x) -> tf.reduceProd(x.get(0), tf.array(1)), shape(2, 3)),
        Case.apart(
            "Prod, keepDims",
            (tf, x) -> tf.reduceProd(x.get(0), tf.array(0, 2), ReduceProd.keepDims(true)),
            shape(2, 2, 2)),
        Case.at(
            "Prod with zeros",
            (tf, x) -> tf.reduceProd(x.get(0), tf.array(1)),
            shape(3, 3),
            0.5f,
            0,
            -1.5f,
            0,
            2,
            0,
            1,
            0.7f,
            0.9f),
        Case.apart("Cumsum", (tf, x) -> tf.math.cumsum(x.get(0), tf.constant(1)), shape(2, 4)),
        Case.apart(
            "Cumsum, exclusive and reverse",
            (tf, x) ->
                tf.math.cumsum(
                    x.get(0), tf.constant(0), Cumsum.exclusive(true), Cumsum.reverse(true)),
            shape(4, 2)),
        Case.apart(
            "EuclideanNorm",
            (tf, x) -> tf.linalg.euclideanNorm(x.get(0), tf.array(-1)),
            shape(3, 3)),
        Case.apart(
            "EuclideanNorm, keepDims",
            (tf, x) ->
                tf.linalg.euclideanNorm(x.get(0), tf.array(0, 2), EuclideanNorm.keepDims(true)),
            shape(2, 2, 3)));
  }

  static Stream<Case> segments() {
    return Stream.of(
        Case.apart(
            "SegmentMean",
            (tf, x) -> tf.math.segmentMean(x.get(0), tf.array(0, 0, 0, 2, 2)),
            shape(5, 2)),
        Case.apart(
            "UnsortedSegmentSum",
            (tf, x) -> tf.math.unsortedSegmentSum(x.get(0), tf.array(2, 0, 2, 1), tf.constant(4)),
            shape(4, 2)),
        Case.apart(
            "UnsortedSegmentMax",
            (tf, x) -> tf.math.unsortedSegmentMax(x.get(0), tf.array(1, 0, 1, 1), tf.constant(2)),
            shape(4, 2)),
        Case.apart(
            "TopKV2",
            (tf, x) -> tf.nn.topK(x.get(0), tf.constant(2), new TopK.Options[0]).values(),
            shape(2, 2, 4)),
        Case.apart(
            "TopKV2 of a vector",
            (tf, x) -> tf.nn.topK(x.get(0), tf.constant(3), new TopK.Options[0]).values(),
            shape(5)));
  }

  static Stream<Case> products() {
    return Stream.of(
        Case.apart(
            "MatMul", (tf, x) -> tf.linalg.matMul(x.get(0), x.get(1)), shape(2, 3), shape(3, 2)),
        Case.apart(
            "BatchMatMulV3, broadcast",
            (tf, x) -> tf.train.batchMatMul(x.get(0), x.get(1), TFloat32.class),
            shape(2, 1, 2, 3),
            shape(2, 3, 2)),
        Case.apart(
            "BatchMatMulV3, transposed",
            (tf, x) ->
                tf.train.batchMatMul(
                    x.get(0),
                    x.get(1),
                    TFloat32.class,
                    BatchMatMul.adjX(true),
                    BatchMatMul.adjY(true)),
            shape(2, 3, 2),
            shape(2, 4, 3)),
        Case.apart(
            "BatchMatMulV2, broadcast",
            (tf, x) ->
                tf.scope()
                    .opBuilder("BatchMatMulV2", "product")
                    .addInput(x.get(0).asOutput())
                    .addInput(x.get(1).asOutput())
                    .build()
                    .<TFloat32>output(0),
            shape(2, 1, 2, 3),
            shape(2, 3, 2)),
        Case.apart(
            "Einsum",
            (tf, x) -> tf.linalg.einsum(List.of(x.get(0), x.get(1)), "bqhd,bkhd->bhqk"),
            shape(1, 2, 2, 3),
            shape(1, 3, 2, 3)),
        Case.apart(
            "Einsum, with an ellipsis",
            (tf, x) -> tf.linalg.einsum(List.of(x.get(0), x.get(1)), "...a,ab->...b"),
            shape(2, 2, 3),
            shape(3, 2)),
        Case.at(
            "MatrixInverse",
            (tf, x) -> tf.linalg.inv(x.get(0)),
            shape(2, 2, 2),
            3,
            1,
            -1,
            2,
            4,
            0.5f,
            1,
            3),
        Case.at(
            "MatrixInverse, adjoint",
            (tf, x) -> tf.linalg.inv(x.get(0), Inv.adjoint(true)),
            shape(2, 2),
            3,
            1,
            -1,
            2));
  }

  static Stream<Case> losses() {
    return Stream.of(
        Case.apart(
            "SoftmaxCrossEntropyWithLogits",
            (tf, x) ->
                tf.nn.softmaxCrossEntropyWithLogits(x.get(0), tf.nn.softmax(x.get(1))).loss(),
            shape(2, 3),
            shape(2, 3)),
        Case.apart(
            "SparseSoftmaxCrossEntropyWithLogits",
            (tf, x) -> tf.nn.sparseSoftmaxCrossEntropyWithLogits(x.get(0), tf.array(2, 0)).loss(),
            shape(2, 3)),
        Case.apart(
            "CTCLoss",
            (tf, x) ->
                tf.nn
                    .ctcLoss(
                        x.get(0),
                        tf.constant(new long[][] {{0, 0}, {0, 1}, {1, 0}}),
                        tf.array(0, 1, 1),
                        tf.array(4, 3))
                    .loss(),
            shape(4, 2, 3)));
  }
}
