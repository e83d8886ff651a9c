package dev.jera.model;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;

import com.google.common.collect.ImmutableList;
import dev.jera.model.initializer.Initializer;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * A network, described: an input and the layers that follow it. Immutable; every shape in it is
 * known to fit.
 *
 * @param name the model's name, such as {@code sequential}
 * @param input what it is fed
 * @param nodes its layers, in the order in which they are applied
 */
public record Model(String name, Input input, List<Node> nodes) {

  /**
   * A layer at its place in a model.
   *
   * @param name the layer's name, one of its kind in the model
   * @param layer the layer
   * @param inputShape the shape it is given
   * @param outputShape the shape it gives
   */
  public record Node(String name, Layer layer, Shape inputShape, Shape outputShape) {

    /** Its weights, with their names within the layer. */
    public List<WeightSpec> weights() {
      return layer.weights(inputShape);
    }

    /** The name of one of its weights within the model, such as {@code conv2d/kernel}. */
    public String weightName(WeightSpec weight) {
      return name + "/" + weight.name();
    }
  }

  /** Checks that there are layers, that their names differ and that their shapes fit. */
  public Model {
    nodes = ImmutableList.copyOf(nodes);
    checkArgument(!nodes.isEmpty(), "Model '%s': no layers (expected: at least one)", name);
    Set<String> names = new HashSet<>();
    Shape shape = input.batchShape();
    for (Node node : nodes) {
      checkArgument(names.add(node.name()), "Layer name '%s': given twice", node.name());
      checkArgument(
          Shapes.fits(node.inputShape(), shape),
          "Layer '%s': input %s (expected: %s, what the layer before it gives)",
          node.name(),
          Shapes.format(node.inputShape()),
          Shapes.format(shape));
      shape = node.outputShape();
    }
  }

  /** The chain of these layers; {@link Sequential} is its public face. */
  static Model chain(String name, Input input, List<? extends Layer> layers) {
    LayerNames names = new LayerNames();
    List<Node> nodes = new ArrayList<>();
    String previous = "the input";
    Shape shape = input.batchShape();
    for (Layer layer : layers) {
      String layerName = names.next(layer.typeName());
      Shape output = outputShape(layerName, layer, shape, previous);
      nodes.add(new Node(layerName, layer, shape, output));
      shape = output;
      previous = "'" + layerName + "'";
    }
    return new Model(name, input, nodes);
  }

  /** The shape of what it gives, the batch first. */
  public Shape outputShape() {
    return last().outputShape();
  }

  /** The name of the last layer, which is also that of the output. */
  public String outputName() {
    return last().name();
  }

  /** The number of values in all its weights. */
  public long parameterCount() {
    return nodes.stream().mapToLong(Model::parameterCount).sum();
  }

  /** Keras' table of the layers, their output shapes and their parameters. */
  public String summary() {
    return Summary.of(this);
  }

  /**
   * Makes a variable for each weight.
   *
   * @param seed where the initializers' random numbers come from
   * @return the variables in the order of the layers
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
    List<Variable<TFloat32>> weights = new ArrayList<>();
    Ops scope = tf.withSubScope("initializers");
    for (Node node : nodes) {
      for (WeightSpec weight : node.weights()) {
        String weightName = node.weightName(weight);
        Operand<TFloat32> initial =
            initializers.apply(weight).build(scope, weight.shape(), Seeds.derive(seed, weightName));
        weights.add(variables.create(weightName, weight.shape(), initial, true));
      }
    }
    return weights;
  }

  /**
   * Adds the model's ops.
   *
   * @param weights the variables that {@link #createVariables} made
   * @param x the input, of the input's dtype and shape
   * @param training randomness for a build that is trained; empty for inference
   * @return the output of the last layer
   */
  public Operand<TFloat32> build(
      Ops tf,
      List<Variable<TFloat32>> weights,
      Operand<? extends TNumber> x,
      Optional<Randomness> training) {
    Map<String, Operand<TFloat32>> values = new HashMap<>();
    weights.forEach(weight -> values.put(weight.name(), weight.value()));
    Operand<TFloat32> y = tf.dtypes.cast(x, TFloat32.class);
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      LayerScope scope = scope(tf, node, values, training);
      if (training.isPresent() && isTailBeforeMaxima(i)) {
        MonotoneTail layer = (MonotoneTail) node.layer();
        Operand<TFloat32> head = layer.buildHead(scope, y);
        node = nodes.get(++i);
        Operand<TFloat32> maxima = node.layer().build(scope(tf, node, values, training), head);
        y = layer.buildTail(scope, maxima);
      } else {
        y = node.layer().build(scope, y);
      }
      checkState(
          Shapes.fits(y.shape(), node.outputShape()),
          "Layer '%s': its build gives %s, its outputShape %s (expected: the same)",
          node.name(),
          Shapes.format(y.shape()),
          Shapes.format(node.outputShape()));
    }
    return y;
  }

  private boolean isTailBeforeMaxima(int index) {
    return index + 1 < nodes.size()
        && nodes.get(index).layer() instanceof MonotoneTail layer
        && layer.isTailMonotone()
        && nodes.get(index + 1).layer() instanceof Maxima;
  }

  private static LayerScope scope(
      Ops tf, Node node, Map<String, Operand<TFloat32>> weights, Optional<Randomness> training) {
    return new LayerScope(tf.withSubScope(node.name()), node.name(), weights, training);
  }

  static long parameterCount(Node node) {
    return node.weights().stream().mapToLong(weight -> weight.shape().size()).sum();
  }

  private Node last() {
    return nodes.get(nodes.size() - 1);
  }

  private static Shape outputShape(String name, Layer layer, Shape input, String previous) {
    try {
      return layer.outputShape(input);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Layer '%s' after %s: %s".formatted(name, previous, e.getMessage()), e);
    }
  }

  /** As {@code sequential: [?, 28, 28, 1] -> [?, 10]}. */
  @Override
  public String toString() {
    return "%s: %s -> %s"
        .formatted(name, Shapes.format(input.batchShape()), Shapes.format(outputShape()));
  }
}
