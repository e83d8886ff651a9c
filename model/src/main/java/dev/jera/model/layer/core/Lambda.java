package dev.jera.model.layer.core;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.Layer;
import dev.jera.model.LayerScope;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * TensorFlow ops as a layer without weights.
 *
 * <pre>{@code
 * Lambda.of((tf, x) -> tf.math.sin(x))
 * Lambda.of(shape -> shape.append(1), (tf, x) -> tf.expandDims(x, tf.constant(-1)))
 * }</pre>
 *
 * <p>Input [batch, ...] or several of them, output [batch, ...] as the shape function says; ops of
 * another shape are refused when the model is built. A missing gradient is refused when the Trainer
 * is compiled. Lambdas of equal text are not equal: where that matters, write a record.
 *
 * @param shapeFunction the output's shape for the inputs' shapes, the batch first, of unknown size;
 *     throws IllegalArgumentException for inputs that the function cannot take
 * @param function adds the ops
 * @see <a href="https://keras.io/api/layers/core_layers/lambda/">Keras Lambda</a>
 */
public record Lambda(
    Function<List<Shape>, Shape> shapeFunction,
    BiFunction<Ops, List<Operand<TFloat32>>, Operand<TFloat32>> function)
    implements Layer {

  /** A function of one input that keeps the shape. */
  public static Lambda of(BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> function) {
    return of(UnaryOperator.identity(), function);
  }

  /** A function of one input. */
  public static Lambda of(
      UnaryOperator<Shape> shapeFunction,
      BiFunction<Ops, Operand<TFloat32>, Operand<TFloat32>> function) {
    return ofSeveral(
        shapes -> {
          checkArgument(shapes.size() == 1, "%s inputs (expected: 1)", shapes.size());
          return shapeFunction.apply(shapes.get(0));
        },
        (tf, inputs) -> function.apply(tf, inputs.get(0)));
  }

  /** A function of several inputs. */
  public static Lambda ofSeveral(
      Function<List<Shape>, Shape> shapeFunction,
      BiFunction<Ops, List<Operand<TFloat32>>, Operand<TFloat32>> function) {
    return new Lambda(shapeFunction, function);
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputs) {
    return List.of(shapeFunction.apply(inputs));
  }

  @Override
  public List<Operand<TFloat32>> build(LayerScope scope, List<Operand<TFloat32>> inputs) {
    return List.of(function.apply(scope.tf(), inputs));
  }
}
