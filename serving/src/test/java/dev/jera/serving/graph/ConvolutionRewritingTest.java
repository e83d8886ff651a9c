package dev.jera.serving.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.runtime.savedmodel.FrozenGraph;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Convolutions, what is before them and what follows, answer as they did before they changed. */
class ConvolutionRewritingTest {
  private static final int NETS = 24;

  @ParameterizedTest
  @EnumSource
  void drawnConvolutionsAndTheirPoolingAnswerAlikeAsPhases(PhaseConvolution form) {
    int replaced = 0;
    for (int seed = 0; seed < NETS; seed++) {
      FrozenGraph net = drawn(seed);
      FrozenGraph phases = FrozenNet.phases(form, net);
      replaced += FrozenNet.ops(phases, "MaxPoolV2").isEmpty() ? 1 : 0;
      FrozenNet.assertAlike(phases, net, "%s, net %s".formatted(form, seed));
    }
    assertThat(replaced).isBetween(NETS / 4, NETS - 1);
  }

  @ParameterizedTest
  @EnumSource
  void drawnNetsAnswerAlikeWithAllOfIt(PhaseConvolution form) {
    for (int seed = 0; seed < NETS; seed++) {
      FrozenGraph net = drawn(seed);
      FrozenGraph plain = SumApart.subtract(ScaledFilter.scale(net));
      assertThat(FrozenNet.ops(plain, "Sub")).hasSize(1);
      FrozenNet.assertAlike(FrozenNet.phases(form, plain), net, "%s, net %s".formatted(form, seed));
    }
  }

  /** A convolution, bias and activation drawn, pooling, and a matrix behind them. */
  private static FrozenGraph drawn(long seed) {
    FrozenNet net = new FrozenNet(seed);
    Random random = new Random(seed);
    int channels = 1 + random.nextInt(2);
    return net.of(
        Shape.of(9 + random.nextInt(5), 10 + random.nextInt(5), channels),
        (tf, x) -> {
          int size = 1 + random.nextInt(3);
          var map =
              tf.nn.conv2d(
                  x,
                  net.values(tf, size, 1 + random.nextInt(3), channels, 6),
                  List.of(1L, 1L, 1L, 1L),
                  random.nextBoolean() ? "SAME" : "VALID");
          var pooled = pool(tf, tail(tf, map, net, random), random);
          return dense(tf, pooled, net);
        });
  }

  private static Operand<TFloat32> tail(
      Ops tf, Operand<TFloat32> map, FrozenNet net, Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> map;
      case 1 -> tf.nn.relu(map);
      case 2 -> tf.math.tanh(tf.math.add(map, net.values(tf, 6)));
      default -> tf.nn.relu6(tf.nn.biasAdd(map, net.values(tf, 6)));
    };
  }

  private static Operand<TFloat32> pool(Ops tf, Operand<TFloat32> map, Random random) {
    Operand<TInt32> window = tf.array(1, 1 + random.nextInt(3), 1 + random.nextInt(3), 1);
    return tf.nn.maxPool(map, window, window, random.nextBoolean() ? "SAME" : "VALID");
  }

  private static Operand<TFloat32> dense(Ops tf, Operand<TFloat32> map, FrozenNet net) {
    long values = map.shape().tail().size();
    var flat = tf.reshape(map, tf.array(-1, (int) values));
    return tf.math.add(tf.linalg.matMul(flat, net.values(tf, values, 5)), net.values(tf, 5));
  }

  /** relu(max(x w) + b), the maximum that of all four products at once. */
  @Test
  void biasAndActivationFollowThePooling() {
    FrozenNet net = new FrozenNet(1);
    FrozenGraph frozen =
        net.of(
            Shape.of(8, 8, 1),
            (tf, x) ->
                FrozenNet.largest(
                    tf, tf.nn.relu(tf.nn.biasAdd(net.valid(tf, x, 4), net.values(tf, 4)))));
    FrozenGraph phases = FrozenNet.phases(PhaseConvolution.CONVOLUTION, frozen);
    assertThat(FrozenNet.ops(phases, "MaxPoolV2")).isEmpty();
    assertThat(reads(phases, "BiasAdd")).isEqualTo("Reshape");
    assertThat(reads(phases, "Relu")).isEqualTo("BiasAdd");
    FrozenNet.assertAlike(phases, frozen, "net");
  }

  /** A function that falls, and a value that somebody else reads, stay where they are. */
  @Test
  void whatMayNotFollowThePoolingStaysBeforeIt() {
    assertNoPhases(1, net -> (tf, x) -> FrozenNet.largest(tf, tf.math.neg(net.valid(tf, x, 4))));
    assertNoPhases(
        1,
        net ->
            (tf, x) -> {
              var map = tf.nn.relu(net.valid(tf, x, 4));
              return tf.math.add(
                  tf.max(map, tf.array(1, 2)), tf.max(FrozenNet.largest(tf, map), tf.array(1, 2)));
            });
  }

  @Test
  void manyChannelsAreNoPhases() {
    assertNoPhases(3, net -> (tf, x) -> FrozenNet.largest(tf, net.valid(tf, x, 4)));
  }

  private static void assertNoPhases(int channels, Function<FrozenNet, FrozenNet.Net> net) {
    FrozenNet values = new FrozenNet(1);
    FrozenGraph frozen = values.of(Shape.of(8, 8, channels), net.apply(values));
    for (PhaseConvolution form : PhaseConvolution.values()) {
      assertThat(FrozenNet.phases(form, frozen)).isSameAs(frozen);
    }
  }

  @Test
  void theScaleOfTheInputIsInTheFilter() {
    FrozenNet net = new FrozenNet(1);
    FrozenGraph frozen = net.of(Shape.of(8, 8, 3), (tf, x) -> net.valid(tf, x, 4));
    FrozenGraph scaled = ScaledFilter.scale(frozen);
    assertThat(FrozenNet.ops(scaled, "Mul")).isEmpty();
    FrozenNet.assertAlike(scaled, frozen, "net");
    FrozenGraph dense = net.of(Shape.of(4, 4, 1), (tf, x) -> dense(tf, x, net));
    FrozenGraph scaledDense = ScaledFilter.scale(dense);
    assertThat(FrozenNet.ops(scaledDense, "Mul")).isEmpty();
    FrozenNet.assertAlike(scaledDense, dense, "dense");
  }

  @Test
  void aScaleThatSomebodyElseSeesStays() {
    FrozenNet net = new FrozenNet(1);
    FrozenGraph frozen =
        net.of(
            Shape.of(8, 8, 4),
            (tf, x) ->
                tf.math.add(
                    tf.max(net.valid(tf, x, 4), tf.array(1, 2)), tf.max(x, tf.array(1, 2))));
    assertThat(ScaledFilter.scale(frozen)).isSameAs(frozen);
  }

  private static String reads(FrozenGraph frozen, String op) {
    OpGraph graph = new OpGraph(frozen, tensor -> Shape.unknown());
    return graph.node(FrozenNet.ops(frozen, op).get(0).getInput(0)).getOp();
  }
}
