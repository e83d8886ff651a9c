package dev.jera.model.rewriting;

import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.SOFTMAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.model.BuiltModel;
import dev.jera.model.Input;
import dev.jera.model.Layer;
import dev.jera.model.Model;
import dev.jera.model.Randomness;
import dev.jera.model.Sequential;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.runtime.Variables;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.NodeDef;

class RewritingTest {
  /** Of each pass, nets to which it applies. */
  private static final int NETS = 4;

  private static Model cnn() {
    return Sequential.of(
        Input.of(28, 28, 1),
        Rescaling.of(1 / 255.0),
        Conv2D.of(8, 3).withActivation(RELU),
        MaxPooling2D.of(2),
        Dropout.of(0.2),
        Conv2D.of(16, 3).withActivation(RELU),
        MaxPooling2D.of(2),
        Conv2D.of(6, 3).withActivation(RELU),
        Flatten.of(),
        Dense.of(10).withActivation(SOFTMAX));
  }

  /** The passes up to this one, whose work it may need. */
  private static Rewriting upTo(GraphPass pass) {
    return new Rewriting(EnumSet.range(GraphPass.DEAD_BORDER, pass), 1);
  }

  @ParameterizedTest
  @EnumSource
  void randomNetsKeepOutputsGradientsAndWeights(GraphPass pass) {
    RandomNets nets = new RandomNets(pass.name().hashCode());
    Rewriting earlier = upTo(pass).without(pass);
    for (int changed = 0; changed < NETS; ) {
      Model model = nets.next();
      Model before = earlier.apply(model);
      Model after = Rewriting.of(pass).apply(before);
      assertSameFace(after, model);
      if (!after.equals(before)) {
        changed++;
        BuiltBothWays.assertSame(model, upTo(pass));
      }
    }
  }

  private static void assertSameFace(Model after, Model model) {
    assertThat(after.weights()).isEqualTo(model.weights());
    assertThat(after.inputLayers()).isEqualTo(model.inputLayers());
    assertThat(after.inputNames()).isEqualTo(model.inputNames());
    assertThat(after.outputNames()).isEqualTo(model.outputNames());
    assertThat(after.outputShapes()).hasToString(model.outputShapes().toString());
  }

  @Test
  void allPassesWorkOnAUsualNet() {
    Model rewritten = Rewriting.all().apply(cnn());
    assertThat(layers(rewritten))
        .anyMatch(PhaseConvolution.class::isInstance)
        .anyMatch(Leading.class::isInstance)
        .anyMatch(LateTail.class::isInstance);
    assertSameFace(rewritten, cnn());
    BuiltBothWays.assertSame(cnn(), Rewriting.all());
  }

  @Test
  void aModelWithinIsRewrittenToo() {
    Model outer = Sequential.of(Input.of(28, 28, 1), cnn().withName("inner"), Dense.of(2));
    Model rewritten = Rewriting.all().apply(outer);
    assertThat(rewritten.nodes().get(1).layer())
        .isEqualTo(Rewriting.all().apply(cnn().withName("inner")));
    assertSameFace(rewritten, outer);
    BuiltBothWays.assertSame(outer, Rewriting.all());
  }

  @Test
  void frozenLayersStayFrozen() {
    Model frozen = cnn().freeze("conv2d", "conv2d_1");
    assertThat(Rewriting.all().apply(frozen).weights()).isEqualTo(frozen.weights());
    BuiltBothWays.assertSame(frozen, Rewriting.all());
  }

  @Test
  void withoutPassesNothingIsRewritten() {
    assertThat(Rewriting.none().apply(cnn())).isEqualTo(cnn());
    assertThat(Rewriting.all().without(GraphPass.values()).withTowers(1))
        .isEqualTo(Rewriting.none());
    assertThat(Rewriting.of(GraphPass.LATE_TAIL).passes()).containsExactly(GraphPass.LATE_TAIL);
  }

  @Test
  void inferenceKeepsItsFasterOps() {
    Model model = Sequential.of(Input.of(6, 6, 1), Conv2D.of(8, 3), MaxPooling2D.of(2));
    assertThat(ops(model, false)).contains("MaxPoolV2").doesNotContain("IdentityN");
    assertThat(ops(model, true)).contains("IdentityN").doesNotContain("MaxPoolV2");
  }

  private static List<String> ops(Model model, boolean training) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Optional<Randomness> randomness =
          training ? Optional.of(new Randomness(5, tf.constant(3L))) : Optional.empty();
      Rewriting.all()
          .build(
              model,
              tf,
              model.createVariables(tf, new Variables(tf), 1),
              model.placeholders(tf),
              randomness);
      return graph.toGraphDef().getNodeList().stream().map(NodeDef::getOp).toList();
    }
  }

  @Test
  void layersThatGiveSomethingElseAreNotShown() {
    Model model = Sequential.of(Input.of(28, 28, 1), cnn().withName("inner"), RELU);
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      BuiltModel built =
          Rewriting.all()
              .build(
                  model,
                  tf,
                  model.createVariables(tf, new Variables(tf), 1),
                  model.placeholders(tf),
                  Optional.of(new Randomness(5, tf.constant(3L))));
      assertThat(built.layers().keySet())
          .contains(
              "inner",
              "inner/rescaling",
              "inner/conv2d_2",
              "inner/flatten",
              "inner/dense",
              "activation")
          .doesNotContain("inner/conv2d", "inner/conv2d_1", "inner/conv2d_input");
    }
  }

  private static Stream<Layer> layers(Model model) {
    return model.nodes().stream().map(Model.Node::layer);
  }

  static List<Layer> replaced(GraphPass pass, Model model) {
    Model before = model;
    for (GraphPass earlier : EnumSet.range(GraphPass.DEAD_BORDER, pass)) {
      before = earlier == pass ? before : Rewriting.of(earlier).apply(before);
    }
    List<Layer> known = layers(before).toList();
    return layers(Rewriting.of(pass).apply(before)).filter(each -> !known.contains(each)).toList();
  }
}
