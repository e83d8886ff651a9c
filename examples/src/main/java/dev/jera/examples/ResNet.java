package dev.jera.examples;

import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.SOFTMAX;

import dev.jera.datasets.FashionMnist;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Size2D;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.merging.Add;
import dev.jera.model.layer.normalization.BatchNormalization;
import dev.jera.model.layer.pooling.GlobalAveragePooling2D;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.regularizer.L2;
import dev.jera.runtime.Dtype;

/**
 * A ResNet-20 on Fashion-MNIST: three stages of three residual blocks.
 *
 * @see <a href="https://arxiv.org/abs/1512.03385">He et al., Deep Residual Learning, 4.2</a>
 */
public final class ResNet {
  /** Averages that follow within 30 steps: these trainings are short. */
  private static final BatchNormalization NORM = BatchNormalization.of().withMomentum(0.9);

  private ResNet() {}

  /** The network: 28 x 28 grey pixels, 0 to 255, in; ten probabilities out. */
  public static Model model() {
    SymbolicTensor image = Input.of(28, 28, 1).withDtype(Dtype.UINT8).tensor();
    SymbolicTensor x = RELU.on(normalized(16, 3, 1, Rescaling.of(1 / 255.0).on(image)));
    for (int stage = 0; stage < 3; stage++) {
      for (int block = 0; block < 3; block++) {
        x = block(16 << stage, stage > 0 && block == 0 ? 2 : 1, x);
      }
    }
    SymbolicTensor features = GlobalAveragePooling2D.of().on(x);
    return Model.of(image, Dense.of(10).withActivation(SOFTMAX).on(features)).withName("resnet20");
  }

  private static SymbolicTensor block(int filters, int stride, SymbolicTensor x) {
    SymbolicTensor y = RELU.on(normalized(filters, 3, stride, x));
    y = normalized(filters, 3, 1, y);
    SymbolicTensor shortcut = stride == 1 ? x : normalized(filters, 1, stride, x);
    return RELU.on(Add.of().on(y, shortcut));
  }

  private static SymbolicTensor normalized(int filters, int kernel, int stride, SymbolicTensor x) {
    Conv2D convolution =
        Conv2D.of(filters, kernel)
            .withStrides(Size2D.of(stride))
            .withPadding(Padding.SAME)
            .withUseBias(false)
            .withKernelInitializer(Initializer.heNormal())
            .withKernelRegularizer(L2.of(1e-4));
    return NORM.on(convolution.on(x));
  }

  /** Trains for an epoch and prints what the test images say. */
  public static void main(String[] args) {
    Classifiers.trainAnEpoch(model(), FashionMnist.train(), FashionMnist.test());
  }
}
