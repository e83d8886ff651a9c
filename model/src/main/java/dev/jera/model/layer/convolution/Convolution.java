package dev.jera.model.layer.convolution;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import dev.jera.model.LayerScope;
import dev.jera.model.MonotoneTail;
import dev.jera.model.WeightSpec;
import dev.jera.model.constraint.Constraint;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.Window;
import dev.jera.model.layer.activation.Activation;
import dev.jera.model.regularizer.Regularizer;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What all convolutions share: kernels and a window that moves, then a bias and an activation. */
interface Convolution extends MonotoneTail {

  /** The window that moves over the input. */
  Window window();

  /** What follows the bias. */
  Activation activation();

  /** Whether there is a bias. */
  boolean useBias();

  /** How the bias begins. */
  Initializer biasInitializer();

  /** What the bias adds to the loss. */
  Regularizer biasRegularizer();

  /** What the output adds to the loss. */
  Regularizer activityRegularizer();

  /** What holds for the bias after every step. */
  Constraint biasConstraint();

  /** The weights before the bias. */
  List<WeightSpec> kernels(Shape input);

  @Override
  default List<WeightSpec> weights(Shape input) {
    List<WeightSpec> kernels = kernels(input);
    if (!useBias()) {
      return kernels;
    }
    Shape shape = Shape.of(outputShape(input).get(-1));
    WeightSpec bias =
        WeightSpec.of("bias", shape, biasInitializer())
            .withRegularizer(biasRegularizer())
            .withConstraint(biasConstraint());
    return ImmutableList.<WeightSpec>builder().addAll(kernels).add(bias).build();
  }

  /** An activity loss is of every output, so that none may be left out before maxima. */
  @Override
  default boolean isTailMonotone() {
    return activation().isMonotone() && activityRegularizer().equals(Regularizer.none());
  }

  /** An activity loss looks at every place; an activation may look at several. */
  default boolean isTailLocal() {
    return activation().isLocal() && activityRegularizer().equals(Regularizer.none());
  }

  @Override
  default boolean isPerExample() {
    return activation().isPerExample();
  }

  @Override
  default Operand<TFloat32> buildTail(LayerScope scope, Operand<TFloat32> y) {
    Ops tf = scope.tf();
    Operand<TFloat32> biased = useBias() ? tf.nn.biasAdd(y, scope.weight("bias")) : y;
    Operand<TFloat32> activated = activation().apply(tf, biased);
    scope.addActivityLoss(activityRegularizer(), activated);
    return activated;
  }

  /** A kernel of the window's size with these last two axes. */
  static WeightSpec kernel(
      String name, Window window, long beforeLast, long last, Initializer initializer) {
    Shape size = Shape.of(window.size().stream().mapToLong(Integer::longValue).toArray());
    return WeightSpec.of(name, size.append(beforeLast).append(last), initializer);
  }

  /** Checks a number of channels that a layer makes. */
  static void checkAtLeastOne(String name, int value) {
    checkArgument(value >= 1, "%s: %s (expected: >= 1)", name, value);
  }
}
