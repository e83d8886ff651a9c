package dev.jera.model.layer.activation;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.LayerScope;
import dev.jera.model.UnaryLayer;
import dev.jera.model.WeightSpec;
import dev.jera.model.constraint.Constraint;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.regularizer.Regularizer;
import dev.jera.runtime.Shapes;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.HashSet;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code x} above 0, {@code alpha * x} below, where alpha is learned: He et al., 2015.
 *
 * <p>Input and output have the same shape, [batch, ...]. Weight: alpha, the shape of one example
 * with a 1 for each shared axis. The rank is at most 8, and 5 where axes are shared.
 *
 * @param sharedAxes the axes along which alpha is the same, counted from 1 behind the batch: 1 and
 *     2 for one alpha a channel of images
 * @param alphaInitializer how alpha begins
 * @param alphaRegularizer what alpha adds to the loss
 * @param alphaConstraint what holds for alpha
 * @see <a href="https://keras.io/api/layers/activation_layers/prelu/">Keras PReLU</a>
 */
@RecordBuilder
public record PReLU(
    List<Integer> sharedAxes,
    Initializer alphaInitializer,
    Regularizer alphaRegularizer,
    Constraint alphaConstraint)
    implements UnaryLayer, PReLUBuilder.With {
  /** TensorFlow broadcasts along so many groups of axes at most. */
  private static final int MOST_AXES_SHARED = 5;

  /** Checks the shared axes. */
  public PReLU {
    sharedAxes = List.copyOf(sharedAxes);
    checkArgument(
        sharedAxes.stream().allMatch(axis -> axis >= 1)
            && new HashSet<>(sharedAxes).size() == sharedAxes.size(),
        "sharedAxes: %s (expected: each >= 1, and once)",
        sharedAxes);
  }

  /** An alpha for each value of an example, 0 at first. */
  public static PReLU of() {
    return new PReLU(List.of(), Initializer.zeros(), Regularizer.none(), Constraint.none());
  }

  @Override
  public Shape outputShape(Shape input) {
    int rank = input.numDimensions();
    checkArgument(
        sharedAxes.stream().allMatch(axis -> axis < rank),
        "input %s (expected: the axes %s, which are shared)",
        Shapes.format(input),
        sharedAxes);
    int most = sharedAxes.isEmpty() ? Activation.MOST_AXES : MOST_AXES_SHARED;
    checkArgument(rank <= most, "input %s (expected: rank <= %s)", Shapes.format(input), most);
    return input;
  }

  @Override
  public List<WeightSpec> weights(Shape input) {
    long[] sizes = input.asArray();
    sharedAxes.forEach(axis -> sizes[axis] = 1);
    return List.of(
        WeightSpec.of("alpha", Shape.of(sizes).takeLast(sizes.length - 1), alphaInitializer)
            .withRegularizer(alphaRegularizer)
            .withConstraint(alphaConstraint));
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  /** As Keras builds it: at 0 neither x nor alpha has a slope. */
  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    Operand<TFloat32> below = tf.nn.relu(tf.math.neg(x));
    return tf.math.sub(tf.nn.relu(x), tf.math.mul(scope.weight("alpha"), below));
  }
}
