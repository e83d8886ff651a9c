package dev.jera.model.layer.normalization;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.model.WeightSpec;
import dev.jera.model.constraint.Constraint;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.regularizer.Regularizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What the normalizations share: values with mean 0 and variance 1, then gamma and beta. */
interface Affine extends UnaryLayer {

  double epsilon();

  boolean center();

  boolean scale();

  Initializer betaInitializer();

  Initializer gammaInitializer();

  Regularizer betaRegularizer();

  Regularizer gammaRegularizer();

  Constraint betaConstraint();

  Constraint gammaConstraint();

  /** Gamma and beta of this shape, where the layer has them. */
  static List<WeightSpec> weights(Affine layer, Shape shape) {
    List<WeightSpec> weights = new ArrayList<>();
    if (layer.scale()) {
      weights.add(
          WeightSpec.of("gamma", shape, layer.gammaInitializer())
              .withRegularizer(layer.gammaRegularizer())
              .withConstraint(layer.gammaConstraint()));
    }
    if (layer.center()) {
      weights.add(
          WeightSpec.of("beta", shape, layer.betaInitializer())
              .withRegularizer(layer.betaRegularizer())
              .withConstraint(layer.betaConstraint()));
    }
    return weights;
  }

  /**
   * {@code gamma * (x - mean(x)) / sqrt(mean((x - mean(x))^2) + epsilon) + beta}.
   *
   * @param mean the mean that each value is compared with
   * @param spread brings gamma and beta to a shape that is broadcast over x
   */
  static Operand<TFloat32> normalize(
      Affine layer,
      LayerScope scope,
      Operand<TFloat32> x,
      UnaryOperator<Operand<TFloat32>> mean,
      UnaryOperator<Operand<TFloat32>> spread) {
    Ops tf = scope.tf();
    Operand<TFloat32> centred = tf.math.sub(x, mean.apply(x));
    Operand<TFloat32> variance = mean.apply(tf.math.square(centred));
    Operand<TFloat32> factor =
        tf.math.rsqrt(tf.math.add(variance, tf.constant((float) layer.epsilon())));
    if (layer.scale()) {
      factor = tf.math.mul(factor, spread.apply(scope.weight("gamma")));
    }
    Operand<TFloat32> scaled = tf.math.mul(centred, factor);
    if (!layer.center()) {
      return scaled;
    }
    Operand<TFloat32> beta = spread.apply(scope.weight("beta"));
    // The gradient of BiasAdd is the faster one.
    return beta.shape().numDimensions() == 1
        ? tf.nn.biasAdd(scaled, beta)
        : tf.math.add(scaled, beta);
  }
}
