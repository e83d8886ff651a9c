package dev.jera.examples;

import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.SIGMOID;

import dev.jera.datasets.ArrayDataset;
import dev.jera.datasets.FashionMnist;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Size2D;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.convolution.Conv2DTranspose;
import dev.jera.model.layer.merging.Concatenate;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.training.Fit;
import dev.jera.training.Trainer;
import dev.jera.training.callback.Progress;
import dev.jera.training.loss.MeanSquaredError;
import dev.jera.training.optimizer.Adam;
import java.util.Random;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;

/**
 * A small U-Net that takes the noise out of Fashion-MNIST's images.
 *
 * @see <a href="https://arxiv.org/abs/1505.04597">Ronneberger et al., U-Net</a>
 */
public final class UNet {
  private UNet() {}

  /** The network: 28 x 28 grey values, 0 to 1 and noise, in; 28 x 28 grey values out. */
  public static Model model() {
    SymbolicTensor image = Input.of(28, 28, 1).tensor();
    SymbolicTensor large = twice(16, image);
    SymbolicTensor middle = twice(32, MaxPooling2D.of(2).on(large));
    SymbolicTensor x = twice(64, MaxPooling2D.of(2).on(middle));
    x = twice(32, Concatenate.of().on(middle, doubled(32, x)));
    x = twice(16, Concatenate.of().on(large, doubled(16, x)));
    return Model.of(image, Conv2D.of(1, 1).withActivation(SIGMOID).on(x)).withName("unet");
  }

  private static SymbolicTensor twice(int filters, SymbolicTensor x) {
    Conv2D convolution = Conv2D.of(filters, 3).withPadding(Padding.SAME).withActivation(RELU);
    return convolution.on(convolution.on(x));
  }

  private static SymbolicTensor doubled(int filters, SymbolicTensor x) {
    return Conv2DTranspose.of(filters, 2).withStrides(Size2D.of(2)).on(x);
  }

  /** Images with Gaussian noise, and as labels the images as they were, all from 0 to 1. */
  public static ArrayDataset noisy(ArrayDataset images, double stddev) {
    ByteNdArray pixels = (ByteNdArray) images.features();
    FloatNdArray clean = NdArrays.ofFloats(pixels.shape());
    FloatNdArray noisy = NdArrays.ofFloats(pixels.shape());
    Random random = new Random(1);
    pixels
        .scalars()
        .forEachIndexed(
            (at, pixel) -> {
              float value = Byte.toUnsignedInt(pixel.getByte()) / 255f;
              clean.setFloat(value, at);
              noisy.setFloat(value + (float) (stddev * random.nextGaussian()), at);
            });
    return ArrayDataset.of(noisy, clean);
  }

  /** Trains for an epoch on 12,800 images and prints what 1,000 test images say. */
  public static void main(String[] args) {
    Model model = model();
    System.out.println(model.summary());
    try (Trainer trainer = Trainer.compile(model, Adam.of(), MeanSquaredError.of())) {
      trainer.fit(
          noisy(FashionMnist.train().take(12_800), 0.3),
          Fit.epochs(1).withBatchSize(64).withCallbacks(Progress.toStandardOutput()));
      System.out.println("test: " + trainer.evaluate(noisy(FashionMnist.test().take(1_000), 0.3)));
    }
  }
}
