package dev.jera.model;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Streams;
import dev.jera.model.initializer.Initializer;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * A network, described: layers, and how tensors flow through them, without cycles. Immutable; every
 * shape in it is known to fit. {@link Sequential#of} makes a chain of layers, {@link #of} anything
 * else.
 *
 * <p>It is a layer, too: a model may be applied within another one, where its weights are called
 * {@code model/layer/weight}.
 *
 * @param name the model's name, such as {@code sequential}
 * @param kind how it was described
 * @param nodes its layers, inputs included, in Keras' order: the farther from an output, the
 *     earlier
 * @param calls the layers' applications, each after those that it takes from
 * @param inputs what it is fed, in the order in which it was described
 * @param outputs what it gives
 */
public record Model(
    String name,
    Kind kind,
    List<Node> nodes,
    List<Call> calls,
    List<Port> inputs,
    List<Port> outputs)
    implements Layer {

  /** How a model was described; Keras prints the two differently. */
  public enum Kind {
    /** By {@link Sequential}. */
    SEQUENTIAL,
    /** By {@link Model#of}. */
    FUNCTIONAL
  }

  /**
   * A layer of a model, with its weights.
   *
   * @param name the layer's name, one of its kind in the model
   * @param layer the layer
   * @param inputShapes the shapes that its first application is given
   * @param trainable whether its weights may be trained; where not, it is frozen
   */
  public record Node(String name, Layer layer, List<Shape> inputShapes, boolean trainable) {

    /** Its weights, with their names within the layer. */
    public List<WeightSpec> weights() {
      List<WeightSpec> weights = layer.weights(inputShapes);
      return trainable ? weights : weights.stream().map(WeightSpec::frozen).toList();
    }

    /** The shapes that its first application gives. */
    public List<Shape> outputShapes() {
      return layer.outputShapes(inputShapes);
    }

    /** The number of values in its weights. */
    public long parameterCount() {
      return weights().stream().mapToLong(weight -> weight.shape().size()).sum();
    }

    /** Whether all is equal: a Shape itself is not, once a size of it is unknown. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Node node
          && name.equals(node.name)
          && layer.equals(node.layer)
          && format(inputShapes).equals(format(node.inputShapes))
          && trainable == node.trainable;
    }

    @Override
    public int hashCode() {
      return Objects.hash(name, layer, format(inputShapes), trainable);
    }
  }

  /**
   * One application of a layer.
   *
   * @param node the layer's place among the nodes
   * @param inputs where its inputs come from
   * @param outputShapes the shapes that it gives
   */
  public record Call(int node, List<Port> inputs, List<Shape> outputShapes) {

    /** Whether all is equal: a Shape itself is not, once a size of it is unknown. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Call call
          && node == call.node
          && inputs.equals(call.inputs)
          && format(outputShapes).equals(format(call.outputShapes));
    }

    @Override
    public int hashCode() {
      return Objects.hash(node, inputs, format(outputShapes));
    }
  }

  /**
   * One of the tensors that flow.
   *
   * @param call the place of the call that gives it among the calls
   * @param output which of its outputs
   */
  public record Port(int call, int output) {}

  /** Checks that it is whole: see {@link ModelCheck}. */
  public Model {
    nodes = ImmutableList.copyOf(nodes);
    calls = ImmutableList.copyOf(calls);
    inputs = ImmutableList.copyOf(inputs);
    outputs = ImmutableList.copyOf(outputs);
    ModelCheck.check(name, nodes, calls, inputs, outputs);
  }

  /** The model between a tensor that an {@link Input} gave and one that came of it. */
  public static Model of(SymbolicTensor input, SymbolicTensor output) {
    return of(List.of(input), List.of(output));
  }

  /**
   * The model between tensors that {@link Input}s gave and what came of them.
   *
   * @throws IllegalArgumentException if an output needs an input that is not given, an input leads
   *     to no output, a name is given twice, or a shared layer is given shapes that need other
   *     weights
   */
  public static Model of(List<SymbolicTensor> inputs, List<SymbolicTensor> outputs) {
    return FunctionalModels.of("model", Kind.FUNCTIONAL, inputs, outputs);
  }

  /** The same model under another name. */
  public Model withName(String name) {
    return new Model(name, kind, nodes, calls, inputs, outputs);
  }

  /**
   * The only input.
   *
   * @throws IllegalStateException if there are several
   */
  public Input input() {
    checkState(inputs.size() == 1, "Model '%s': %s inputs (expected: 1)", name, inputs.size());
    return input(inputs.get(0));
  }

  /** The inputs, in their order. */
  public List<Input> inputLayers() {
    return inputs.stream().map(this::input).toList();
  }

  /** The inputs' names, in their order. */
  public List<String> inputNames() {
    return inputs.stream().map(port -> node(port).name()).toList();
  }

  /**
   * The outputs' names: those of the layers that give them, made unique by {@code _1} and so on.
   */
  public List<String> outputNames() {
    return LayerNames.unique(outputs.stream().map(port -> node(port).name()).toList());
  }

  /** The shapes of what it gives, the batch first. */
  public List<Shape> outputShapes() {
    return outputs.stream().map(this::shape).toList();
  }

  /**
   * The shape of its only output, the batch first.
   *
   * @throws IllegalStateException if there are several
   */
  public Shape outputShape() {
    checkState(outputs.size() == 1, "Model '%s': %s outputs (expected: 1)", name, outputs.size());
    return shape(outputs.get(0));
  }

  /** The name of the only output. */
  public String outputName() {
    outputShape();
    return outputNames().get(0);
  }

  /** All weights, under their names within the model, such as {@code conv2d/kernel}. */
  public List<WeightSpec> weights() {
    return nodes.stream()
        .flatMap(node -> node.weights().stream().map(weight -> weight.within(node.name())))
        .toList();
  }

  /** The number of values in all its weights. */
  public long parameterCount() {
    return nodes.stream().mapToLong(Node::parameterCount).sum();
  }

  /** Keras' table of the layers, their output shapes and their parameters. */
  public String summary() {
    return Summary.of(this);
  }

  /**
   * The same model with these layers frozen: no gradient changes their weights, no optimizer keeps
   * a slot for them, and their moving averages stay.
   *
   * @param layers names of layers; {@code model/layer} names one within a model; none means all
   * @throws IllegalArgumentException if there is no such layer
   */
  public Model freeze(String... layers) {
    return Freezing.set(this, Arrays.asList(layers), false);
  }

  /** The same model with these layers trained again; none means all. */
  public Model unfreeze(String... layers) {
    return Freezing.set(this, Arrays.asList(layers), true);
  }

  Model withNodes(List<Node> nodes) {
    return new Model(name, kind, nodes, calls, inputs, outputs);
  }

  /**
   * Makes a variable for each weight.
   *
   * @param seed where the initializers' random numbers come from
   * @return the variables, in the order of {@link #weights()}
   */
  public List<Variable<TFloat32>> createVariables(Ops tf, Variables variables, long seed) {
    return createVariables(tf, variables, seed, WeightSpec::initializer);
  }

  /** Makes a variable of zeros for each weight, to be given its value. */
  List<Variable<TFloat32>> createVariables(Ops tf, Variables variables) {
    return createVariables(tf, variables, 0, weight -> Initializer.zeros());
  }

  private List<Variable<TFloat32>> createVariables(
      Ops tf, Variables variables, long seed, Function<WeightSpec, Initializer> initializers) {
    List<Variable<TFloat32>> created = new ArrayList<>();
    Ops scope = tf.withSubScope("initializers");
    for (WeightSpec weight : weights()) {
      Operand<TFloat32> initial =
          initializers
              .apply(weight)
              .build(scope, weight.shape(), Seeds.derive(seed, weight.name()));
      created.add(variables.create(weight.name(), weight.shape(), initial, weight.trainable()));
    }
    return created;
  }

  /** A placeholder for each input, named as it is. */
  public List<Operand<? extends TNumber>> placeholders(Ops tf) {
    List<Operand<? extends TNumber>> placeholders = new ArrayList<>();
    for (Port port : inputs) {
      placeholders.add(input(port).placeholder(tf, node(port).name()));
    }
    return placeholders;
  }

  /**
   * Adds the model's ops. They are in mixed precision if those of {@code tf} are ({@link
   * dev.jera.model.precision.MixedOps}); what is built gives float32 all the same.
   *
   * @param weights the variables that {@link #createVariables} made
   * @param inputs what it is fed, of the inputs' dtypes and shapes
   * @param training randomness for a build that is trained; empty for inference
   */
  public BuiltModel build(
      Ops tf,
      List<Variable<TFloat32>> weights,
      List<? extends Operand<? extends TNumber>> inputs,
      Optional<Randomness> training) {
    return buildParts(List.of(tf), weights, List.of(inputs), List.of(training)).get(0);
  }

  /**
   * Adds the model's ops several times, each for a part of a batch; only of a model that {@link
   * #isPartable}, or is one's rewriting, do they give what they give for the whole batch.
   *
   * @param tf one a part
   * @param inputs what each part is fed
   * @param training randomness for each part, or empty for each
   */
  public List<BuiltModel> buildParts(
      List<Ops> tf,
      List<Variable<TFloat32>> weights,
      List<? extends List<? extends Operand<? extends TNumber>>> inputs,
      List<Optional<Randomness>> training) {
    return ModelBuild.parts(this, tf, weights, inputs, training);
  }

  @Override
  public List<Shape> outputShapes(List<Shape> given) {
    List<Shape> expected = inputs.stream().map(this::shape).toList();
    checkArgument(
        given.size() == expected.size()
            && Streams.zip(given.stream(), expected.stream(), Shapes::fits).allMatch(fits -> fits),
        "inputs %s (expected: %s, what model '%s' takes)",
        format(given),
        format(expected),
        name);
    return outputShapes();
  }

  @Override
  public List<WeightSpec> weights(List<Shape> given) {
    return weights();
  }

  /** Where every layer is. */
  @Override
  public boolean isPerExample() {
    return nodes.stream().map(Node::layer).allMatch(Layer::isPerExample);
  }

  @Override
  public List<Operand<TFloat32>> build(LayerScope scope, List<Operand<TFloat32>> given) {
    return buildParts(List.of(scope), List.of(given)).get(0);
  }

  /** Where every layer is. */
  @Override
  public boolean isPartable() {
    return nodes.stream().map(Node::layer).allMatch(Layer::isPartable);
  }

  /** Layer by layer, each for all parts. */
  @Override
  public List<List<Operand<TFloat32>>> buildParts(
      List<LayerScope> scopes, List<List<Operand<TFloat32>>> inputs) {
    return new ModelBuild(this, scopes).run(inputs);
  }

  /** As Keras' class of such a model. */
  @Override
  public String typeName() {
    return kind == Kind.SEQUENTIAL ? "Sequential" : "Functional";
  }

  Input input(Port port) {
    return (Input) node(port).layer();
  }

  Node node(Port port) {
    return nodes.get(calls.get(port.call()).node());
  }

  Shape shape(Port port) {
    return calls.get(port.call()).outputShapes().get(port.output());
  }

  private static String format(List<Shape> shapes) {
    return shapes.stream().map(Shapes::format).collect(Collectors.joining(", "));
  }

  /** As {@code sequential: [?, 28, 28, 1] -> [?, 10]}. */
  @Override
  public String toString() {
    return "%s: %s -> %s"
        .formatted(name, format(inputs.stream().map(this::shape).toList()), format(outputShapes()));
  }
}
