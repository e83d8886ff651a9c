package dev.jera.training.layers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.model.BuiltModel;
import dev.jera.model.Input;
import dev.jera.model.Layer;
import dev.jera.model.Model;
import dev.jera.model.Randomness;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.layer.core.Lambda;
import dev.jera.model.layer.normalization.BatchNormalization;
import dev.jera.model.rewriting.Rewriting;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import dev.jera.runtime.gradient.Gradients;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What a layer that {@link Layer#isPerExample} gives, a batch gives in parts. */
class LayerPartsTest {
  private static final int BATCH = 5;
  private static final float TOLERANCE = 2e-6f;

  @TestFactory
  Stream<DynamicTest> aBatchInPartsGivesWhatItGivesWhole() {
    NativeSettings.ensureLoaded();
    return LayerTypes.all().stream()
        .flatMap(type -> LayerExamples.of(type).stream())
        .map(example -> DynamicTest.dynamicTest(example.toString(), () -> check(example)));
  }

  private static void check(LayerExamples.Example example) {
    Layer layer = example.layer();
    if (layer instanceof BatchNormalization || layer instanceof Lambda) {
      assertThat(layer.isPerExample()).isFalse();
      return;
    }
    assertThat(layer.isPerExample()).isTrue();
    SymbolicTensor[] inputs =
        example.shapes().stream()
            .map(shape -> Input.of(shape.asArray()).tensor())
            .toArray(SymbolicTensor[]::new);
    Model model = Model.of(List.of(inputs), layer.allOn(inputs));
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variables variables = new Variables(tf);
      List<Variable<TFloat32>> weights = model.createVariables(tf, variables, 1);
      List<Operand<TFloat32>> fed = draw(tf, example);
      Randomness randomness = new Randomness(5, tf.constant(3L));
      List<Operand<TFloat32>> whole = new ArrayList<>();
      List<Operand<TFloat32>> parted = new ArrayList<>();
      for (Optional<Randomness> training :
          List.of(Optional.of(randomness), Optional.<Randomness>empty())) {
        whole.addAll(values(tf, model.build(tf, weights, fed, training), weights));
        Rewriting towers = Rewriting.none().withTowers(3);
        parted.addAll(values(tf, towers.build(model, tf, weights, fed, training), weights));
      }
      try (Session session = new Session(graph)) {
        variables.initialize(session);
        compare(session, whole, parted);
      }
    }
  }

  private static List<Operand<TFloat32>> draw(Ops tf, LayerExamples.Example example) {
    Random random = new Random(7);
    List<Operand<TFloat32>> fed = new ArrayList<>();
    for (Shape shape : example.shapes()) {
      float[] values = new float[Math.toIntExact(BATCH * shape.size())];
      for (int i = 0; i < values.length; i++) {
        values[i] = example.draw(random);
      }
      // Of a batch that the graph does not know.
      Operand<TFloat32> flat = tf.placeholderWithDefault(tf.constant(values), Shape.of(-1));
      fed.add(tf.reshape(flat, tf.constant(shape.prepend(-1).asArray())));
    }
    return fed;
  }

  /** The outputs, and the gradients of the sum of their squares by the weights. */
  private static List<Operand<TFloat32>> values(
      Ops tf, BuiltModel built, List<Variable<TFloat32>> weights) {
    List<Operand<TFloat32>> values = new ArrayList<>();
    List<Operand<TFloat32>> squares = new ArrayList<>();
    for (Operand<TFloat32> output : built.outputs()) {
      values.add(tf.identity(output));
      Operand<TFloat32> flat = tf.reshape(output, tf.array(-1));
      squares.add(tf.reduceSum(tf.math.square(flat), tf.constant(0)));
    }
    if (!weights.isEmpty()) {
      values.addAll(
          Gradients.add(tf.math.addN(squares), weights.stream().map(Variable::value).toList()));
    }
    return values;
  }

  private static void compare(
      Session session, List<Operand<TFloat32>> whole, List<Operand<TFloat32>> parted) {
    Session.Runner runner = session.runner();
    whole.forEach(runner::fetch);
    parted.forEach(runner::fetch);
    try (Result result = runner.run()) {
      for (int i = 0; i < whole.size(); i++) {
        float[] expected = Tensors.toFloats(result.get(i));
        float[] actual = Tensors.toFloats(result.get(whole.size() + i));
        assertThat(result.get(whole.size() + i).shape()).isEqualTo(result.get(i).shape());
        float greatest = 1;
        for (float value : expected) {
          greatest = Math.max(greatest, Math.abs(value));
        }
        for (int j = 0; j < expected.length; j++) {
          assertThat(Math.abs(expected[j] - actual[j])).isLessThan(TOLERANCE * greatest);
        }
      }
    }
  }
}
