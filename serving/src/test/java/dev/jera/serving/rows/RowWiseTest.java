package dev.jera.serving.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.runtime.GraphSession;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.SessionOptions;
import dev.jera.runtime.savedmodel.FrozenGraph;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Of y = f(x), x float32 [?, 4, 6], whether row i of y depends on row i of x alone. */
class RowWiseTest {
  private interface Net extends BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> {}

  static Stream<Arguments> nets() {
    return Stream.of(
        net("relu", true, (tf, x) -> tf.nn.relu(x)),
        net("bias", true, (tf, x) -> tf.math.add(x, zeros(tf, 6))),
        net("one row", true, (tf, x) -> tf.math.add(x, zeros(tf, 1, 4, 6))),
        net("rows", false, (tf, x) -> tf.math.add(x, zeros(tf, 2, 4, 6))),
        net("more axes", false, (tf, x) -> tf.math.add(x, zeros(tf, 3, 1, 4, 6))),
        net("own square", true, (tf, x) -> tf.math.mul(x, x)),
        net("mean of a row", true, (tf, x) -> tf.math.mean(x, tf.constant(new int[] {1, -1}))),
        net("mean over rows", false, (tf, x) -> tf.math.mean(x, tf.constant(0))),
        net("mean over all", false, (tf, x) -> tf.math.mean(x, tf.constant(new int[] {2, -3}))),
        net("flat", true, (tf, x) -> tf.reshape(x, tf.constant(new int[] {-1, 24}))),
        net("split rows", false, (tf, x) -> tf.reshape(x, tf.constant(new int[] {-1, 6}))),
        net("joined rows", false, (tf, x) -> tf.reshape(x, tf.constant(new int[] {-1, 48}))),
        net("transposed row", true, (tf, x) -> tf.linalg.transpose(x, ints(tf, 0, 2, 1))),
        net("transposed rows", false, (tf, x) -> tf.linalg.transpose(x, ints(tf, 1, 0, 2))),
        net("softmax", true, (tf, x) -> tf.nn.softmax(x)),
        net("joined", true, (tf, x) -> tf.concat(List.of(x, x), tf.constant(-1))),
        net("stacked", false, (tf, x) -> tf.concat(List.of(x, x), tf.constant(0))),
        net("reversed", false, (tf, x) -> tf.reverse(x, ints(tf, 0))),
        net("sum so far", false, (tf, x) -> tf.math.cumsum(x, tf.constant(0))),
        net("padded", true, (tf, x) -> tf.pad(x, pads(tf, 0), tf.constant(0f))),
        net("padded rows", false, (tf, x) -> tf.pad(x, pads(tf, 1), tf.constant(0f))),
        net("repeated", true, (tf, x) -> tf.tile(x, ints(tf, 1, 2, 1))),
        net("repeated rows", false, (tf, x) -> tf.tile(x, ints(tf, 2, 1, 1))),
        net("new axis", true, (tf, x) -> tf.expandDims(x, tf.constant(-1))),
        net("part", true, (tf, x) -> tf.slice(x, ints(tf, 0, 1, 0), ints(tf, -1, 2, 6))),
        net("later rows", false, (tf, x) -> tf.slice(x, ints(tf, 1, 0, 0), ints(tf, -1, 4, 6))),
        net("centred", false, (tf, x) -> tf.math.sub(x, tf.math.mean(x, tf.constant(0)))),
        net(
            "dense",
            true,
            (tf, x) ->
                tf.linalg.matMul(tf.reshape(x, tf.constant(new int[] {-1, 24})), zeros(tf, 24, 5))),
        net(
            "every row by every row",
            false,
            (tf, x) -> {
              var flat = tf.reshape(x, tf.constant(new int[] {-1, 24}));
              return tf.linalg.matMul(flat, flat, MatMul.transposeB(true));
            }),
        net("constant", false, (tf, x) -> zeros(tf, 3, 4)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nets")
  void itIsSeenFromTheGraph(String name, boolean expected, Net net) {
    NativeSettings.ensureLoaded();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 4, 6)));
      TensorSpec input = TensorSpec.of("x", x);
      TensorSpec output = TensorSpec.of("y", tf.identity(net.apply(tf, x)));
      FrozenGraph frozen =
          new FrozenGraph(
              Signature.predict(Signature.DEFAULT, List.of(input), List.of(output)),
              graph.toGraphDef(),
              Map.of(input.tensor(), input.tensor(), output.tensor(), output.tensor()));
      try (GraphSession session = frozen.open(SessionOptions.defaults())) {
        assertThat(RowWise.holds(frozen, session)).isEqualTo(expected);
      }
    }
  }

  private static Arguments net(String name, boolean expected, Net net) {
    return Arguments.of(name, expected, net);
  }

  private static Operand<TFloat32> zeros(Ops tf, int... shape) {
    return tf.zeros(tf.constant(shape), TFloat32.class);
  }

  private static Operand<TInt32> ints(Ops tf, int... values) {
    return tf.constant(values);
  }

  private static Operand<TInt32> pads(Ops tf, int rows) {
    return tf.constant(StdArrays.ndCopyOf(new int[][] {{0, rows}, {1, 1}, {0, 0}}));
  }
}
