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
 * 1D convolution: {@code activation(conv(x, kernel) + bias)}.
 *
 * <p>Input [batch, steps, channels], output [batch, steps', filters]. Weights: kernel [kernel size,
 * channels / groups, filters], bias [filters].
 *
 * @param filters the number of output channels, at least 1
 * @param kernelSize the size of the window, at least 1
 * @param strides how far the window moves, at least 1
 * @param padding what happens at the edge; CAUSAL lets no output see a later step
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
 * @see <a href="https://keras.io/api/layers/convolution_layers/convolution1d/">Keras Conv1D</a>
 */
@RecordBuilder
public record Conv1D(
    int filters,
    int kernelSize,
    int strides,
    Padding padding,
    int dilationRate,
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
    implements GroupedConvolution, Conv1DBuilder.With {

  /** Checks the window and that both filters and groups are possible. */
  public Conv1D {
    Convolution.checkAtLeastOne("kernelSize", kernelSize);
    GroupedConvolution.check(
        new Window(List.of(kernelSize), List.of(strides), List.of(dilationRate), padding),
        filters,
        groups);
  }

  /** A convolution with stride 1, no padding, a bias and no activation. */
  public static Conv1D of(int filters, int kernelSize) {
    return new Conv1D(
        filters,
        kernelSize,
        1,
        Padding.VALID,
        1,
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
