package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.jera.model.Model;
import dev.jera.model.WeightSpec;
import dev.jera.model.rewriting.Rewriting;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Models over the inputs and the weights of a trained one, such as the same with a softmax at its
 * end, built for inference in its graph when they are first asked for.
 */
final class SiblingModels {
  private final Graph graph;
  private final DtypePolicy policy;
  private final Rewriting rewriting;
  private final Variables variables;
  private final Map<String, Variable<TFloat32>> weights;
  private final Feeds feeds;
  private final Map<Model, InferenceGraph> built = new HashMap<>();

  /**
   * @param weights the variables of the trained model
   */
  SiblingModels(
      Graph graph,
      DtypePolicy policy,
      Rewriting rewriting,
      Variables variables,
      List<Variable<TFloat32>> weights,
      Feeds feeds) {
    this.graph = graph;
    this.policy = policy;
    this.rewriting = rewriting;
    this.variables = variables;
    this.weights = Maps.uniqueIndex(weights, Variable::name);
    this.feeds = new Feeds(feeds.features(), List.of(), feeds.exampleWeights());
  }

  /** Takes what was built of a model already. */
  void add(Model model, InferenceGraph inference) {
    built.put(model, inference);
  }

  /**
   * Checks that a model is one.
   *
   * @throws IllegalArgumentException if its inputs or its weights are not those of the trained one
   */
  static void check(Model model, Model trained) {
    checkSame("inputs", inputs(model), inputs(trained), model, trained);
    checkSame("weights", weights(model), weights(trained), model, trained);
  }

  /** The graph of a model that was checked. */
  InferenceGraph of(Model model) {
    return built.computeIfAbsent(model, this::build);
  }

  private InferenceGraph build(Model model) {
    Ops tf =
        Ops.create(graph).withSubScope("sibling_%s_%s".formatted(policy.compute(), built.size()));
    return new InferenceGraph(
        policy.over(tf),
        rewriting,
        variables,
        model,
        model.weights().stream().map(this::variable).toList(),
        feeds);
  }

  private Variable<TFloat32> variable(WeightSpec weight) {
    return requireNonNull(weights.get(weight.name()));
  }

  private static void checkSame(
      String what,
      Map<String, String> given,
      Map<String, String> expected,
      Model model,
      Model trained) {
    checkArgument(
        given.equals(expected),
        "Model '%s': %s %s (expected: %s, those of the trained model '%s')",
        model.name(),
        what,
        given,
        expected,
        trained.name());
  }

  private static Map<String, String> inputs(Model model) {
    ImmutableMap.Builder<String, String> inputs = ImmutableMap.builder();
    for (int i = 0; i < model.inputs().size(); i++) {
      inputs.put(model.inputNames().get(i), model.inputLayers().get(i).toString());
    }
    return inputs.buildOrThrow();
  }

  private static Map<String, String> weights(Model model) {
    return model.weights().stream()
        .collect(
            ImmutableMap.toImmutableMap(WeightSpec::name, weight -> Shapes.format(weight.shape())));
  }
}
