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
 * 2D convolution of each channel by itself: {@code activation(conv(x, kernel) + bias)}.
 *
 * <p>Input [batch, height, width, channels], output [batch, height', width', channels *
 * depthMultiplier]. Weights: kernel [kernel height, kernel width, channels, depthMultiplier], bias
 * [channels * depthMultiplier].
 *
 * @param kernelSize the size of the window
 * @param strides how far the window moves
 * @param padding what happens at the edge; not CAUSAL
 * @param depthMultiplier the number of output channels for each input channel, at least 1
 * @param dilationRate the distance between the values that the window sees; 1 where strides are not
 * @param activation what follows the bias
 * @param useBias whether there is a bias
 * @param depthwiseInitializer how the kernel begins
 * @param biasInitializer how the bias begins
 * @param depthwiseRegularizer what the kernel adds to the loss
 * @param biasRegularizer what the bias adds to the loss
 * @param activityRegularizer what the output adds to the loss
 * @param depthwiseConstraint what holds for the kernel after every step
 * @param biasConstraint what holds for the bias after every step
 * @see <a href="https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/">Keras
 *     DepthwiseConv2D</a>
 */
@RecordBuilder
public record DepthwiseConv2D(
    Size2D kernelSize,
    Size2D strides,
    Padding padding,
    int depthMultiplier,
    Size2D dilationRate,
    Activation activation,
    boolean useBias,
    Initializer depthwiseInitializer,
    Initializer biasInitializer,
    Regularizer depthwiseRegularizer,
    Regularizer biasRegularizer,
    Regularizer activityRegularizer,
    Constraint depthwiseConstraint,
    Constraint biasConstraint)
    implements DepthwiseConvolution, DepthwiseConv2DBuilder.With {

  /** Checks the window and the multiplier. */
  public DepthwiseConv2D {
    DepthwiseConvolution.check(
        new Window(kernelSize.toList(), strides.toList(), dilationRate.toList(), padding),
        depthMultiplier);
  }

  /** A convolution with a square window, stride 1, one output a channel, no padding and a bias. */
  public static DepthwiseConv2D of(int kernelSize) {
    return of(Size2D.of(kernelSize));
  }

  /** A convolution with stride 1, one output a channel, no padding and a bias. */
  public static DepthwiseConv2D of(Size2D kernelSize) {
    return new DepthwiseConv2D(
        kernelSize,
        Size2D.of(1),
        Padding.VALID,
        1,
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
