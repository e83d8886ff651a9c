package dev.jera.examples;

import static dev.jera.model.layer.Padding.SAME;
import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.SOFTMAX;

import dev.jera.model.GradientCheck;
import dev.jera.model.Input;
import dev.jera.model.LayerScope;
import dev.jera.model.Model;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.UnaryLayer;
import dev.jera.model.WeightSpec;
import dev.jera.model.initializer.Initializer;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.merging.Add;
import dev.jera.model.layer.normalization.BatchNormalization;
import dev.jera.model.layer.pooling.GlobalAveragePooling2D;
import dev.jera.model.picture.ModelPicture;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** A graph of layers, one of them of one's own: the README's second program. */
public final class Residual {
  private Residual() {}

  // README begins
  /** x * scale, with a scale for each channel. */
  record Scale() implements UnaryLayer {
    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public List<WeightSpec> weights(Shape input) {
      return List.of(WeightSpec.of("scale", Shape.of(input.get(-1)), Initializer.ones()));
    }

    @Override
    public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
      return scope.tf().math.mul(x, scope.weight("scale"));
    }
  }

  /** Two convolutions, and a way around them. */
  public static Model model() {
    Conv2D conv = Conv2D.of(16, 3).withPadding(SAME).withActivation(RELU);
    SymbolicTensor image = Input.of(28, 28, 1).tensor();
    SymbolicTensor x = conv.on(image);
    SymbolicTensor y = new Scale().on(BatchNormalization.of().on(conv.on(x)));
    SymbolicTensor features = GlobalAveragePooling2D.of().on(Add.of().on(x, y));
    return Model.of(image, Dense.of(10).withActivation(SOFTMAX).on(features));
  }

  // README ends

  /** Checks the layer's gradient, prints the model and draws it: residual.svg. */
  public static void main(String[] args) {
    GradientCheck.check(new Scale(), Shape.of(4));
    System.out.println(model().summary());
    ModelPicture.write(model(), Path.of("residual.svg"));
  }
}
