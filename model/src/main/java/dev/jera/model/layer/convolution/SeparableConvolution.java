package dev.jera.model.layer.convolution;

import dev.jera.model.LayerScope;
import dev.jera.model.WeightSpec;
import dev.jera.model.constraint.Constraint;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Window;
import dev.jera.model.regularizer.Regularizer;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** A convolution of each channel by itself, then one of all channels: SeparableConv2D. */
interface SeparableConvolution extends DepthwiseConvolution {

  /** The number of output channels. */
  int filters();

  /** How the pointwise kernel begins. */
  Initializer pointwiseInitializer();

  /** What the pointwise kernel adds to the loss. */
  Regularizer pointwiseRegularizer();

  /** What holds for the pointwise kernel after every step. */
  Constraint pointwiseConstraint();

  @Override
  default Shape outputShape(Shape input) {
    Shape depthwise = DepthwiseConvolution.super.outputShape(input);
    return depthwise.take(depthwise.numDimensions() - 1).append(filters());
  }

  @Override
  default List<WeightSpec> kernels(Shape input) {
    long channels = input.get(-1) * depthMultiplier();
    return List.of(
        depthwiseKernel("depthwise_kernel", input),
        Convolution.kernel("pointwise_kernel", point(), channels, filters(), pointwiseInitializer())
            .withRegularizer(pointwiseRegularizer())
            .withConstraint(pointwiseConstraint()));
  }

  @Override
  default Operand<TFloat32> buildHead(LayerScope scope, Operand<TFloat32> x) {
    Operand<TFloat32> depthwise =
        ConvolutionOps.depthwise(scope.tf(), x, scope.weight("depthwise_kernel"), window());
    return ConvolutionOps.convolve(
        scope.tf(), depthwise, scope.weight("pointwise_kernel"), point());
  }

  private Window point() {
    List<Integer> ones = Collections.nCopies(window().size().size(), 1);
    return Window.of(ones, ones, Padding.VALID);
  }
}
