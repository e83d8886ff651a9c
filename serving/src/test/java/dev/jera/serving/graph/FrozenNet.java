package dev.jera.serving.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.jera.runtime.GraphSession;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.SessionOptions;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.FrozenGraph;
import dev.jera.runtime.savedmodel.Signature;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** Frozen graphs of y = f(x / 255), x uint8 [?, size, size, channels], with drawn weights. */
final class FrozenNet {
  /** What y is of the scaled x. */
  interface Net extends BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> {}

  private static final double TOLERANCE = 1e-6;

  private final Random random;

  FrozenNet(long seed) {
    this.random = new Random(seed);
  }

  FrozenGraph of(Shape shape, Net net) {
    NativeSettings.ensureLoaded();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TUint8> x = tf.placeholder(TUint8.class, Placeholder.shape(shape.prepend(-1)));
      Operand<TFloat32> scaled =
          tf.math.mul(tf.dtypes.cast(x, TFloat32.class), tf.constant(1 / 255f));
      TensorSpec input = TensorSpec.of("x", x);
      TensorSpec output = TensorSpec.of("y", net.apply(tf, scaled));
      return new FrozenGraph(
          Signature.predict(Signature.DEFAULT, List.of(input), List.of(output)),
          graph.toGraphDef(),
          Map.of(input.tensor(), input.tensor(), output.tensor(), output.tensor()));
    }
  }

  /** A net of so many blocks, each a convolution, pooling, a sum of two ways, or an activation. */
  Operand<TFloat32> drawn(Ops tf, Operand<TFloat32> x, int blocks) {
    Operand<TFloat32> map = x;
    for (int i = 0; i < blocks; i++) {
      map =
          switch (random.nextInt(5)) {
            case 0 -> twoWays(tf, map);
            case 1 -> tf.nn.relu(tf.nn.biasAdd(map, values(tf, map.shape().get(3))));
            case 2 -> i > 0 ? map : padded(tf, map);
            default -> convolution(tf, map, 3, 8);
          };
      map = i % 2 == 0 ? map : pool(tf, map, 2 + random.nextInt(2));
    }
    return map;
  }

  private Operand<TFloat32> twoWays(Ops tf, Operand<TFloat32> x) {
    Operand<TFloat32> one = convolution(tf, x, 1, 4);
    return tf.math.add(tf.nn.relu(one), tf.math.mul(one, values(tf, 4)));
  }

  private Operand<TFloat32> convolution(Ops tf, Operand<TFloat32> x, int size, int filters) {
    int reach = (int) Math.min(size, Math.min(x.shape().get(1), x.shape().get(2)));
    int stride = 1 + random.nextInt(4) / 3;
    return tf.nn.conv2d(
        x,
        values(tf, reach, reach, x.shape().get(3), filters),
        List.of(1L, (long) stride, (long) stride, 1L),
        "VALID");
  }

  private Operand<TFloat32> padded(Ops tf, Operand<TFloat32> x) {
    return tf.nn.conv2d(x, values(tf, 3, 3, x.shape().get(3), 4), List.of(1L, 1L, 1L, 1L), "SAME");
  }

  private Operand<TFloat32> pool(Ops tf, Operand<TFloat32> x, int size) {
    int window = (int) Math.min(size, Math.min(x.shape().get(1), x.shape().get(2)));
    List<Long> sides = List.of(1L, (long) window, (long) window, 1L);
    return random.nextBoolean()
        ? tf.nn.avgPool(x, sides, sides, "VALID")
        : tf.nn.maxPool(x, tf.array(1, window, window, 1), tf.array(1, window, window, 1), "VALID");
  }

  /** The largest of each 2 x 2. */
  static Operand<TFloat32> largest(Ops tf, Operand<TFloat32> x) {
    return tf.nn.maxPool(x, tf.array(1, 2, 2, 1), tf.array(1, 2, 2, 1), "VALID");
  }

  /** A 3 x 3 convolution without padding. */
  Operand<TFloat32> valid(Ops tf, Operand<TFloat32> x, int filters) {
    return tf.nn.conv2d(
        x, values(tf, 3, 3, x.shape().get(3), filters), List.of(1L, 1L, 1L, 1L), "VALID");
  }

  Operand<TFloat32> values(Ops tf, long... sizes) {
    float[] values = new float[(int) Shape.of(sizes).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - 0.4f;
    }
    return tf.constant(Shape.of(sizes), DataBuffers.of(values));
  }

  /** What a graph answers to so many drawn images. */
  static float[] answer(FrozenGraph frozen, int images) {
    TensorSpec input = frozen.signature().inputs().values().iterator().next();
    TensorSpec output = frozen.signature().outputs().values().iterator().next();
    Shape shape = input.shape().tail().prepend(images);
    byte[] pixels = new byte[(int) shape.size()];
    new Random(1).nextBytes(pixels);
    try (GraphSession session = frozen.open(SessionOptions.defaults())) {
      return session
          .prepare(List.of(frozen.tensor(input)), List.of(frozen.tensor(output)), List.of())
          .run(List.of(TensorData.of(shape, pixels)))
          .get(0)
          .floats();
    }
  }

  static FrozenGraph phases(PhaseConvolution form, FrozenGraph frozen) {
    try (GraphSession session = frozen.open(SessionOptions.defaults())) {
      return form.of(frozen, session::shapeOf);
    }
  }

  static FrozenGraph withoutDeadBorder(FrozenGraph frozen) {
    try (GraphSession session = frozen.open(SessionOptions.defaults())) {
      return DeadBorder.remove(frozen, session::shapeOf);
    }
  }

  static List<NodeDef> ops(FrozenGraph frozen, String op) {
    return frozen.graph().getNodeList().stream().filter(node -> node.getOp().equals(op)).toList();
  }

  /** Sums of products are compared to the largest of them. */
  static void assertAlike(FrozenGraph given, FrozenGraph expected, String what) {
    float[] answer = answer(given, 3);
    float[] wanted = answer(expected, 3);
    double largest = 1e-3;
    for (float value : wanted) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertThat(answer).as(what).hasSameSizeAs(wanted);
    for (int i = 0; i < answer.length; i++) {
      assertThat((double) answer[i]).as(what).isCloseTo(wanted[i], within(TOLERANCE * largest));
    }
  }
}
