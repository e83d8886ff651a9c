package dev.jera.model.rewriting;

import dev.jera.model.Input;
import dev.jera.model.Layer;
import dev.jera.model.Model;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Size2D;
import dev.jera.model.layer.activation.Activation;
import dev.jera.model.layer.activation.Activations;
import dev.jera.model.layer.activation.LeakyReLU;
import dev.jera.model.layer.activation.Softmax;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.convolution.DepthwiseConv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.merging.Add;
import dev.jera.model.layer.normalization.BatchNormalization;
import dev.jera.model.layer.pooling.AveragePooling2D;
import dev.jera.model.layer.pooling.GlobalMaxPooling2D;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.model.layer.regularization.Dropout;
import dev.jera.model.layer.reshaping.Flatten;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.ndarray.Shape;

/** Draws nets of convolutions and poolings, with branches, shared layers and models within. */
final class RandomNets {
  private final Random random;

  RandomNets(long seed) {
    random = new Random(seed);
  }

  Model next() {
    SymbolicTensor input = Input.of(size(), size(), 1 + random.nextInt(3)).tensor();
    List<SymbolicTensor> outputs = new ArrayList<>();
    SymbolicTensor x = chance(0.3) ? Rescaling.of(0.5).on(input) : input;
    x = blocks(x, 1 + random.nextInt(3), outputs);
    if (chance(0.2)) {
      SymbolicTensor inner = Input.of(x.shape().tail().asArray()).tensor();
      List<SymbolicTensor> none = new ArrayList<>();
      x = Model.of(inner, blocks(inner, 1, none)).on(x);
    }
    if (chance(0.2)) {
      Layer shared = convolution(x).shared("shared" + random.nextInt());
      x = Add.of().on(shared.on(x), shared.on(Rescaling.of(-0.3).on(x)));
    }
    outputs.add(chance(0.5) ? Dense.of(3).on(Flatten.of().on(x)) : GlobalMaxPooling2D.of().on(x));
    return Model.of(List.of(input), outputs);
  }

  private SymbolicTensor blocks(SymbolicTensor from, int count, List<SymbolicTensor> outputs) {
    SymbolicTensor x = from;
    for (int i = 0; i < count; i++) {
      x = (chance(0.85) ? convolution(x) : depthwise()).on(x);
      if (chance(0.3)) {
        x = between().on(x);
      }
      if (chance(0.1)) {
        outputs.add(x);
      }
      if (side(x) >= 3 && chance(0.8)) {
        x = pooling().on(x);
      }
    }
    return x;
  }

  private Conv2D convolution(SymbolicTensor x) {
    int kernel = (int) Math.min(chance(0.8) ? 3 : 1 + random.nextInt(4), side(x));
    Conv2D plain =
        Conv2D.of(8 + random.nextInt(8), Size2D.of(kernel, chance(0.8) ? kernel : 1))
            .withActivation(activation())
            .withUseBias(chance(0.8))
            .withPadding(padding(0.7));
    if (chance(0.1) && kernel > 1) {
      // TensorFlow's gradient of a convolution that steps over values writes past its memory.
      return plain.withKernelSize(Size2D.of(kernel)).withStrides(Size2D.of(1, 2));
    }
    return chance(0.1) && (kernel - 1) * 2L < side(x)
        ? plain.withDilationRate(Size2D.of(2))
        : plain;
  }

  private Layer depthwise() {
    return DepthwiseConv2D.of(1).withActivation(activation());
  }

  private Activation activation() {
    return oneOf(
        Activations.RELU,
        Activations.RELU,
        Activations.LINEAR,
        Activations.SIGMOID,
        Activations.LEAKY_RELU,
        Activations.SOFTMAX,
        Softmax.of(1));
  }

  private Layer between() {
    return oneOf(
        Dropout.of(0.3),
        BatchNormalization.of(),
        Activations.TANH,
        Activations.RELU,
        LeakyReLU.of(),
        Rescaling.of(-1.5, 0.25));
  }

  private Layer pooling() {
    Size2D size = Size2D.of(1 + random.nextInt(3), 1 + random.nextInt(3));
    if (chance(0.2)) {
      return AveragePooling2D.of(size).withPadding(padding(0.8));
    }
    MaxPooling2D touching = MaxPooling2D.of(chance(0.6) ? Size2D.of(2) : size);
    return chance(0.2)
        ? touching.withStrides(Size2D.of(1 + random.nextInt(3))).withPadding(padding(0.7))
        : touching;
  }

  private Padding padding(double valid) {
    return chance(valid) ? Padding.VALID : Padding.SAME;
  }

  private int size() {
    return 9 + random.nextInt(12);
  }

  private static long side(SymbolicTensor x) {
    Shape shape = x.shape();
    return Math.min(shape.get(1), shape.get(2));
  }

  private boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  @SafeVarargs
  private final <T> T oneOf(T... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
