package dev.jera.examples;

import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.SOFTMAX;

import dev.jera.datasets.Mnist;
import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.layer.attention.MultiHeadAttention;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.merging.Add;
import dev.jera.model.layer.normalization.LayerNormalization;
import dev.jera.model.layer.pooling.GlobalAveragePooling1D;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.model.layer.reshaping.Reshape;
import dev.jera.runtime.Dtype;

/**
 * The encoder block of a Transformer, put together from layers, on MNIST read as 28 rows.
 *
 * <p>Nothing tells it which row is which: it knows an image by its rows in any order.
 */
public final class TransformerEncoder {
  private TransformerEncoder() {}

  /**
   * Attention of a sequence to itself, then two dense layers step by step, each with a way around
   * it and normalized: Vaswani et al., 2017.
   *
   * @param x [batch, steps, features], the shape that it gives, too
   * @param heads the number of heads
   * @param keyDim the size of a head
   * @param feedForward the units of the first of the two dense layers
   * @param dropout the share that is dropped while training
   */
  public static SymbolicTensor encoder(
      SymbolicTensor x, int heads, int keyDim, int feedForward, double dropout) {
    SymbolicTensor attention = MultiHeadAttention.of(heads, keyDim).withDropout(dropout).on(x);
    SymbolicTensor attended =
        LayerNormalization.of().on(Add.of().on(x, Dropout.of(dropout).on(attention)));
    SymbolicTensor wide = Dense.of(feedForward).withActivation(RELU).on(attended);
    SymbolicTensor narrow = Dense.of(Math.toIntExact(x.shape().get(2))).on(wide);
    return LayerNormalization.of().on(Add.of().on(attended, Dropout.of(dropout).on(narrow)));
  }

  /** The network: 28 x 28 grey pixels, 0 to 255, in; ten probabilities out. */
  public static Model model() {
    SymbolicTensor image = Input.of(28, 28, 1).withDtype(Dtype.UINT8).tensor();
    SymbolicTensor rows = Reshape.of(28, 28).on(Rescaling.of(1 / 255.0).on(image));
    SymbolicTensor encoded = encoder(Dense.of(64).on(rows), 4, 16, 128, 0.1);
    SymbolicTensor pooled = GlobalAveragePooling1D.of().on(encoded);
    return Model.of(image, Dense.of(10).withActivation(SOFTMAX).on(pooled)).withName("transformer");
  }

  /** Trains for an epoch and prints what the test images say. */
  public static void main(String[] args) {
    Classifiers.trainAnEpoch(model(), Mnist.train(), Mnist.test());
  }
}
