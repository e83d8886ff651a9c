package dev.jera.model.layer.recurrent;

import com.google.common.collect.Lists;
import dev.jera.model.LayerScope;
import dev.jera.model.layer.regularization.SpatialDropout1D;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The way over the steps.
 *
 * <p>Steps are unrolled, because the gradient of TensorFlow's loops can end the process. Each has
 * its own product with the kernel: one for all was measured to take a fifth longer to train (28
 * steps of 28 features, 128 units, batches of 64), because it waits and copies.
 */
record Unrolling(LayerScope scope, Recurrence recurrence) {

  /** One step. */
  interface Cell {
    /** The next state, after this product of a step's input and the kernel. */
    List<Operand<TFloat32>> step(Operand<TFloat32> x, List<Operand<TFloat32>> state);

    /** The state after a first step, from zeros: a cell may leave their products out. */
    default List<Operand<TFloat32>> first(
        Operand<TFloat32> x, List<? extends Operand<TFloat32>> zeros) {
      return step(x, List.copyOf(zeros));
    }
  }

  List<Operand<TFloat32>> build(List<Operand<TFloat32>> inputs, Cell cell) {
    Ops tf = scope.tf();
    RecurrentLayer layer = recurrence.layer();
    List<Output<TFloat32>> products = products(inputs.get(0));
    List<Output<TFloat32>> steps = layer.goBackwards() ? Lists.reverse(products) : products;
    List<Operand<TFloat32>> state = firstState(inputs, steps, cell);
    List<Operand<TFloat32>> sequence = new ArrayList<>(List.of(state.get(0)));
    for (Output<TFloat32> step : steps.subList(1, steps.size())) {
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

  private List<Operand<TFloat32>> firstState(
      List<Operand<TFloat32>> inputs, List<Output<TFloat32>> steps, Cell cell) {
    if (inputs.size() > 1) {
      return cell.step(steps.get(0), inputs.subList(1, inputs.size()));
    }
    List<Operand<TFloat32>> zeros =
        Collections.nCopies(recurrence.states(), zeroState(scope.tf(), inputs.get(0)));
    // With one step alone, all weights must take part in it: what does not is not trained.
    return steps.size() == 1 ? cell.step(steps.get(0), zeros) : cell.first(steps.get(0), zeros);
  }

  /** What each step's input gives with the kernel and the bias, [batch, width]. */
  private List<Output<TFloat32>> products(Operand<TFloat32> x) {
    Ops tf = scope.tf();
    long steps = x.shape().get(1);
    Operand<TFloat32> kept = SpatialDropout1D.of(recurrence.layer().dropout()).build(scope, x);
    Operand<TFloat32> kernel = scope.weight("kernel");
    List<Output<TFloat32>> products = new ArrayList<>();
    for (Output<TFloat32> step : tf.unstack(kept, steps, Unstack.axis(1L)).output()) {
      Operand<TFloat32> product = tf.linalg.matMul(step, kernel);
      products.add(
          recurrence.layer().useBias()
              ? tf.nn.biasAdd(product, biases(scope).get(0)).asOutput()
              : product.asOutput());
    }
    return products;
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

  private Operand<TFloat32> zeroState(Ops tf, Operand<TFloat32> x) {
    Operand<TInt32> batch = tf.gather(tf.shape(x), tf.constant(0), tf.constant(0));
    return tf.fill(
        tf.stack(List.of(batch, tf.constant(recurrence.layer().units()))), tf.constant(0f));
  }
}
