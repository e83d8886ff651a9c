package dev.jera.model.layer.convolution;

import dev.jera.model.constraint.Constraint;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Size2D;
import dev.jera.model.layer.Window;
import dev.jera.model.layer.activation.Activation;
import dev.jera.model.layer.activation.Activations;
import dev.jera.model.regularizer.Regularizer;
import io.soabase.recordbuilder.core.RecordBuilder;

/**
 * 2D convolution: {@code activation(conv(x, kernel) + bias)}.
 *
 * <p>Input [batch, height, width, channels], output [batch, height', width', filters]. Weights:
 * kernel [kernel height, kernel width, channels / groups, filters], bias [filters].
 *
 * @param filters the number of output channels, at least 1
 * @param kernelSize the size of the window
 * @param strides how far the window moves
 * @param padding what happens at the edge; not CAUSAL
 * @param dilationRate the distance between the values that the window sees; 1 where strides are not
 * @param groups the number of groups of channels, each seen by its own filters; divides both
 * @param activation what follows the bias
 * @param useBias whether there is a bias
 * @param kernelInitializer how the kernel begins
 * @param biasInitializer how the bias begins
 * @param kernelRegularizer what the kernel adds to the loss
 * @param biasRegularizer what the bias adds to the loss
 * @param activityRegularizer what the output adds to the loss
 * @param kernelConstraint what holds for the kernel after every step
 * @param biasConstraint what holds for the bias after every step
 * @see <a href="https://keras.io/api/layers/convolution_layers/convolution2d/">Keras Conv2D</a>
 */
@RecordBuilder
public record Conv2D(
    int filters,
    Size2D kernelSize,
    Size2D strides,
    Padding padding,
    Size2D dilationRate,
    int groups,
    Activation activation,
    boolean useBias,
    Initializer kernelInitializer,
    Initializer biasInitializer,
    Regularizer kernelRegularizer,
    Regularizer biasRegularizer,
    Regularizer activityRegularizer,
    Constraint kernelConstraint,
    Constraint biasConstraint)
    implements GroupedConvolution, Conv2DBuilder.With {

  /** Checks the window and that both filters and groups are possible. */
  public Conv2D {
    GroupedConvolution.check(
        new Window(kernelSize.toList(), strides.toList(), dilationRate.toList(), padding),
        filters,
        groups);
  }

  /** A convolution with a square window, stride 1, no padding, a bias and no activation. */
  public static Conv2D of(int filters, int kernelSize) {
    return of(filters, Size2D.of(kernelSize));
  }

  /** A convolution with stride 1, no padding, a bias and no activation. */
  public static Conv2D of(int filters, Size2D kernelSize) {
    return new Conv2D(
        filters,
        kernelSize,
        Size2D.of(1),
        Padding.VALID,
        Size2D.of(1),
        1,
        Activations.LINEAR,
        true,
        Initializer.glorotUniform(),
        Initializer.zeros(),
        Regularizer.none(),
        Regularizer.none(),
        Regularizer.none(),
        Constraint.none(),
        Constraint.none());
  }

  @Override
  public Window window() {
    return new Window(kernelSize.toList(), strides.toList(), dilationRate.toList(), padding);
  }
}
