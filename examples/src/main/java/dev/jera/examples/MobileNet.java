package dev.jera.examples;

import static dev.jera.model.layer.activation.Activations.RELU6;
import static dev.jera.model.layer.activation.Activations.SOFTMAX;

import dev.jera.datasets.FashionMnist;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Size2D;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.convolution.DepthwiseConv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.normalization.BatchNormalization;
import dev.jera.model.layer.pooling.GlobalAveragePooling2D;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.runtime.Dtype;

/**
 * A small MobileNet on Fashion-MNIST: each convolution parted into one a channel and one a pixel.
 *
 * @see <a href="https://arxiv.org/abs/1704.04861">Howard et al., MobileNets</a>
 */
public final class MobileNet {
  /** Averages that follow within 30 steps: these trainings are short. */
  private static final BatchNormalization NORM = BatchNormalization.of().withMomentum(0.9);

  private MobileNet() {}

  /** The network: 28 x 28 grey pixels, 0 to 255, in; ten probabilities out. */
  public static Model model() {
    SymbolicTensor image = Input.of(28, 28, 1).withDtype(Dtype.UINT8).tensor();
    Conv2D first = Conv2D.of(16, 3).withPadding(Padding.SAME).withUseBias(false);
    SymbolicTensor x = first.on(Rescaling.of(1 / 255.0).on(image));
    x = RELU6.on(NORM.on(x));
    x = separated(32, 2, x);
    x = separated(32, 1, x);
    x = separated(64, 2, x);
    x = separated(64, 1, x);
    x = Dropout.of(0.1).on(GlobalAveragePooling2D.of().on(x));
    return Model.of(image, Dense.of(10).withActivation(SOFTMAX).on(x)).withName("mobilenet");
  }

  private static SymbolicTensor separated(int filters, int stride, SymbolicTensor x) {
    DepthwiseConv2D depthwise =
        DepthwiseConv2D.of(3)
            .withStrides(Size2D.of(stride))
            .withPadding(Padding.SAME)
            .withUseBias(false);
    SymbolicTensor y = RELU6.on(NORM.on(depthwise.on(x)));
    Conv2D pointwise = Conv2D.of(filters, 1).withUseBias(false);
    return RELU6.on(NORM.on(pointwise.on(y)));
  }

  /** Trains for an epoch and prints what the test images say. */
  public static void main(String[] args) {
    Classifiers.trainAnEpoch(model(), FashionMnist.train(), FashionMnist.test());
  }
}
