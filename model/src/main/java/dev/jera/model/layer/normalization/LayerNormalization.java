package dev.jera.model.layer.normalization;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Ordering;
import com.google.common.primitives.Ints;
import dev.jera.model.LayerScope;
import dev.jera.model.WeightSpec;
import dev.jera.model.constraint.Constraint;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.Axis;
import dev.jera.model.layer.Numbers;
import dev.jera.model.regularizer.Regularizer;
import dev.jera.runtime.Shapes;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Each example with mean 0 and variance 1 along some axes, then times gamma, plus beta.
 *
 * <p>Input [batch, ...], output of the same shape. Weights: gamma and beta, each [sizes of the
 * axes].
 *
 * @param axis the axes, ascending, from 1 behind the batch, or backwards from -1, the last; in an
 *     input of rank above 5 they are neighbours
 * @param epsilon what is added to the variance, above 0
 * @param center whether there is a beta
 * @param scale whether there is a gamma
 * @param betaInitializer how beta begins
 * @param gammaInitializer how gamma begins
 * @param betaRegularizer what beta adds to the loss
 * @param gammaRegularizer what gamma adds to the loss
 * @param betaConstraint what holds for beta
 * @param gammaConstraint what holds for gamma
 * @see <a href="https://keras.io/api/layers/normalization_layers/layer_normalization/">Keras
 *     LayerNormalization</a>
 */
@RecordBuilder
public record LayerNormalization(
    List<Integer> axis,
    double epsilon,
    boolean center,
    boolean scale,
    Initializer betaInitializer,
    Initializer gammaInitializer,
    Regularizer betaRegularizer,
    Regularizer gammaRegularizer,
    Constraint betaConstraint,
    Constraint gammaConstraint)
    implements Affine, LayerNormalizationBuilder.With {

  /** Checks axis and epsilon. */
  public LayerNormalization {
    axis = ImmutableList.copyOf(axis);
    checkArgument(!axis.isEmpty(), "axis: [] (expected: at least 1 axis)");
    axis.forEach(each -> Axis.check("axis", each));
    Numbers.checkPositive("epsilon", epsilon);
  }

  /** Keras' defaults: the last axis, epsilon 0.001, with beta and gamma. */
  public static LayerNormalization of() {
    Initializer zeros = Initializer.zeros();
    Initializer ones = Initializer.ones();
    Regularizer free = Regularizer.none();
    Constraint any = Constraint.none();
    return new LayerNormalization(List.of(-1), 1e-3, true, true, zeros, ones, free, free, any, any);
  }

  @Override
  public Shape outputShape(Shape input) {
    int[] axes = axes(input);
    int span = axes[axes.length - 1] - axes[0] + 1;
    checkArgument(
        input.numDimensions() <= 5 || span == axes.length,
        "input %s (expected: rank 5 at most, or axes %s side by side)",
        Shapes.format(input),
        axis);
    return input;
  }

  @Override
  public List<WeightSpec> weights(Shape input) {
    return Affine.weights(
        this, Shape.of(Arrays.stream(axes(input)).mapToLong(input::get).toArray()));
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    int[] axes = axes(x.shape());
    long[] broadcast = new long[x.shape().numDimensions()];
    Arrays.setAll(broadcast, i -> Ints.contains(axes, i) ? x.shape().get(i) : 1);
    boolean last = axes.length == 1 && axes[0] == broadcast.length - 1;
    Operand<TInt32> over = scope.tf().constant(axes);
    return Affine.normalize(
        this,
        scope,
        x,
        y -> scope.tf().math.mean(y, over, Mean.keepDims(true)),
        weight -> last ? weight : scope.tf().reshape(weight, scope.tf().constant(broadcast)));
  }

  private int[] axes(Shape input) {
    List<Integer> axes = axis.stream().map(each -> Axis.of(input, each).index()).toList();
    checkArgument(
        Ordering.natural().isStrictlyOrdered(axes),
        "input %s (expected: one in which axes %s are ascending, each once)",
        Shapes.format(input),
        axis);
    return Ints.toArray(axes);
  }
}
