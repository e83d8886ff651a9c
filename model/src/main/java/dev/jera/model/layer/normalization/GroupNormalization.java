package dev.jera.model.layer.normalization;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.LayerScope;
import dev.jera.model.WeightSpec;
import dev.jera.model.constraint.Constraint;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.Axis;
import dev.jera.model.layer.Numbers;
import dev.jera.model.regularizer.Regularizer;
import dev.jera.runtime.Shapes;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/**
 * Each group of channels of each example with mean 0 and variance 1, then times gamma, plus beta.
 *
 * <p>Input [batch, ...], output of the same shape. Weights: gamma and beta, each [channels].
 *
 * @param groups how many groups of neighbouring channels, a divisor of their number; -1 makes each
 *     channel a group: instance normalization
 * @param axis the channels' axis, from 1 behind the batch, or backwards from -1, the last
 * @param epsilon what is added to the variance, above 0
 * @param center whether there is a beta
 * @param scale whether there is a gamma
 * @param betaInitializer how beta begins
 * @param gammaInitializer how gamma begins
 * @param betaRegularizer what beta adds to the loss
 * @param gammaRegularizer what gamma adds to the loss
 * @param betaConstraint what holds for beta
 * @param gammaConstraint what holds for gamma
 * @see <a href="https://keras.io/api/layers/normalization_layers/group_normalization/">Keras
 *     GroupNormalization</a>
 */
@RecordBuilder
public record GroupNormalization(
    int groups,
    int axis,
    double epsilon,
    boolean center,
    boolean scale,
    Initializer betaInitializer,
    Initializer gammaInitializer,
    Regularizer betaRegularizer,
    Regularizer gammaRegularizer,
    Constraint betaConstraint,
    Constraint gammaConstraint)
    implements Affine, GroupNormalizationBuilder.With {

  /** Checks groups, axis and epsilon. */
  public GroupNormalization {
    checkArgument(
        groups > 0 || groups == -1,
        "groups: %s (expected: >= 1, or -1: each channel is one)",
        groups);
    Axis.check("axis", axis);
    Numbers.checkPositive("epsilon", epsilon);
  }

  /** So many groups (Keras' default is 32) on the last axis, epsilon 0.001, beta and gamma. */
  public static GroupNormalization of(int groups) {
    Initializer zeros = Initializer.zeros();
    Initializer ones = Initializer.ones();
    Regularizer free = Regularizer.none();
    Constraint any = Constraint.none();
    return new GroupNormalization(groups, -1, 1e-3, true, true, zeros, ones, free, free, any, any);
  }

  @Override
  public Shape outputShape(Shape input) {
    long channels = Axis.of(input, axis).size();
    checkArgument(
        channels % groups == 0,
        "input %s (expected: a multiple of %s channels at axis %s)",
        Shapes.format(input),
        groups,
        axis);
    return input;
  }

  @Override
  public List<WeightSpec> weights(Shape input) {
    return Affine.weights(this, Shape.of(Axis.of(input, axis).size()));
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    Axis channels = Axis.of(x.shape(), axis);
    Operand<TFloat32> rows = channels.toLast(tf, x);
    Operand<TFloat32> y =
        Affine.normalize(this, scope, rows, z -> mean(tf, z, channels.size()), weight -> weight);
    return channels.restore(tf, y);
  }

  /** Of [batch, others, channels] the mean of each channel's group, [batch, 1, channels]. */
  private Operand<TFloat32> mean(Ops tf, Operand<TFloat32> x, long channels) {
    long size = groups < 0 ? 1 : channels / groups;
    Operand<TFloat32> ofChannels = tf.math.mean(x, tf.constant(1));
    Operand<TFloat32> grouped = tf.reshape(ofChannels, tf.array(-1L, channels / size, size));
    Operand<TFloat32> ofGroups = tf.math.mean(grouped, tf.constant(2), Mean.keepDims(true));
    return tf.reshape(tf.tile(ofGroups, tf.array(1L, 1L, size)), tf.array(-1L, 1L, channels));
  }
}
