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
import org.tensorflow.types.TFloat32;

/**
 * Long short-term memory (Hochreiter and Schmidhuber, 1997), its steps {@linkplain Recurrent
 * unrolled}: gates i, f, o and candidate g of x . kernel + h . recurrent_kernel + bias; {@code c =
 * f * c + i * g, h = o * activation(c)}.
 *
 * <p>Input [batch, steps, features], alone or with the states h, c [batch, units]; output [batch,
 * units], or [batch, steps, units] with returnSequences. Weights, in the order i, f, g, o: kernel
 * [features, 4 * units], recurrent_kernel [units, 4 * units], bias [4 * units].
 *
 * @param units the size of the output's last axis
 * @param activation for the candidate and the cell state
 * @param recurrentActivation for the gates
 * @param useBias whether there is a bias
 * @param kernelInitializer how the kernel begins
 * @param recurrentInitializer how the recurrent kernel begins
 * @param biasInitializer how the bias begins
 * @param unitForgetBias whether the forget gate's bias begins with 1
 * @param kernelRegularizer what the kernel adds to the loss
 * @param recurrentRegularizer what the recurrent kernel adds
 * @param biasRegularizer what the bias adds
 * @param activityRegularizer what each output adds
 * @param kernelConstraint what holds for the kernel
 * @param recurrentConstraint what holds for the recurrent kernel
 * @param biasConstraint what holds for the bias
 * @param dropout the share of features that training drops, the same at all steps; >= 0, < 1
 * @param returnSequences whether every step gives its output, in the order it goes
 * @param returnState whether the last h and c follow the output
 * @param goBackwards whether it goes from the last step to the first
 * @see <a href="https://keras.io/api/layers/recurrent_layers/lstm/">Keras LSTM</a>
 */
@RecordBuilder
public record LSTM(
    int units,
    Activation activation,
    Activation recurrentActivation,
    boolean useBias,
    Initializer kernelInitializer,
    Initializer recurrentInitializer,
    Initializer biasInitializer,
    boolean unitForgetBias,
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
    implements RecurrentLayer, LSTMBuilder.With {

  /** Checks the number of units and the dropout. */
  public LSTM {
    Recurrence.check(units, dropout);
  }

  /** A layer as Keras makes it for this number of units. */
  public static LSTM of(int units) {
    return new LSTM(
        units,
        Activations.TANH,
        Activations.SIGMOID,
        true,
        Initializer.glorotUniform(),
        Recurrence.recurrentInitializer(),
        Initializer.zeros(),
        true,
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
  public LSTM backwards() {
    return withGoBackwards(true);
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputs) {
    return new Recurrence(this, 4, 2).outputShapes(inputs);
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    Initializer bias = unitForgetBias ? new ForgetBias(biasInitializer) : biasInitializer;
    return new Recurrence(this, 4, 2).weights(inputs, Shape.of(4L * units), bias);
  }

  @Override
  public List<Operand<TFloat32>> build(LayerScope scope, List<Operand<TFloat32>> inputs) {
    return new Recurrence(this, 4, 2).build(scope, inputs, LstmCell.of(scope, this));
  }
}
