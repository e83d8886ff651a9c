package dev.jera.model.picture;

import static dev.jera.model.layer.activation.Activations.RELU;
import static dev.jera.model.layer.activation.Activations.SOFTMAX;

import dev.jera.model.Input;
import dev.jera.model.Layer;
import dev.jera.model.LayerScope;
import dev.jera.model.Model;
import dev.jera.model.Sequential;
import dev.jera.model.SymbolicTensor;
import dev.jera.model.layer.Padding;
import dev.jera.model.layer.convolution.Conv2D;
import dev.jera.model.layer.core.Dense;
import dev.jera.model.layer.pooling.MaxPooling2D;
import dev.jera.model.layer.reshaping.Flatten;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Models that are drawn, and never built. */
final class PictureModels {
  private PictureModels() {}

  /** A layer with a shape, and nothing else. */
  record Sketch(String typeName, UnaryOperator<List<Shape>> shapes) implements Layer {
    static final Sketch ADD = new Sketch("Add", inputs -> inputs.subList(0, 1));
    static final Sketch CONCATENATE =
        new Sketch(
            "Concatenate",
            inputs -> {
              long channels = inputs.stream().mapToLong(shape -> shape.get(-1)).sum();
              Shape first = inputs.get(0);
              return List.of(Shape.of(first.get(0), first.get(1), first.get(2), channels));
            });
    static final Sketch UP =
        new Sketch(
            "UpSampling2D",
            inputs -> {
              Shape x = inputs.get(0);
              return List.of(Shape.of(x.get(0), 2 * x.get(1), 2 * x.get(2), x.get(3)));
            });

    @Override
    public List<Shape> outputShapes(List<Shape> inputs) {
      return shapes.apply(inputs);
    }

    @Override
    public List<Operand<TFloat32>> build(LayerScope scope, List<Operand<TFloat32>> inputs) {
      throw new UnsupportedOperationException(typeName);
    }
  }

  /** A layer whose output is added to what it takes. */
  static Model residual() {
    SymbolicTensor x = Input.of(8).tensor("features");
    SymbolicTensor hidden = Dense.of(8).withActivation(RELU).on(x);
    return Model.of(x, Dense.of(2).on(Sketch.ADD.on(hidden, x)));
  }

  /** Two steps down, two up, and two connections across. */
  static Model unet() {
    SymbolicTensor image = Input.of(64, 64, 3).tensor("image");
    SymbolicTensor high = conv(32).on(conv(32).on(image));
    SymbolicTensor middle = conv(64).on(conv(64).on(MaxPooling2D.of(2).on(high)));
    SymbolicTensor low = conv(128).on(MaxPooling2D.of(2).on(middle));
    SymbolicTensor up = conv(64).on(Sketch.CONCATENATE.on(Sketch.UP.on(low), middle));
    up = conv(32).on(Sketch.CONCATENATE.on(Sketch.UP.on(up), high));
    return Model.of(image, Conv2D.of(2, 1).withActivation(SOFTMAX).named("mask").on(up))
        .withName("unet");
  }

  private static Conv2D conv(int filters) {
    return Conv2D.of(filters, 3).withPadding(Padding.SAME).withActivation(RELU);
  }

  /** One network for two images, and a shared layer for what it says of them. */
  static Model siamese() {
    Model encoder =
        Sequential.of(Input.of(28, 28, 1), Conv2D.of(8, 3), Flatten.of(), Dense.of(16))
            .withName("encoder");
    SymbolicTensor left = Input.of(28, 28, 1).tensor("left");
    SymbolicTensor right = Input.of(28, 28, 1).tensor("right");
    Layer shared = encoder.shared("encoder");
    SymbolicTensor both = Sketch.ADD.on(shared.on(left), shared.on(right));
    return Model.of(
        List.of(left, right),
        List.of(Dense.of(1).named("same").on(both), Dense.of(10).named("digit").on(both)));
  }

  /** A shared layer that is applied to what it gave before. */
  static Model recurrent() {
    SymbolicTensor x = Input.of(4).tensor();
    Layer step = Dense.of(4).shared("step");
    Layer turn = Sketch.ADD.shared("turn");
    SymbolicTensor once = turn.on(step.on(step.on(x)), x);
    return Model.of(x, Dense.of(1).on(turn.on(step.on(once), once)));
  }

  /** A layer that calls itself what no markup likes. */
  static Model odd() {
    SymbolicTensor x = Input.of(4).tensor();
    String name = "A<B> & \"C\" \\N ' \ud800 \u5C64 ]]>\nend";
    return Model.of(x, new Sketch(name, inputs -> inputs).named("odd").on(x));
  }
}
