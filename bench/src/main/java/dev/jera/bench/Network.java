package dev.jera.bench;

import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.RELU6;
import static dev.jera.model.layer.activation.Activations.SOFTMAX;

import dev.jera.examples.KerasCnn;
import dev.jera.examples.LstmClassifier;
import dev.jera.model.Input;
import dev.jera.model.Layer;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Size2D;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.convolution.DepthwiseConv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.normalization.BatchNormalization;
import dev.jera.model.layer.pooling.GlobalAveragePooling2D;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.layer.reshaping.Flatten;
import dev.jera.runtime.Dtype;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** What is trained: as Jera describes it, and by hand. */
public enum Network {
  /** Tutorial 1; by hand as wide as its weights are. */
  KERAS_CNN,
  /** Tutorial 5 without its dropout, so that both contenders take the same steps. */
  TUTORIAL5,
  /** A hidden layer of 128 units, as of the tutorial on Fashion MNIST. */
  FASHION_MLP,
  /** Two convolutions, batch normalization behind each. */
  BATCH_NORM,
  /** Convolutions parted into one a channel and one a pixel, normalized, as MobileNet's. */
  DEPTHWISE,
  /** 28 rows read by an LSTM of 128 units. */
  LSTM,
  /** Nineteen convolutions and shortcuts around them, normalized. */
  RESNET20;

  /** How many images a batch has: as many as in the tutorial, where there is one. */
  int batchSize() {
    return switch (this) {
      case FASHION_MLP -> 32;
      case TUTORIAL5 -> 100;
      case KERAS_CNN, BATCH_NORM, DEPTHWISE, LSTM, RESNET20 -> 64;
    };
  }

  /** As Jera describes it, from 28 x 28 pixels, 0 to 255, to probabilities. */
  Model model() {
    return switch (this) {
      case KERAS_CNN -> KerasCnn.model();
      case TUTORIAL5 -> tutorial5();
      case FASHION_MLP -> sequential(Flatten.of(), Dense.of(128).withActivation(RELU));
      case BATCH_NORM -> batchNorm();
      case DEPTHWISE -> depthwise();
      case LSTM -> LstmClassifier.model();
      case RESNET20 -> ResNet20.model();
    };
  }

  /** The same by hand. */
  public RawGraph raw() {
    return switch (this) {
      case KERAS_CNN -> Network::kerasCnn;
      case TUTORIAL5 -> Network::tutorial5;
      case FASHION_MLP -> Network::fashionMlp;
      case BATCH_NORM -> Network::batchNorm;
      case DEPTHWISE -> Network::depthwise;
      case LSTM -> Network::lstm;
      case RESNET20 -> ResNet20::logits;
    };
  }

  private static Model sequential(Layer... layers) {
    Layer[] all = new Layer[layers.length + 2];
    all[0] = Rescaling.of(1 / 255.0);
    System.arraycopy(layers, 0, all, 1, layers.length);
    all[layers.length + 1] = Dense.of(10).withActivation(SOFTMAX);
    return Sequential.of(Input.of(28, 28, 1).withDtype(Dtype.UINT8), all);
  }

  private static Operand<TFloat32> kerasCnn(RawGraph.Scope s, Operand<TFloat32> x) {
    Operand<TFloat32> h = x;
    for (String layer : new String[] {"conv2d", "conv2d_1"}) {
      h = s.maxPool(s.tf().nn.relu(s.bias(s.conv(h, layer, "VALID"), layer)));
    }
    h = s.tf().nn.relu(s.bias(s.conv(h, "conv2d_2", "VALID"), "conv2d_2"));
    int flat = Math.toIntExact(s.weight().apply("dense/kernel").shape().get(0));
    h = s.tf().reshape(h, s.tf().array(-1, flat));
    return s.dense(s.tf().nn.relu(s.dense(h, "dense")), "dense_1");
  }

  private static Model tutorial5() {
    Conv2D conv = Conv2D.of(32, 5).withPadding(Padding.SAME).withActivation(RELU);
    return sequential(
        conv,
        MaxPooling2D.of(2),
        conv.withFilters(64),
        MaxPooling2D.of(2),
        Flatten.of(),
        Dense.of(1024).withActivation(RELU));
  }

  private static Operand<TFloat32> tutorial5(RawGraph.Scope s, Operand<TFloat32> x) {
    Operand<TFloat32> h = x;
    for (String layer : new String[] {"conv2d", "conv2d_1"}) {
      h = s.maxPool(s.tf().nn.relu(s.bias(s.conv(h, layer, "SAME"), layer)));
    }
    h = s.tf().reshape(h, s.tf().array(-1, 7 * 7 * 64));
    return s.dense(s.tf().nn.relu(s.dense(h, "dense")), "dense_1");
  }

  private static Operand<TFloat32> fashionMlp(RawGraph.Scope s, Operand<TFloat32> x) {
    Operand<TFloat32> flat = s.tf().reshape(x, s.tf().array(-1, 28 * 28));
    return s.dense(s.tf().nn.relu(s.dense(flat, "dense")), "dense_1");
  }

  private static Model batchNorm() {
    Conv2D conv = Conv2D.of(16, 3).withUseBias(false).withPadding(Padding.SAME);
    return sequential(
        conv,
        BatchNormalization.of(),
        RELU,
        MaxPooling2D.of(2),
        conv.withFilters(32),
        BatchNormalization.of(),
        RELU,
        MaxPooling2D.of(2),
        Flatten.of());
  }

  private static Operand<TFloat32> batchNorm(RawGraph.Scope s, Operand<TFloat32> x) {
    Operand<TFloat32> h = s.batchNorm(s.conv(x, "conv2d", "SAME"), "batch_normalization");
    h = s.maxPool(s.tf().nn.relu(h));
    h = s.batchNorm(s.conv(h, "conv2d_1", "SAME"), "batch_normalization_1");
    h = s.maxPool(s.tf().nn.relu(h));
    return s.dense(s.tf().reshape(h, s.tf().array(-1, 7 * 7 * 32)), "dense");
  }

  private static Model depthwise() {
    DepthwiseConv2D depthwise =
        DepthwiseConv2D.of(3)
            .withStrides(Size2D.of(2))
            .withPadding(Padding.SAME)
            .withUseBias(false);
    Conv2D pointwise = Conv2D.of(16, 1).withUseBias(false);
    return sequential(
        pointwise,
        depthwise,
        BatchNormalization.of(),
        RELU6,
        pointwise.withFilters(32),
        BatchNormalization.of(),
        RELU6,
        depthwise,
        BatchNormalization.of(),
        RELU6,
        pointwise.withFilters(64),
        BatchNormalization.of(),
        RELU6,
        GlobalAveragePooling2D.of());
  }

  private static Operand<TFloat32> depthwise(RawGraph.Scope s, Operand<TFloat32> x) {
    Operand<TFloat32> h = s.conv(x, "conv2d", "VALID");
    h = s.depthwise(h, "depthwise_conv2d", 2);
    h = s.tf().nn.relu6(s.batchNorm(h, "batch_normalization"));
    h = s.conv(h, "conv2d_1", "VALID");
    h = s.tf().nn.relu6(s.batchNorm(h, "batch_normalization_1"));
    h = s.depthwise(h, "depthwise_conv2d_1", 2);
    h = s.tf().nn.relu6(s.batchNorm(h, "batch_normalization_2"));
    h = s.conv(h, "conv2d_2", "VALID");
    h = s.tf().nn.relu6(s.batchNorm(h, "batch_normalization_3"));
    return s.dense(s.tf().math.mean(h, s.tf().array(1, 2)), "dense");
  }

  private static Operand<TFloat32> lstm(RawGraph.Scope s, Operand<TFloat32> x) {
    Operand<TFloat32> rows = s.tf().reshape(x, s.tf().array(-1, 28, 28));
    return s.dense(s.lstm(rows, 28, "lstm"), "dense");
  }
}
