package dev.jera.onnx;

import static dev.jera.onnx.OpBundle.assertSame;
import static dev.jera.onnx.OpBundle.batch;
import static dev.jera.onnx.OpBundle.random;
import static dev.jera.onnx.OpBundle.weights;
import static dev.jera.onnx.OpBundle.write;
import static java.util.Map.entry;

import dev.jera.onnx.OpBundle.Function;
import dev.jera.runtime.TensorData;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.core.StridedSlice;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint8;

/** Each function of [batch, 4, 3], for two batches. */
class VectorOpsTest {
  @TempDir private Path directory;

  private static Map<String, Function> functions() {
    return Map.ofEntries(
        entry("relu", (tf, x) -> tf.nn.relu(x)),
        entry("relu6", (tf, x) -> tf.nn.relu6(tf.math.mul(x, tf.constant(5f)))),
        entry("elu", (tf, x) -> tf.nn.elu(x)),
        entry("selu", (tf, x) -> tf.nn.selu(x)),
        entry("leaky relu", (tf, x) -> tf.nn.leakyRelu(x, LeakyRelu.alpha(0.3f))),
        entry("sigmoid", (tf, x) -> tf.math.sigmoid(x)),
        entry("tanh", (tf, x) -> tf.math.tanh(x)),
        entry("softplus", (tf, x) -> tf.math.softplus(x)),
        entry("softsign", (tf, x) -> tf.nn.softsign(x)),
        entry("erf", (tf, x) -> tf.math.erf(x)),
        entry("exp", (tf, x) -> tf.math.exp(x)),
        entry("log", (tf, x) -> tf.math.log(tf.math.square(x))),
        entry("sqrt", (tf, x) -> tf.math.sqrt(tf.math.abs(x))),
        entry("rsqrt", (tf, x) -> tf.math.rsqrt(tf.math.square(x))),
        entry("neg", (tf, x) -> tf.math.neg(x)),
        entry("sign", (tf, x) -> tf.math.sign(x)),
        entry("floor and ceil", (tf, x) -> tf.math.add(tf.math.floor(x), tf.math.ceil(x))),
        entry("round", (tf, x) -> tf.math.rint(tf.math.mul(x, tf.constant(3f)))),
        entry("sine and cosine", (tf, x) -> tf.math.mul(tf.math.sin(x), tf.math.cos(x))),
        entry("reciprocal", (tf, x) -> tf.math.reciprocal(x)),
        entry("softmax", (tf, x) -> tf.nn.softmax(x)),
        entry("log softmax", (tf, x) -> tf.nn.logSoftmax(x)),
        entry("zeros and ones", (tf, x) -> tf.math.sub(tf.zerosLike(x), tf.onesLike(x))),
        entry("sums with a row", (tf, x) -> tf.math.add(x, tf.array(1f, 2f, 3f))),
        entry("sum of three", (tf, x) -> tf.math.addN(List.of(x, x, x))),
        entry("differences", (tf, x) -> tf.math.sub(tf.array(1f, 2f, 3f), x)),
        entry("squared difference", (tf, x) -> tf.math.squaredDifference(x, tf.constant(2f))),
        entry("quotients", (tf, x) -> tf.math.div(x, tf.array(1f, 2f, 3f))),
        entry("powers", (tf, x) -> tf.math.pow(tf.math.abs(x), tf.constant(1.7f))),
        entry("maximum", (tf, x) -> tf.math.maximum(x, tf.array(0f, 0.5f, 1f))),
        entry("minimum", (tf, x) -> tf.math.minimum(x, tf.array(0f, 0.5f, 1f))),
        entry("clipped", (tf, x) -> tf.clipByValue(x, tf.constant(-0.5f), tf.constant(0.7f))),
        entry(
            "chosen",
            (tf, x) ->
                tf.select(
                    tf.math.logicalOr(
                        tf.math.greater(x, tf.constant(1f)), tf.math.less(x, tf.constant(0f))),
                    x,
                    tf.math.exp(x))),
        entry(
            "compared",
            (tf, x) ->
                tf.dtypes.cast(
                    tf.math.logicalAnd(
                        tf.math.notEqual(x, tf.constant(1f)),
                        tf.math.logicalNot(tf.math.greaterEqual(x, tf.constant(0f)))),
                    TFloat32.class)),
        entry(
            "cast and back",
            (tf, x) ->
                tf.dtypes.cast(
                    tf.dtypes.cast(tf.math.mul(x, tf.constant(9f)), TInt32.class), TFloat64.class)),
        entry(
            "matrix product",
            (tf, x) -> tf.linalg.matMul(tf.reshape(x, tf.array(-1, 3)), weights(tf, 3, 5))),
        entry(
            "matrix products transposed",
            (tf, x) ->
                tf.linalg.matMul(
                    weights(tf, 3, 5), tf.reshape(x, tf.array(-1, 3)),
                    MatMul.transposeA(true), MatMul.transposeB(true))),
        entry(
            "batched product",
            (tf, x) -> tf.train.batchMatMul(x, x, TFloat32.class, BatchMatMul.adjY(true))),
        entry("flattened", (tf, x) -> tf.reshape(x, tf.array(-1, 12))),
        entry(
            "reshaped by its own shape",
            (tf, x) ->
                tf.reshape(
                    x,
                    tf.stack(
                        List.of(
                            tf.constant(2),
                            tf.stridedSlice(
                                tf.shape(x),
                                tf.array(0),
                                tf.array(1),
                                tf.array(1),
                                StridedSlice.shrinkAxisMask(1L)),
                            tf.constant(6))))),
        entry(
            "expanded and squeezed",
            (tf, x) ->
                tf.squeeze(
                    tf.expandDims(tf.expandDims(x, tf.constant(-1)), tf.constant(0)),
                    Squeeze.axis(List.of(0L)))),
        entry("transposed", (tf, x) -> tf.linalg.transpose(x, tf.array(2, 0, 1))),
        entry("joined", (tf, x) -> tf.concat(List.of(x, x), tf.constant(1))),
        entry("stacked", (tf, x) -> tf.stack(List.of(x, tf.math.neg(x)), Stack.axis(-1L))),
        entry(
            "unstacked",
            (tf, x) -> {
              var parts = tf.unstack(x, 4L, Unstack.axis(1L)).output();
              return tf.math.sub(parts.get(0), parts.get(3));
            }),
        entry(
            "split",
            (tf, x) -> {
              var parts = tf.split(tf.constant(2), x, 3L).output();
              return tf.math.mul(parts.get(2), parts.get(0));
            }),
        entry(
            "split unevenly",
            (tf, x) -> tf.splitV(x, tf.array(1L, 3L), tf.constant(1), 2L).output().get(1)),
        entry("sliced", (tf, x) -> tf.slice(x, tf.array(0, 1, 0), tf.array(-1, 2, -1))),
        entry(
            "strided backwards",
            (tf, x) ->
                tf.stridedSlice(
                    x,
                    tf.array(0, -1, 0),
                    tf.array(0, 0, 2),
                    tf.array(1, -2, 1),
                    StridedSlice.beginMask(1L),
                    StridedSlice.endMask(3L))),
        entry(
            "last of an ellipsis",
            (tf, x) ->
                tf.stridedSlice(
                    x,
                    tf.array(0, -1),
                    tf.array(0, 0),
                    tf.array(1, 1),
                    StridedSlice.ellipsisMask(1L),
                    StridedSlice.shrinkAxisMask(2L))),
        entry(
            "new axis",
            (tf, x) ->
                tf.stridedSlice(
                    x,
                    tf.array(0, 0, 1),
                    tf.array(0, 0, 3),
                    tf.array(1, 1, 1),
                    StridedSlice.beginMask(1L),
                    StridedSlice.endMask(1L),
                    StridedSlice.newAxisMask(2L))),
        entry("backwards", (tf, x) -> tf.reverse(x, tf.array(1, -1))),
        entry("truth values", (tf, x) -> tf.math.greater(x, tf.constant(0f))),
        entry(
            "one of five",
            (tf, x) ->
                tf.oneHot(
                    tf.dtypes.cast(tf.math.mul(x, tf.constant(2f)), TInt32.class),
                    tf.constant(5),
                    tf.constant(3f),
                    tf.constant(-1f))),
        entry("tiled", (tf, x) -> tf.tile(x, tf.array(1, 2, 3))),
        entry(
            "padded",
            (tf, x) ->
                tf.pad(x, tf.constant(new int[][] {{0, 0}, {1, 0}, {0, 2}}), tf.constant(-1f))),
        entry(
            "filled",
            (tf, x) ->
                tf.math.add(
                    x,
                    tf.fill(
                        tf.stack(List.of(batch(tf, x), tf.constant(4), tf.constant(3))),
                        tf.constant(2f)))),
        entry("sum", (tf, x) -> tf.reduceSum(x, tf.array(-1, 1))),
        entry(
            "sum that keeps axes",
            (tf, x) -> tf.reduceSum(x, tf.array(1), ReduceSum.keepDims(true))),
        entry("sum over nothing", (tf, x) -> tf.reduceSum(x, tf.constant(new int[0]))),
        entry("mean of all", (tf, x) -> tf.math.mean(x, tf.array(0, 1, 2))),
        entry("max", (tf, x) -> tf.reduceMax(x, tf.constant(2), ReduceMax.keepDims(true))),
        entry("argmax", (tf, x) -> tf.math.argMax(x, tf.constant(-1))),
        entry("argmax int32", (tf, x) -> tf.math.argMax(x, tf.constant(1), TInt32.class)),
        entry("shape", (tf, x) -> tf.shape(x, TInt64.class)),
        entry("gathered", (tf, x) -> tf.gather(x, tf.array(2, 0), tf.constant(1))),
        entry("a constant", (tf, x) -> tf.math.mul(tf.constant(2f), tf.array(1f, 2f))));
  }

  @Test
  void eachIsWhatTensorFlowGives() {
    assertSame(
        write(directory.resolve("1"), Shape.of(-1, 4, 3), functions()),
        random(1, 4, 3),
        random(5, 4, 3));
  }

  @Test
  void isWhatTensorFlowGivesForBytesAndLongs() {
    assertSame(
        write(
            directory.resolve("bytes"),
            TUint8.class,
            Shape.of(-1, 2),
            (tf, x) -> tf.math.mul(tf.dtypes.cast(x, TFloat32.class), tf.constant(1 / 255f))),
        TensorData.of(Shape.of(2, 2), (byte) 0, (byte) 1, (byte) 127, (byte) 255));
    assertSame(
        write(
            directory.resolve("longs"),
            TInt64.class,
            Shape.of(-1),
            (tf, x) -> tf.math.add(tf.math.mul(x, x), tf.constant(7L))),
        TensorData.of(Shape.of(3), 1L << 30, -3L, 0L));
  }

  @Test
  void anEmbeddingIsWhatTensorFlowGives() {
    assertSame(
        write(directory.resolve("1"), TInt32.class, Shape.of(-1, -1), VectorOpsTest::embedding),
        TensorData.of(Shape.of(2, 3), 0, 9, 5, 5, 1, 2));
  }

  static Operand<?> embedding(Ops tf, Operand<TInt32> x) {
    return tf.gather(weights(tf, 10, 4), x, tf.constant(0));
  }
}
