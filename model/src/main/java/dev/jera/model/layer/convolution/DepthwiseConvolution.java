package dev.jera.model.layer.convolution;

import dev.jera.model.LayerScope;
import dev.jera.model.WeightSpec;
import dev.jera.model.constraint.Constraint;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.Sliding;
import dev.jera.model.layer.Window;
import dev.jera.model.regularizer.Regularizer;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** A convolution of each channel by itself: DepthwiseConv2D. */
interface DepthwiseConvolution extends Convolution, Sliding {

  /** The number of channels that it makes of each. */
  int depthMultiplier();

  /** How the depthwise kernel begins. */
  Initializer depthwiseInitializer();

  /** What the depthwise kernel adds to the loss. */
  Regularizer depthwiseRegularizer();

  /** What holds for the depthwise kernel after every step. */
  Constraint depthwiseConstraint();

  /**
   * Checks the numbers.
   *
   * @param window made in the call, since making one checks its own numbers
   */
  static void check(Window window, int depthMultiplier) {
    Convolution.checkAtLeastOne("depthMultiplier", depthMultiplier);
  }

  @Override
  default Shape outputShape(Shape input) {
    Shape output = window().outputShape(input, input.get(-1) * depthMultiplier());
    Dilation.check(window(), input);
    return activation().outputShape(output);
  }

  @Override
  default boolean isLocal() {
    return isTailLocal();
  }

  @Override
  default List<WeightSpec> kernels(Shape input) {
    return List.of(depthwiseKernel("kernel", input));
  }

  @Override
  default Operand<TFloat32> buildHead(LayerScope scope, Operand<TFloat32> x) {
    return ConvolutionOps.depthwise(scope.tf(), x, scope.weight("kernel"), window());
  }

  /** The kernel that sees each channel by itself. */
  default WeightSpec depthwiseKernel(String name, Shape input) {
    return Convolution.kernel(
            name, window(), input.get(-1), depthMultiplier(), depthwiseInitializer())
        .withRegularizer(depthwiseRegularizer())
        .withConstraint(depthwiseConstraint());
  }
}
