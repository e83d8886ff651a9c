package dev.jera.model.layer.convolution;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.LayerScope;
import dev.jera.model.WeightSpec;
import dev.jera.model.constraint.Constraint;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Window;
import dev.jera.model.regularizer.Regularizer;
import dev.jera.runtime.Shapes;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** What a convolution does to gradients, as a layer: Conv1DTranspose, Conv2DTranspose. */
interface TransposedConvolution extends Convolution {

  /** The number of output channels. */
  int filters();

  /** How much longer the output is than it must be. */
  OutputPadding outputPadding();

  /** How the kernel begins. */
  Initializer kernelInitializer();

  /** What the kernel adds to the loss. */
  Regularizer kernelRegularizer();

  /** What holds for the kernel after every step. */
  Constraint kernelConstraint();

  /** Checks the numbers; a window has checked its own. */
  static void check(Window window, int filters, OutputPadding outputPadding) {
    Convolution.checkAtLeastOne("filters", filters);
    checkArgument(
        window.padding() != Padding.CAUSAL,
        "padding: CAUSAL (expected: VALID or SAME; causal has no transpose)");
    if (outputPadding.isAutomatic()) {
      return;
    }
    int axes = window.size().size();
    int given = outputPadding.sizes().size();
    checkArgument(
        given == 1 || given == axes,
        "outputPadding: %s (expected: one size, or %s)",
        outputPadding.sizes(),
        axes);
    for (int axis = 0; axis < axes; axis++) {
      checkArgument(
          outputPadding.along(axis) < window.strides().get(axis),
          "outputPadding: %s (expected: below strides %s)",
          outputPadding.sizes(),
          window.strides());
    }
  }

  @Override
  default Shape outputShape(Shape input) {
    Window.checkInput(input, window().size().size());
    long[] output = input.asArray();
    for (int axis = 0; axis < window().size().size(); axis++) {
      output[axis + 1] = outputLength(axis, input.get(axis + 1));
      checkArgument(
          output[axis + 1] > 0,
          "input %s (expected: larger, or outputPadding above 0; nothing is left of it)",
          Shapes.format(input));
    }
    output[output.length - 1] = filters();
    Dilation.check(window(), input);
    return activation().outputShape(Shape.of(output));
  }

  private long outputLength(int axis, long length) {
    long stride = window().strides().get(axis);
    long reach = window().reach(axis);
    boolean same = window().padding() == Padding.SAME;
    if (outputPadding().isAutomatic()) {
      return same ? length * stride : (length - 1) * stride + Math.max(reach, stride);
    }
    return (length - 1) * stride + (same ? reach % 2 : reach) + outputPadding().along(axis);
  }

  @Override
  default List<WeightSpec> kernels(Shape input) {
    return List.of(
        Convolution.kernel("kernel", window(), filters(), input.get(-1), kernelInitializer())
            .withRegularizer(kernelRegularizer())
            .withConstraint(kernelConstraint()));
  }

  @Override
  default Operand<TFloat32> buildHead(LayerScope scope, Operand<TFloat32> x) {
    Shape output = outputShape(x.shape());
    return TransposedOps.build(scope.tf(), x, scope.weight("kernel"), window(), output);
  }
}
