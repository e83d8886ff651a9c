package dev.jera.bench;

import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.SOFTMAX;

import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.Size2D;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.merging.Add;
import dev.jera.model.layer.normalization.BatchNormalization;
import dev.jera.model.layer.pooling.GlobalAveragePooling2D;
import dev.jera.model.layer.preprocessing.Rescaling;
import dev.jera.runtime.Dtype;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * ResNet-20: a convolution, then three stages of three blocks, 16, 32 and 64 filters wide, a block
 * being two convolutions and a shortcut. Where a stage begins, it halves the image, and the
 * shortcut is a convolution of one pixel.
 *
 * @see <a href="https://arxiv.org/abs/1512.03385">He et al., Deep Residual Learning for Image
 *     Recognition</a>, sections 3.3 and 4.2
 */
final class ResNet20 {
  private static final int STAGES = 3;
  private static final int BLOCKS = 3;
  private static final int FILTERS = 16;

  private ResNet20() {}

  static Model model() {
    SymbolicTensor image = Input.of(28, 28, 1).withDtype(Dtype.UINT8).tensor();
    SymbolicTensor x = Rescaling.of(1 / 255.0).on(image);
    x = RELU.on(normalized(x, "first", Conv2D.of(FILTERS, 3)));
    for (int stage = 0; stage < STAGES; stage++) {
      for (int block = 0; block < BLOCKS; block++) {
        x = block(x, name(stage, block), FILTERS << stage, stride(stage, block));
      }
    }
    SymbolicTensor pooled = GlobalAveragePooling2D.of().on(x);
    return Model.of(image, Dense.of(10).withActivation(SOFTMAX).on(pooled));
  }

  private static SymbolicTensor block(SymbolicTensor x, String name, int filters, int stride) {
    Conv2D conv = Conv2D.of(filters, 3);
    Conv2D strided = conv.withStrides(Size2D.of(stride));
    SymbolicTensor y = RELU.on(normalized(x, name + "_a", strided));
    y = normalized(y, name + "_b", conv);
    SymbolicTensor shortcut =
        stride == 1 ? x : normalized(x, name + "_shortcut", strided.withKernelSize(Size2D.of(1)));
    return RELU.on(Add.of().on(shortcut, y));
  }

  private static SymbolicTensor normalized(SymbolicTensor x, String name, Conv2D conv) {
    Conv2D bare = conv.withUseBias(false).withPadding(Padding.SAME);
    return BatchNormalization.of().named(name + "_norm").on(bare.named(name).on(x));
  }

  /** The same by hand. */
  static Operand<TFloat32> logits(RawGraph.Scope s, Operand<TFloat32> images) {
    Operand<TFloat32> x = s.tf().nn.relu(normalized(s, images, "first", 1));
    for (int stage = 0; stage < STAGES; stage++) {
      for (int block = 0; block < BLOCKS; block++) {
        x = block(s, x, name(stage, block), stride(stage, block));
      }
    }
    return s.dense(s.tf().math.mean(x, s.tf().array(1, 2)), "dense");
  }

  private static Operand<TFloat32> block(
      RawGraph.Scope s, Operand<TFloat32> x, String name, long stride) {
    Operand<TFloat32> y = s.tf().nn.relu(normalized(s, x, name + "_a", stride));
    y = normalized(s, y, name + "_b", 1);
    Operand<TFloat32> shortcut = stride == 1 ? x : normalized(s, x, name + "_shortcut", stride);
    return s.tf().nn.relu(s.tf().math.add(shortcut, y));
  }

  private static Operand<TFloat32> normalized(
      RawGraph.Scope s, Operand<TFloat32> x, String name, long stride) {
    return s.batchNorm(s.conv(x, name, "SAME", stride), name + "_norm");
  }

  private static String name(int stage, int block) {
    return "stage%d_block%d".formatted(stage, block);
  }

  private static int stride(int stage, int block) {
    return stage > 0 && block == 0 ? 2 : 1;
  }
}
