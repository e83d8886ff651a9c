package dev.jera.model.layer.convolution;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.LayerScope;
import dev.jera.model.WeightSpec;
import dev.jera.model.constraint.Constraint;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.Sliding;
import dev.jera.model.layer.Window;
import dev.jera.model.regularizer.Regularizer;
import dev.jera.runtime.Shapes;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** A convolution whose every filter sees all channels of its group: Conv1D, Conv2D, Conv3D. */
interface GroupedConvolution extends Convolution, Sliding {

  /** The number of output channels. */
  int filters();

  /** The number of groups of channels. */
  int groups();

  /** How the kernel begins. */
  Initializer kernelInitializer();

  /** What the kernel adds to the loss. */
  Regularizer kernelRegularizer();

  /** What holds for the kernel after every step. */
  Constraint kernelConstraint();

  /**
   * Checks the numbers.
   *
   * @param window made in the call, since making one checks its own numbers
   */
  static void check(Window window, int filters, int groups) {
    Convolution.checkAtLeastOne("filters", filters);
    Convolution.checkAtLeastOne("groups", groups);
    checkArgument(
        filters % groups == 0,
        "filters: %s (expected: divisible by %s, the groups)",
        filters,
        groups);
  }

  @Override
  default Shape outputShape(Shape input) {
    Shape output = window().outputShape(input, filters());
    checkArgument(
        input.get(-1) % groups() == 0,
        "input %s (expected: channels divisible by %s, the groups)",
        Shapes.format(input),
        groups());
    Dilation.check(window(), input);
    return activation().outputShape(output);
  }

  @Override
  default boolean isLocal() {
    return isTailLocal();
  }

  @Override
  default List<WeightSpec> kernels(Shape input) {
    long channels = input.get(-1) / groups();
    return List.of(
        Convolution.kernel("kernel", window(), channels, filters(), kernelInitializer())
            .withRegularizer(kernelRegularizer())
            .withConstraint(kernelConstraint()));
  }

  @Override
  default Operand<TFloat32> buildHead(LayerScope scope, Operand<TFloat32> x) {
    return ConvolutionOps.convolve(scope.tf(), x, scope.weight("kernel"), window());
  }
}
