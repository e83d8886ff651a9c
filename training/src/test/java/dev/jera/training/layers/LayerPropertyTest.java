package dev.jera.training.layers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jera.model.BuiltModel;
import dev.jera.model.Input;
import dev.jera.model.Layer;
import dev.jera.model.Model;
import dev.jera.model.Randomness;
import dev.jera.model.SymbolicTensor;
import dev.jera.runtime.NativeSettings;
import dev.jera.runtime.SessionOptions;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * Random configurations of every layer on random shapes: either a model whose ops give the shapes
 * that it says, in a real run, or an error that says what was expected.
 */
class LayerPropertyTest {
  private static final int BATCH = 2;
  private static final int RUNNABLE = 100_000;

  private static final Set<Class<?>> GOOD = new HashSet<>();

  /** On the caller's thread and as built: what a graph is rewritten to is not what is asked. */
  private static final ConfigProto AS_BUILT =
      SessionOptions.defaults().withInterOpThreads(SessionOptions.ON_CALLER).toProto().toBuilder()
          .setGraphOptions(
              GraphOptions.newBuilder()
                  .setOptimizerOptions(
                      OptimizerOptions.newBuilder().setOptLevel(OptimizerOptions.Level.L0))
                  .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true)))
          .build();

  static {
    NativeSettings.ensureLoaded();
  }

  @Provide
  Arbitrary<Class<? extends Layer>> types() {
    return Arbitraries.of(LayerTypes.all());
  }

  @Property(tries = 4000, seed = "3", shrinking = ShrinkingMode.OFF)
  void anyConfigurationIsAGoodModelOrAClearError(
      @ForAll("types") Class<? extends Layer> type, @ForAll long seed) {
    RandomLayers draw = new RandomLayers(seed);
    try {
      Layer layer = draw.layer(type);
      for (int attempt = 0; attempt < 12; attempt++) {
        check(layer, draw.examples());
      }
    } catch (IllegalArgumentException e) {
      assertClear(e);
    }
  }

  /** Every layer must have been built at least once, or nothing was shown of it. */
  @AfterContainer
  static void everyLayerWasBuilt() {
    assertThat(GOOD).containsAll(LayerTypes.all());
  }

  private static void check(Layer layer, List<Shape> examples) {
    Model model;
    try {
      List<SymbolicTensor> inputs =
          examples.stream().map(example -> Input.of(example.asArray()).tensor()).toList();
      model = Model.of(inputs, layer.allOn(inputs.toArray(SymbolicTensor[]::new)));
    } catch (IllegalArgumentException e) {
      assertClear(e);
      return;
    }
    if (isSmall(model)) {
      buildAndRun(model);
      GOOD.add(
          layer.getClass().isAnonymousClass()
              ? layer.getClass().getSuperclass()
              : layer.getClass());
    }
  }

  private static boolean isSmall(Model model) {
    return model.parameterCount() < RUNNABLE
        && model.outputShapes().stream()
            .allMatch(shape -> shape.takeLast(shape.numDimensions() - 1).size() < RUNNABLE);
  }

  private static void assertClear(IllegalArgumentException e) {
    assertThat(e).hasMessageContaining("(expected: ");
  }

  private static void buildAndRun(Model model) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variables variables = new Variables(tf);
      List<Variable<TFloat32>> weights = model.createVariables(tf, variables, 1);
      List<Operand<? extends TNumber>> fed = model.placeholders(tf);
      Randomness randomness = new Randomness(5, tf.constant(3L));
      BuiltModel trained = model.build(tf, weights, fed, Optional.of(randomness));
      BuiltModel inferred = model.build(tf, weights, fed, Optional.empty());
      List<Operand<TFloat32>> fetches = new ArrayList<>(trained.outputs());
      fetches.addAll(inferred.outputs());
      for (int i = 0; i < fetches.size(); i++) {
        Shape expected = model.outputShapes().get(i % model.outputShapes().size());
        assertThat(Shapes.format(fetches.get(i).shape()))
            .as("%s: static shape", model)
            .isEqualTo(Shapes.format(expected));
      }
      run(graph, variables, model, fed, fetches);
    }
  }

  private static void run(
      Graph graph,
      Variables variables,
      Model model,
      List<Operand<? extends TNumber>> fed,
      List<Operand<TFloat32>> fetches) {
    List<TFloat32> tensors = new ArrayList<>();
    try (Session session = new Session(graph, AS_BUILT)) {
      variables.initialize(session);
      Session.Runner runner = session.runner();
      for (Operand<? extends TNumber> input : fed) {
        Shape shape = Shape.of(BATCH).append(input.shape().tail());
        TFloat32 tensor = Tensors.of(new float[Math.toIntExact(shape.size())], shape);
        tensors.add(tensor);
        runner.feed(input, tensor);
      }
      fetches.forEach(runner::fetch);
      try (Result result = runner.run()) {
        for (int i = 0; i < fetches.size(); i++) {
          Shape expected = model.outputShapes().get(i % model.outputShapes().size());
          assertThat(result.get(i).shape())
              .as("%s: shape of what was computed", model)
              .isEqualTo(Shape.of(BATCH).append(expected.tail()));
        }
      }
    } finally {
      tensors.forEach(TFloat32::close);
    }
  }
}
