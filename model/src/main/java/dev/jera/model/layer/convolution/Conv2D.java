package dev.jera.model.layer.convolution;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.LayerScope;
import dev.jera.model.MonotoneTail;
import dev.jera.model.WeightSpec;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Size2D;
import dev.jera.model.layer.Window;
import dev.jera.model.layer.activation.Activation;
import dev.jera.model.layer.activation.Activations;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * 2D convolution: {@code activation(conv(x, kernel) + bias)}.
 *
 * <p>Input [batch, height, width, channels], output [batch, height', width', filters]. Weights:
 * kernel [kernel height, kernel width, channels, filters], bias [filters].
 *
 * @param filters the number of output channels
 * @param kernelSize the size of the window
 * @param strides how far the window moves
 * @param padding what happens at the edge
 * @param activation what follows the bias
 * @param useBias whether there is a bias
 * @param kernelInitializer how the kernel begins
 * @param biasInitializer how the bias begins
 * @see <a href="https://keras.io/api/layers/convolution_layers/convolution2d/">Keras Conv2D</a>
 */
@RecordBuilder
public record Conv2D(
    int filters,
    Size2D kernelSize,
    Size2D strides,
    Padding padding,
    Activation activation,
    boolean useBias,
    Initializer kernelInitializer,
    Initializer biasInitializer)
    implements MonotoneTail, Conv2DBuilder.With {

  /** Checks the number of filters. */
  public Conv2D {
    checkArgument(filters > 0, "filters: %s (expected: >= 1)", filters);
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
        Activations.LINEAR,
        true,
        Initializer.glorotUniform(),
        Initializer.zeros());
  }

  @Override
  public Shape outputShape(Shape input) {
    return Window.of(kernelSize.toList(), strides.toList(), padding).outputShape(input, filters);
  }

  @Override
  public List<WeightSpec> weights(Shape input) {
    Shape shape = Shape.of(kernelSize.height(), kernelSize.width(), input.get(3), filters);
    WeightSpec kernel = WeightSpec.of("kernel", shape, kernelInitializer);
    return useBias
        ? List.of(kernel, WeightSpec.of("bias", Shape.of(filters), biasInitializer))
        : List.of(kernel);
  }

  @Override
  public boolean isTailMonotone() {
    return activation.isMonotone();
  }

  @Override
  public Operand<TFloat32> buildHead(LayerScope scope, Operand<TFloat32> x) {
    return scope
        .tf()
        .nn
        .conv2d(x, scope.weight("kernel"), Window.toNhwc(strides.toList()), padding.name());
  }

  @Override
  public Operand<TFloat32> buildTail(LayerScope scope, Operand<TFloat32> y) {
    Operand<TFloat32> biased = useBias ? scope.tf().nn.biasAdd(y, scope.weight("bias")) : y;
    return activation.apply(scope.tf(), biased);
  }
}
