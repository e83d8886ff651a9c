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
 * Gated recurrent unit (Cho et al., 2014), its steps {@linkplain Recurrent unrolled}: gates z, r
 * and candidate g of x . kernel, h . recurrent_kernel and bias, r scaling h's part in g; {@code h =
 * z * h + (1 - z) * g}.
 *
 * <p>Input [batch, steps, features], alone or with the state [batch, units]; output [batch, units],
 * or [batch, steps, units] with returnSequences. Weights, in the order z, r, g: kernel [features, 3
 * * units], recurrent_kernel [units, 3 * units], bias [2, 3 * units]: one for x and one for h; or
 * [3 * units] without resetAfter.
 *
 * @param units the size of the output's last axis
 * @param activation for the candidate
 * @param recurrentActivation for the gates
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
 * @param resetAfter whether the reset gate follows the recurrent product, or precedes it
 * @param returnSequences whether every step gives its output, in the order it goes
 * @param returnState whether the last state follows the output
 * @param goBackwards whether it goes from the last step to the first
 * @see <a href="https://keras.io/api/layers/recurrent_layers/gru/">Keras GRU</a>
 */
@RecordBuilder
public record GRU(
    int units,
    Activation activation,
    Activation recurrentActivation,
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
    boolean resetAfter,
    boolean returnSequences,
    boolean returnState,
    boolean goBackwards)
    implements RecurrentLayer, GRUBuilder.With {

  /** Checks the number of units and the dropout. */
  public GRU {
    Recurrence.check(units, dropout);
  }

  /** A layer as Keras makes it for this number of units. */
  public static GRU of(int units) {
    return new GRU(
        units,
        Activations.TANH,
        Activations.SIGMOID,
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
        true,
        false,
        false,
        false);
  }

  @Override
  public GRU backwards() {
    return withGoBackwards(true);
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputs) {
    return new Recurrence(this, 3, 1).outputShapes(inputs);
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    Shape bias = resetAfter ? Shape.of(2, 3L * units) : Shape.of(3L * units);
    return new Recurrence(this, 3, 1).weights(inputs, bias, biasInitializer);
  }

  @Override
  public List<Operand<TFloat32>> build(LayerScope scope, List<Operand<TFloat32>> inputs) {
    return new Recurrence(this, 3, 1).build(scope, inputs, GruCells.of(scope, this));
  }
}
