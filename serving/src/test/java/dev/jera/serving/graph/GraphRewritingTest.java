package dev.jera.serving.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.runtime.savedmodel.FrozenGraph;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/** A rewritten graph answers as the graph that it was made of. */
class GraphRewritingTest {
  private static final int NETS = 20;

  @Test
  void drawnNetsAnswerAlikeWithoutTheirDeadBorders() {
    int cut = 0;
    for (int seed = 0; seed < NETS; seed++) {
      FrozenGraph net = drawn(seed);
      FrozenGraph without = FrozenNet.withoutDeadBorder(net);
      cut += FrozenNet.ops(without, "Slice").size() > 0 ? 1 : 0;
      FrozenNet.assertAlike(without, net, "net " + seed);
    }
    assertThat(cut).isGreaterThan(NETS / 4);
  }

  @Test
  void drawnNetsAnswerAlikeWithEitherFormOfPooling() {
    for (int seed = 0; seed < NETS / 4; seed++) {
      FrozenGraph net = drawn(seed);
      FrozenGraph attributes = PoolingForm.ATTRIBUTES.of(net);
      FrozenGraph inputs = PoolingForm.INPUTS.of(attributes);
      assertThat(FrozenNet.ops(attributes, "MaxPoolV2")).isEmpty();
      assertThat(FrozenNet.ops(inputs, "MaxPool")).isEmpty();
      assertThat(FrozenNet.ops(inputs, "MaxPoolV2")).hasSameSizeAs(FrozenNet.ops(net, "MaxPoolV2"));
      FrozenNet.assertAlike(attributes, net, "net %s, attributes".formatted(seed));
      FrozenNet.assertAlike(inputs, net, "net %s, inputs".formatted(seed));
    }
  }

  /** 28 - 26 - 13 - 11 - 5: five windows of 2 see 10 of 11, those 12 of 13, 24 of 26, 26 of 28. */
  @Test
  void theBytesAreCutToWhatTheLastPoolingSees() {
    FrozenNet net = new FrozenNet(1);
    FrozenGraph frozen =
        net.of(
            Shape.of(28, 28, 1),
            (tf, x) -> {
              var first = FrozenNet.largest(tf, net.valid(tf, x, 32));
              return FrozenNet.largest(tf, net.valid(tf, first, 64));
            });
    FrozenGraph without = FrozenNet.withoutDeadBorder(frozen);
    List<NodeDef> slices = FrozenNet.ops(without, "Slice");
    assertThat(slices).hasSize(1);
    assertThat(slices.get(0).getInput(0)).startsWith("Placeholder");
    assertThat(new OpGraph(without, tensor -> Shape.unknown()).integers(slices.get(0).getInput(2)))
        .containsExactly(-1, 26, 26, -1);
    FrozenNet.assertAlike(without, frozen, "net");
  }

  @Test
  void whatIsNeededWholeIsLeftAlone() {
    assertUnchanged(net -> (tf, x) -> net.valid(tf, x, 8));
    assertUnchanged(
        net ->
            (tf, x) -> {
              var map = net.valid(tf, x, 8);
              return tf.math.add(
                  tf.math.mean(map, tf.array(1, 2)),
                  tf.math.mean(FrozenNet.largest(tf, map), tf.array(1, 2)));
            });
  }

  @Test
  void aMapOfUnknownChannelsIsLeftAlone() {
    assertUnchanged(Shape.of(11, 11, -1), net -> (tf, x) -> FrozenNet.largest(tf, tf.nn.relu(x)));
  }

  private static void assertUnchanged(Function<FrozenNet, FrozenNet.Net> net) {
    assertUnchanged(Shape.of(11, 11, 3), net);
  }

  private static void assertUnchanged(Shape shape, Function<FrozenNet, FrozenNet.Net> net) {
    FrozenNet values = new FrozenNet(1);
    FrozenGraph frozen = values.of(shape, net.apply(values));
    assertThat(FrozenNet.withoutDeadBorder(frozen)).isSameAs(frozen);
  }

  private static FrozenGraph drawn(long seed) {
    FrozenNet net = new FrozenNet(seed);
    return net.of(
        Shape.of(17 + seed % 5, 19 + seed % 3, 1 + seed % 3), (tf, x) -> net.drawn(tf, x, 6));
  }
}
