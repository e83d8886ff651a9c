package dev.jera.model.layer.normalization;

import dev.jera.model.LayerScope;
import dev.jera.model.WeightSpec;
import dev.jera.model.constraint.Constraint;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.Axis;
import dev.jera.model.layer.Numbers;
import dev.jera.model.regularizer.Regularizer;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Each channel with mean 0 and variance 1, then times gamma, plus beta. Training takes mean and
 * variance from the batch and keeps moving averages of them; inference, and a frozen layer, take
 * the averages.
 *
 * <p>Input [batch, ...], output of the same shape. Weights: gamma, beta, moving_mean and
 * moving_variance, each [channels].
 *
 * @param axis the channels' axis, from 1 behind the batch, or backwards from -1, the last
 * @param momentum how much of a moving average stays at a step, from 0 to 1
 * @param epsilon what is added to the variance, above 0
 * @param center whether there is a beta
 * @param scale whether there is a gamma
 * @param betaInitializer how beta begins
 * @param gammaInitializer how gamma begins
 * @param movingMeanInitializer how the moving mean begins
 * @param movingVarianceInitializer how the moving variance begins
 * @param betaRegularizer what beta adds to the loss
 * @param gammaRegularizer what gamma adds to the loss
 * @param betaConstraint what holds for beta
 * @param gammaConstraint what holds for gamma
 * @see <a href="https://keras.io/api/layers/normalization_layers/batch_normalization/">Keras
 *     BatchNormalization</a>
 */
@RecordBuilder
public record BatchNormalization(
    int axis,
    double momentum,
    double epsilon,
    boolean center,
    boolean scale,
    Initializer betaInitializer,
    Initializer gammaInitializer,
    Initializer movingMeanInitializer,
    Initializer movingVarianceInitializer,
    Regularizer betaRegularizer,
    Regularizer gammaRegularizer,
    Constraint betaConstraint,
    Constraint gammaConstraint)
    implements Affine, BatchNormalizationBuilder.With {

  /** Checks axis, momentum and epsilon. */
  public BatchNormalization {
    Axis.check("axis", axis);
    Numbers.checkAtMostOne("momentum", momentum);
    Numbers.checkPositive("epsilon", epsilon);
  }

  /** Keras' defaults: the last axis, momentum 0.99, epsilon 0.001, with beta and gamma. */
  public static BatchNormalization of() {
    Initializer zeros = Initializer.zeros();
    Initializer ones = Initializer.ones();
    Regularizer free = Regularizer.none();
    Constraint any = Constraint.none();
    return new BatchNormalization(
        -1, 0.99, 1e-3, true, true, zeros, ones, zeros, ones, free, free, any, any);
  }

  @Override
  public Shape outputShape(Shape input) {
    return Axis.of(input, axis).shape();
  }

  @Override
  public List<WeightSpec> weights(Shape input) {
    Shape channels = Shape.of(Axis.of(input, axis).size());
    List<WeightSpec> weights = new ArrayList<>(Affine.weights(this, channels));
    weights.add(WeightSpec.of("moving_mean", channels, movingMeanInitializer).frozen());
    weights.add(WeightSpec.of("moving_variance", channels, movingVarianceInitializer).frozen());
    return weights;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    return new BatchMoments(scope, this).normalize(x);
  }

  @Override
  public boolean isPartable() {
    return true;
  }

  @Override
  public List<List<Operand<TFloat32>>> buildParts(
      List<LayerScope> scopes, List<List<Operand<TFloat32>>> inputs) {
    BatchMoments first = new BatchMoments(scopes.get(0), this);
    return scopes.size() > 1 && first.areOfBatch()
        ? first.normalizeParts(scopes, inputs.stream().map(input -> input.get(0)).toList())
        : Affine.super.buildParts(scopes, inputs);
  }
}
