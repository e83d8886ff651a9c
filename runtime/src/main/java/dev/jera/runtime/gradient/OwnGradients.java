package dev.jera.runtime.gradient;

import static com.google.common.base.Preconditions.checkArgument;
import static dev.jera.runtime.gradient.Slopes.number;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.RawCustomGradient;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * Functions whose gradient is Jera's although TensorFlow has one for their ops, because there is a
 * cheaper one.
 *
 * <p>A gradient is registered for an op type, once, and cannot be replaced. So the function's value
 * is taken where no gradient flows, and is handed on, with what it came of, by an IdentityN that
 * bears a mark; the gradient of IdentityN is Jera's.
 */
public final class OwnGradients {
  private static final String MARK_OF_MAXIMUM = "jera_maximum";
  private static final String MARK_OF_RECTIFIED = "jera_rectified";
  private static final ImmutableSet<String> RECTIFIERS = ImmutableSet.of("Relu", "Relu6");

  private static final ImmutableMap<String, RawCustomGradient> BY_MARK =
      ImmutableMap.of(
          MARK_OF_MAXIMUM,
          OwnGradients::maximum,
          MARK_OF_RECTIFIED,
          OwnGradients::rectified,
          PartedNormalization.MARK,
          PartedNormalization::gradient,
          PartedProduct.MARK,
          PartedProduct::gradient);

  private OwnGradients() {}

  /**
   * The greater of each two values. All of the gradient goes to it, and to the first where both are
   * equal, as with a pooling. TensorFlow's gradient of Maximum broadcasts and sums up besides.
   *
   * @param b of the shape of a
   */
  public static Operand<TFloat32> maximum(Ops tf, Operand<TFloat32> a, Operand<TFloat32> b) {
    Operand<TFloat32> value = tf.math.maximum(tf.stopGradient(a), tf.stopGradient(b));
    return marked(tf, MARK_OF_MAXIMUM, List.of(value, a, b)).get(0);
  }

  /**
   * A rectified x, whose slope passes where the output is above 0 and below the rectifier's limit:
   * there it is x. TensorFlow's gradients look at x, which they keep in memory for that.
   *
   * @param rectifier adds the op Relu or Relu6
   * @throws IllegalArgumentException if it adds another one
   */
  public static Operand<TFloat32> rectified(
      Ops tf, Operand<TFloat32> x, UnaryOperator<Operand<TFloat32>> rectifier) {
    Operand<TFloat32> value = rectifier.apply(tf.stopGradient(x));
    String type = value.op().type();
    checkArgument(
        RECTIFIERS.contains(type), "rectifier: adds %s (expected: one of %s)", type, RECTIFIERS);
    return marked(tf, MARK_OF_RECTIFIED, List.of(value, x)).get(0);
  }

  /**
   * Values and what they came of, handed on by an IdentityN that bears a mark. Ops in mixed
   * precision round all of them if one is rounded.
   */
  static List<Operand<TFloat32>> marked(Ops tf, String mark, List<Operand<TFloat32>> handed) {
    OperationBuilder builder = tf.scope().opBuilder("IdentityN", mark);
    builder.addInputList(handed.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
    Operation identity = builder.build();
    return IntStream.range(0, handed.size()).<Operand<TFloat32>>mapToObj(identity::output).toList();
  }

  /** The gradient of every IdentityN: of those without a mark it passes on what it gets. */
  static List<Operand<?>> identityN(Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    String path = operation.name();
    String name = path.substring(path.lastIndexOf('/') + 1);
    for (Map.Entry<String, RawCustomGradient> marked : BY_MARK.entrySet()) {
      if (name.startsWith(marked.getKey())) {
        return marked.getValue().call(tf, operation, gradients);
      }
    }
    return List.copyOf(gradients);
  }

  /** {@code b - a} is above 0 where b is the greater, and ReluGrad lets a slope pass there. */
  private static List<Operand<?>> maximum(
      Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    Operand<TNumber> slope = number(gradients.get(0));
    Operand<TNumber> a = number(operation.input(1));
    Operand<TNumber> b = number(operation.input(2));
    Operand<TNumber> ofB = passing(tf, "ReluGrad", slope, tf.math.sub(b, a));
    return List.of(tf.zerosLike(number(operation.input(0))), tf.math.sub(slope, ofB), ofB);
  }

  private static List<Operand<?>> rectified(
      Ops tf, GraphOperation operation, List<Output<?>> gradients) {
    Operand<TNumber> value = number(operation.input(0));
    return List.of(
        tf.zerosLike(value),
        passing(tf, value.op().type() + "Grad", number(gradients.get(0)), value));
  }

  /** The slopes that a rectifier's gradient lets pass at these values. */
  private static Operand<TNumber> passing(
      Ops tf, String type, Operand<TNumber> slope, Operand<TNumber> values) {
    OperationBuilder builder = tf.scope().opBuilder(type, type);
    builder.addInput(slope.asOutput());
    builder.addInput(values.asOutput());
    return number(builder.build().output(0));
  }
}
