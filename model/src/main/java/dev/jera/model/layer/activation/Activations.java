package dev.jera.model.layer.activation;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Shapes;
import java.util.function.BiFunction;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.LeakyRelu;
import org.tensorflow.types.TFloat32;

/**
 * The activations that have nothing to choose, with Keras 3's defaults.
 *
 * <p>Input and output have the same shape; {@link #SOFTMAX} and {@link #LOG_SOFTMAX} work on the
 * last axis and need [batch, ..., classes].
 *
 * @see <a href="https://keras.io/api/layers/activations/">Keras activations</a>
 */
public enum Activations implements Activation {
  /** x. */
  LINEAR((tf, x) -> x),
  /** max(x, 0). */
  RELU((tf, x) -> tf.nn.relu(x)),
  /** min(max(x, 0), 6). */
  RELU6((tf, x) -> tf.nn.relu6(x)),
  /** x above 0, 0.2 x below; the layer {@link LeakyReLU} has another slope. */
  LEAKY_RELU((tf, x) -> tf.nn.leakyRelu(x, LeakyRelu.alpha(0.2f))),
  /** x above 0, exp(x) - 1 below: Clevert et al., 2016. */
  ELU((tf, x) -> tf.nn.elu(x)),
  /** 1.0507 times x above 0, times 1.6733 (exp(x) - 1) below: Klambauer et al., 2017. */
  SELU((tf, x) -> tf.nn.selu(x)),
  /** As {@link #ELU}, which it is for Keras' default alpha of 1: Barron, 2017. */
  CELU((tf, x) -> tf.nn.elu(x)),
  /** x (1 + erf(x / sqrt(2))) / 2: Hendrycks and Gimpel, 2016. */
  GELU(Formulas::gelu),
  /** x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2, which is near {@link #GELU}. */
  GELU_TANH(Formulas::geluTanh),
  /** x sigmoid(x): Ramachandran et al., 2017. */
  SILU((tf, x) -> tf.math.mul(x, tf.math.sigmoid(x))),
  /** x sigmoid(x), the sigmoid a {@link #HARD_SIGMOID}: Howard et al., 2019. */
  HARD_SILU((tf, x) -> tf.math.mul(x, Formulas.hardSigmoid(tf, x))),
  /** x tanh(softplus(x)): Misra, 2019. */
  MISH((tf, x) -> tf.math.mul(x, tf.math.tanh(tf.math.softplus(x)))),
  /** log(1 + exp(x)). */
  SOFTPLUS((tf, x) -> tf.math.softplus(x)),
  /** x / (1 + |x|). */
  SOFTSIGN((tf, x) -> tf.nn.softsign(x)),
  /** 1 / (1 + exp(-x)). */
  SIGMOID((tf, x) -> tf.math.sigmoid(x)),
  /** min(max(x + 3, 0), 6) / 6. */
  HARD_SIGMOID(Formulas::hardSigmoid),
  /** log(sigmoid(x)). */
  LOG_SIGMOID((tf, x) -> tf.math.neg(tf.math.softplus(tf.math.neg(x)))),
  /** Hyperbolic tangent. */
  TANH((tf, x) -> tf.math.tanh(x)),
  /** exp(x), infinite from 88.73 on. */
  EXPONENTIAL((tf, x) -> tf.math.exp(x)),
  /** exp(x) / sum(exp(x)) over the last axis. */
  SOFTMAX(Formulas::softmax),
  /** x - log(sum(exp(x))) over the last axis. */
  LOG_SOFTMAX(Formulas::logSoftmax);

  /** Captures nothing. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> function;

  Activations(BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> function) {
    this.function = function;
  }

  @Override
  public Shape outputShape(Shape input) {
    checkArgument(
        (this != SOFTMAX && this != LOG_SOFTMAX) || input.numDimensions() >= 2,
        "input %s (expected: rank >= 2, [batch, ..., classes])",
        Shapes.format(input));
    return this == LINEAR ? input : Activation.super.outputShape(input);
  }

  @Override
  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x) {
    return function.apply(tf, x);
  }

  /** True where every step is one operation, exactly rounded, that never falls. */
  @Override
  public boolean isMonotone() {
    return switch (this) {
      case LINEAR, RELU, RELU6, LEAKY_RELU, HARD_SIGMOID -> true;
      default -> false;
    };
  }

  /** The softmaxes, too: the channels are their axis. */
  @Override
  public boolean isLocal() {
    return true;
  }

  @Override
  public String typeName() {
    return "Activation";
  }
}
