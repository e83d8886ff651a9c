package dev.jera.training.optimizer;

import com.google.common.collect.ImmutableList;
import dev.jera.runtime.Ranges;
import dev.jera.runtime.Variable;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Pulls weights to 0 before each update, apart from the gradient (Loshchilov and Hutter, 2019):
 * {@code w -= learningRate * rate * w}.
 *
 * @param rate at least 0; 0 leaves the weights alone
 * @param excluded regular expressions; a weight does not decay in whose name, such as {@code
 *     dense/bias}, one is found
 * @see <a href="https://keras.io/api/optimizers/">Keras weight_decay, exclude_from_weight_decay</a>
 */
public record WeightDecay(double rate, List<String> excluded) {

  /** Copies the list, and checks the range and the expressions. */
  public WeightDecay {
    Ranges.checkNotNegative("rate", rate);
    excluded = ImmutableList.copyOf(excluded);
    excluded.forEach(WeightDecay::checkPattern);
  }

  /** All trainable weights decay. */
  public static WeightDecay of(double rate) {
    return new WeightDecay(rate, List.of());
  }

  /** No weight decays. */
  public static WeightDecay none() {
    return of(0);
  }

  /**
   * The same, and weights do not decay in whose name one of these is found.
   *
   * @param patterns regular expressions, such as {@code bias}, {@code gamma} and {@code beta}
   */
  public WeightDecay excluding(String... patterns) {
    return new WeightDecay(
        rate, ImmutableList.<String>builder().addAll(excluded).add(patterns).build());
  }

  /** Whether the weight of this name decays. */
  public boolean covers(String weight) {
    return rate > 0
        && excluded.stream().noneMatch(pattern -> Pattern.compile(pattern).matcher(weight).find());
  }

  /** The same gradient, which is there once the weight has decayed. */
  Operand<TFloat32> before(
      OptimizerScope scope, Variable<TFloat32> weight, Operand<TFloat32> gradient) {
    if (!covers(weight.name())) {
      return gradient;
    }
    Ops tf = scope.tf();
    Operand<TFloat32> share = tf.math.mul(scope.learningRate(), scope.constant(rate));
    Op decayed = tf.assignSubVariableOp(weight.handle(), tf.math.mul(weight.value(), share));
    return tf.withControlDependencies(List.of(decayed)).identity(gradient);
  }

  private static void checkPattern(String pattern) {
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "excluded: '%s', %s at %s (expected: a regular expression)"
              .formatted(pattern, e.getDescription(), e.getIndex()),
          e);
    }
  }
}
