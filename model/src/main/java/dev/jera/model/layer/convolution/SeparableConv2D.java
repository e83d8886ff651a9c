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
 * 2D convolution in two: each channel by itself, then all channels of each pixel, a bias and an
 * activation.
 *
 * <p>Input [batch, height, width, channels], output [batch, height', width', filters]. Weights:
 * depthwise_kernel [kernel height, kernel width, channels, depthMultiplier], pointwise_kernel [1,
 * 1, channels * depthMultiplier, filters], bias [filters].
 *
 * @param filters the number of output channels, at least 1
 * @param kernelSize the size of the window
 * @param strides how far the window moves
 * @param padding what happens at the edge; not CAUSAL
 * @param dilationRate the distance between the values that the window sees; 1 where strides are not
 * @param depthMultiplier the number of channels between both for each input channel, at least 1
 * @param activation what follows the bias
 * @param useBias whether there is a bias
 * @param depthwiseInitializer how the depthwise kernel begins
 * @param pointwiseInitializer how the pointwise kernel begins
 * @param biasInitializer how the bias begins
 * @param depthwiseRegularizer what the depthwise kernel adds to the loss
 * @param pointwiseRegularizer what the pointwise kernel adds to the loss
 * @param biasRegularizer what the bias adds to the loss
 * @param activityRegularizer what the output adds to the loss
 * @param depthwiseConstraint what holds for the depthwise kernel after every step
 * @param pointwiseConstraint what holds for the pointwise kernel after every step
 * @param biasConstraint what holds for the bias after every step
 * @see <a href="https://keras.io/api/layers/convolution_layers/separable_convolution2d/">Keras
 *     SeparableConv2D</a>
 */
@RecordBuilder
public record SeparableConv2D(
    int filters,
    Size2D kernelSize,
    Size2D strides,
    Padding padding,
    Size2D dilationRate,
    int depthMultiplier,
    Activation activation,
    boolean useBias,
    Initializer depthwiseInitializer,
    Initializer pointwiseInitializer,
    Initializer biasInitializer,
    Regularizer depthwiseRegularizer,
    Regularizer pointwiseRegularizer,
    Regularizer biasRegularizer,
    Regularizer activityRegularizer,
    Constraint depthwiseConstraint,
    Constraint pointwiseConstraint,
    Constraint biasConstraint)
    implements SeparableConvolution, SeparableConv2DBuilder.With {

  /** Checks the window, the filters and the multiplier. */
  public SeparableConv2D {
    Convolution.checkAtLeastOne("filters", filters);
    DepthwiseConvolution.check(
        new Window(kernelSize.toList(), strides.toList(), dilationRate.toList(), padding),
        depthMultiplier);
  }

  /** A convolution with a square window, stride 1, no padding, a bias and no activation. */
  public static SeparableConv2D of(int filters, int kernelSize) {
    return of(filters, Size2D.of(kernelSize));
  }

  /** A convolution with stride 1, no padding, a bias and no activation. */
  public static SeparableConv2D of(int filters, Size2D kernelSize) {
    return new SeparableConv2D(
        filters,
        kernelSize,
        Size2D.of(1),
        Padding.VALID,
        Size2D.of(1),
        1,
        Activations.LINEAR,
        true,
        Initializer.glorotUniform(),
        Initializer.glorotUniform(),
        Initializer.zeros(),
        Regularizer.none(),
        Regularizer.none(),
        Regularizer.none(),
        Regularizer.none(),
        Constraint.none(),
        Constraint.none(),
        Constraint.none());
  }

  @Override
  public Window window() {
    return new Window(kernelSize.toList(), strides.toList(), dilationRate.toList(), padding);
  }
}
