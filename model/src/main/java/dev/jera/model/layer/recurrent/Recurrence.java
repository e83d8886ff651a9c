package dev.jera.model.layer.recurrent;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import dev.jera.model.LayerScope;
import dev.jera.model.WeightSpec;
import dev.jera.model.initializer.Initializer;
import dev.jera.runtime.Shapes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What the recurrent layers share: checks, shapes, weights and the way over the steps.
 *
 * <p>The inputs of all steps meet the kernel in one product; the steps themselves are unrolled,
 * because the gradient of TensorFlow's loops can end the process.
 *
 * @param layer the layer
 * @param gates how many times its kernels are as wide as its units
 * @param states how many tensors [batch, units] its state has, the first of them its output
 */
record Recurrence(RecurrentLayer layer, int gates, int states) {

  /** One step. */
  interface Cell {
    /** The next state, after this product of a step's input and the kernel. */
    List<Operand<TFloat32>> step(Operand<TFloat32> x, List<Operand<TFloat32>> state);
  }

  static void check(int units, double dropout) {
    checkArgument(units > 0, "units: %s (expected: >= 1)", units);
    checkArgument(dropout >= 0 && dropout < 1, "dropout: %s (expected: >= 0 and < 1)", dropout);
  }

  /** How Keras' recurrent kernels begin. */
  static Initializer recurrentInitializer() {
    return Initializer.orthogonal(1);
  }

  List<Shape> outputShapes(List<Shape> inputs) {
    checkArgument(
        inputs.size() == 1 || inputs.size() == 1 + states,
        "%s inputs (expected: 1, or %s with the initial state)",
        inputs.size(),
        1 + states);
    Shape x = inputs.get(0);
    checkArgument(
        x.numDimensions() == 3,
        "input %s (expected: rank 3, [batch, steps, features])",
        Shapes.format(x));
    Shape state = Shape.of(x.get(0), layer.units());
    for (Shape given : inputs.subList(1, inputs.size())) {
      checkArgument(
          Shapes.fits(given, state),
          "input %s (expected: %s, an initial state)",
          Shapes.format(given),
          Shapes.format(state));
    }
    ImmutableList.Builder<Shape> outputs = ImmutableList.builder();
    outputs.add(layer.returnSequences() ? Shape.of(x.get(0), x.get(1), layer.units()) : state);
    return outputs.addAll(Collections.nCopies(layer.returnState() ? states : 0, state)).build();
  }

  List<WeightSpec> weights(List<Shape> inputs, Shape bias, Initializer biasInitializer) {
    ImmutableList.Builder<WeightSpec> weights = ImmutableList.builder();
    Shape kernel = Shape.of(inputs.get(0).get(2), width());
    weights.add(
        WeightSpec.of("kernel", kernel, layer.kernelInitializer())
            .withRegularizer(layer.kernelRegularizer())
            .withConstraint(layer.kernelConstraint()));
    Shape recurrent = Shape.of(layer.units(), width());
    weights.add(
        WeightSpec.of("recurrent_kernel", recurrent, layer.recurrentInitializer())
            .withRegularizer(layer.recurrentRegularizer())
            .withConstraint(layer.recurrentConstraint()));
    if (layer.useBias()) {
      weights.add(
          WeightSpec.of("bias", bias, biasInitializer)
              .withRegularizer(layer.biasRegularizer())
              .withConstraint(layer.biasConstraint()));
    }
    return weights.build();
  }

  /** The size of the kernels' last axis. */
  long width() {
    return (long) gates * layer.units();
  }

  List<Operand<TFloat32>> build(LayerScope scope, List<Operand<TFloat32>> inputs, Cell cell) {
    Ops tf = scope.tf();
    List<Operand<TFloat32>> state =
        inputs.size() > 1
            ? inputs.subList(1, inputs.size())
            : Collections.nCopies(states, zeroState(tf, inputs.get(0)));
    List<Output<TFloat32>> steps = products(scope, inputs.get(0));
    List<Operand<TFloat32>> sequence = new ArrayList<>();
    for (Output<TFloat32> step : layer.goBackwards() ? Lists.reverse(steps) : steps) {
      state = cell.step(step, state);
      sequence.add(state.get(0));
    }
    List<Operand<TFloat32>> outputs = new ArrayList<>();
    if (layer.returnSequences()) {
      outputs.add(tf.stack(sequence, Stack.axis(1L)));
    } else {
      // A tensor of its own: TensorFlow Java cannot fetch one tensor as two outputs.
      outputs.add(layer.returnState() ? tf.identity(state.get(0)) : state.get(0));
    }
    if (layer.returnState()) {
      outputs.addAll(state);
    }
    outputs.forEach(output -> scope.addActivityLoss(layer.activityRegularizer(), output));
    return outputs;
  }

  /** What each step's input gives with the kernel and the bias, [batch, width]. */
  private List<Output<TFloat32>> products(LayerScope scope, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    long steps = x.shape().get(1);
    long features = x.shape().get(2);
    // Steps first, so that the products of one step lie together.
    Operand<TFloat32> byStep = tf.linalg.transpose(x, tf.array(1, 0, 2));
    if (scope.isTraining() && layer.dropout() > 0) {
      byStep = tf.math.mul(byStep, dropoutMask(scope, x));
    }
    Operand<TFloat32> rows = tf.reshape(byStep, tf.array(-1, features));
    Operand<TFloat32> products = tf.linalg.matMul(rows, scope.weight("kernel"));
    if (layer.useBias()) {
      products = tf.nn.biasAdd(products, biases(scope).get(0));
    }
    return tf.unstack(tf.reshape(products, tf.array(steps, -1, width())), steps).output();
  }

  /** The bias; or that for the input and that for the state, where it has two rows. */
  static List<? extends Operand<TFloat32>> biases(LayerScope scope) {
    Operand<TFloat32> bias = scope.weight("bias");
    return bias.shape().numDimensions() == 1
        ? List.of(bias)
        : scope.tf().unstack(bias, 2L).output();
  }

  static List<Output<TFloat32>> split(Ops tf, Operand<TFloat32> x, long parts) {
    return tf.split(tf.constant(1), x, parts).output();
  }

  /** [batch, features], the same for every step. */
  private Operand<TFloat32> dropoutMask(LayerScope scope, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    Operand<TInt32> shape =
        tf.stack(List.of(batch(tf, x), tf.constant(Math.toIntExact(x.shape().get(2)))));
    Operand<TFloat32> kept =
        tf.dtypes.cast(
            tf.math.greaterEqual(scope.randomUniform(shape), tf.constant((float) layer.dropout())),
            TFloat32.class);
    return tf.math.mul(kept, tf.constant((float) (1 / (1 - layer.dropout()))));
  }

  private Operand<TFloat32> zeroState(Ops tf, Operand<TFloat32> x) {
    return tf.fill(tf.stack(List.of(batch(tf, x), tf.constant(layer.units()))), tf.constant(0f));
  }

  private static Operand<TInt32> batch(Ops tf, Operand<TFloat32> x) {
    return tf.gather(tf.shape(x), tf.constant(0), tf.constant(0));
  }
}
