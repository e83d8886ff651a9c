package dev.jera.model.layer.convolution;

import dev.jera.model.constraint.Constraint;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Window;
import dev.jera.model.layer.activation.Activation;
import dev.jera.model.layer.activation.Activations;
import dev.jera.model.regularizer.Regularizer;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;

/**
 * Transposed 1D convolution: what the convolution does to gradients, as a layer that enlarges.
 *
 * <p>Input [batch, steps, channels], output [batch, steps', filters]. With reach = (kernel - 1) *
 * dilation + 1, a length becomes, for VALID, (length - 1) * stride + max(reach, stride), for SAME
 * length * stride; with an output padding (length - 1) * stride + reach + padding, for SAME (length
 * - 1) * stride + reach % 2 + padding. Weights: kernel [kernel size, filters, channels], bias
 * [filters].
 *
 * @param filters the number of output channels, at least 1
 * @param kernelSize the size of the window, at least 1
 * @param strides how far apart inputs come to lie, at least 1
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
 * @see <a href="https://keras.io/api/layers/convolution_layers/convolution1d_transpose/">Keras
 *     Conv1DTranspose</a>
 */
@RecordBuilder
public record Conv1DTranspose(
    int filters,
    int kernelSize,
    int strides,
    Padding padding,
    OutputPadding outputPadding,
    int dilationRate,
    Activation activation,
    boolean useBias,
    Initializer kernelInitializer,
    Initializer biasInitializer,
    Regularizer kernelRegularizer,
    Regularizer biasRegularizer,
    Regularizer activityRegularizer,
    Constraint kernelConstraint,
    Constraint biasConstraint)
    implements TransposedConvolution, Conv1DTransposeBuilder.With {

  /** Checks the window, the filters and the output padding. */
  public Conv1DTranspose {
    Convolution.checkAtLeastOne("kernelSize", kernelSize);
    TransposedConvolution.check(
        new Window(List.of(kernelSize), List.of(strides), List.of(dilationRate), padding),
        filters,
        outputPadding);
  }

  /** A transposed convolution with stride 1, no padding, a bias and no activation. */
  public static Conv1DTranspose of(int filters, int kernelSize) {
    return new Conv1DTranspose(
        filters,
        kernelSize,
        1,
        Padding.VALID,
        OutputPadding.automatic(),
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
    return new Window(List.of(kernelSize), List.of(strides), List.of(dilationRate), padding);
  }
}
