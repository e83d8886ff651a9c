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
 * Transposed 2D convolution: what the convolution does to gradients, as a layer that enlarges.
 *
 * <p>Input [batch, height, width, channels], output [batch, height', width', filters]. With reach =
 * (kernel - 1) * dilation + 1, a length becomes, for VALID, (length - 1) * stride + max(reach,
 * stride), for SAME length * stride; with an output padding (length - 1) * stride + reach +
 * padding, for SAME (length - 1) * stride + reach % 2 + padding. Weights: kernel [kernel height,
 * kernel width, filters, channels], bias [filters].
 *
 * @param filters the number of output channels, at least 1
 * @param kernelSize the size of the window
 * @param strides how far apart inputs come to lie
 * @param padding VALID keeps all that a window reaches; SAME cuts it at the edges
 * @param outputPadding how much longer the output is than it must be
 * @param dilationRate the distance between the values that the window reaches; 1 where strides are
 *     not
 * @param activation what follows the bias
 * @param useBias whether there is a bias
 * @param kernelInitializer how the kernel begins
 * @param biasInitializer how the bias begins
 * @param kernelRegularizer what the kernel adds to the loss
 * @param biasRegularizer what the bias adds to the loss
 * @param activityRegularizer what the output adds to the loss
 * @param kernelConstraint what holds for the kernel after every step
 * @param biasConstraint what holds for the bias after every step
 * @see <a href="https://keras.io/api/layers/convolution_layers/convolution2d_transpose/">Keras
 *     Conv2DTranspose</a>
 */
@RecordBuilder
public record Conv2DTranspose(
    int filters,
    Size2D kernelSize,
    Size2D strides,
    Padding padding,
    OutputPadding outputPadding,
    Size2D dilationRate,
    Activation activation,
    boolean useBias,
    Initializer kernelInitializer,
    Initializer biasInitializer,
    Regularizer kernelRegularizer,
    Regularizer biasRegularizer,
    Regularizer activityRegularizer,
    Constraint kernelConstraint,
    Constraint biasConstraint)
    implements TransposedConvolution, Conv2DTransposeBuilder.With {

  /** Checks the window, the filters and the output padding. */
  public Conv2DTranspose {
    TransposedConvolution.check(
        new Window(kernelSize.toList(), strides.toList(), dilationRate.toList(), padding),
        filters,
        outputPadding);
  }

  /**
   * A transposed convolution with a square window, stride 1, no padding, a bias and no activation.
   */
  public static Conv2DTranspose of(int filters, int kernelSize) {
    return of(filters, Size2D.of(kernelSize));
  }

  /** A transposed convolution with stride 1, no padding, a bias and no activation. */
  public static Conv2DTranspose of(int filters, Size2D kernelSize) {
    return new Conv2DTranspose(
        filters,
        kernelSize,
        Size2D.of(1),
        Padding.VALID,
        OutputPadding.automatic(),
        Size2D.of(1),
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
