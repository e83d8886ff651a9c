package dev.jera.model.layer.recurrent;

import dev.jera.model.LayerScope;
import dev.jera.model.WeightSpec;
import dev.jera.model.constraint.Constraint;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.activation.Activation;
import dev.jera.model.layer.activation.Activations;
import dev.jera.model.regularizer.Regularizer;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Recurrent layer without gates (Elman, 1990): each step, {@linkplain Recurrent unrolled}, gives
 * {@code h = activation(x . kernel + h . recurrent_kernel + bias)}.
 *
 * <p>Input [batch, steps, features], alone or with the state [batch, units]; output [batch, units],
 * or [batch, steps, units] with returnSequences. Weights: kernel [features, units],
 * recurrent_kernel [units, units], bias [units].
 *
 * @param units the size of the output's last axis
 * @param activation what follows the sum
 * @param useBias whether there is a bias
 * @param kernelInitializer how the kernel begins
 * @param recurrentInitializer how the recurrent kernel begins
 * @param biasInitializer how the bias begins
 * @param kernelRegularizer what the kernel adds to the loss
 * @param recurrentRegularizer what the recurrent kernel adds
 * @param biasRegularizer what the bias adds
 * @param activityRegularizer what each output adds
 * @param kernelConstraint what holds for the kernel
 * @param recurrentConstraint what holds for the recurrent kernel
 * @param biasConstraint what holds for the bias
 * @param dropout the share of features that training drops, the same at all steps; >= 0, < 1
 * @param returnSequences whether every step gives its output, in the order it goes
 * @param returnState whether the last state follows the output
 * @param goBackwards whether it goes from the last step to the first
 * @see <a href="https://keras.io/api/layers/recurrent_layers/simple_rnn/">Keras SimpleRNN</a>
 */
@RecordBuilder
public record SimpleRNN(
    int units,
    Activation activation,
    boolean useBias,
    Initializer kernelInitializer,
    Initializer recurrentInitializer,
    Initializer biasInitializer,
    Regularizer kernelRegularizer,
    Regularizer recurrentRegularizer,
    Regularizer biasRegularizer,
    Regularizer activityRegularizer,
    Constraint kernelConstraint,
    Constraint recurrentConstraint,
    Constraint biasConstraint,
    double dropout,
    boolean returnSequences,
    boolean returnState,
    boolean goBackwards)
    implements RecurrentLayer, SimpleRNNBuilder.With {

  /** Checks the number of units and the dropout. */
  public SimpleRNN {
    Recurrence.check(units, dropout);
  }

  /** A layer as Keras makes it for this number of units. */
  public static SimpleRNN of(int units) {
    return new SimpleRNN(
        units,
        Activations.TANH,
        true,
        Initializer.glorotUniform(),
        Recurrence.recurrentInitializer(),
        Initializer.zeros(),
        Regularizer.none(),
        Regularizer.none(),
        Regularizer.none(),
        Regularizer.none(),
        Constraint.none(),
        Constraint.none(),
        Constraint.none(),
        0,
        false,
        false,
        false);
  }

  @Override
  public SimpleRNN backwards() {
    return withGoBackwards(true);
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputs) {
    return new Recurrence(this, 1, 1).outputShapes(inputs);
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    return new Recurrence(this, 1, 1).weights(inputs, Shape.of(units), biasInitializer);
  }

  @Override
  public List<Operand<TFloat32>> build(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Operand<TFloat32> kernel = scope.weight("recurrent_kernel");
    return new Recurrence(this, 1, 1)
        .build(
            scope,
            inputs,
            (x, state) ->
                List.of(
                    activation.apply(tf, tf.math.add(x, tf.linalg.matMul(state.get(0), kernel)))));
  }
}
