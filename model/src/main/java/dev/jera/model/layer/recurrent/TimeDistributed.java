package dev.jera.model.layer.recurrent;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.Layer;
import dev.jera.model.LayerScope;
import dev.jera.model.NamedLayer;
import dev.jera.model.UnaryLayer;
import dev.jera.model.WeightSpec;
import dev.jera.runtime.Shapes;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A layer at each step, with the same weights.
 *
 * <p>Input [batch, steps, ...], output [batch, steps, ...] with what the layer makes of [batch,
 * ...]. Weights: the layer's, within its name, such as {@code dense}.
 *
 * <p>The layer sees all steps as one batch: where Keras' goes step by step, it takes statistics,
 * and means over the batch, over all steps together.
 *
 * @param layer a layer with one input and one output
 * @see <a href="https://keras.io/api/layers/recurrent_layers/time_distributed/">Keras
 *     TimeDistributed</a>
 */
public record TimeDistributed(Layer layer) implements UnaryLayer {

  /** Checks that the layer is not to be shared: this one is, in its place. */
  public TimeDistributed {
    checkArgument(
        !(layer instanceof NamedLayer named && named.use() == NamedLayer.Use.SHARED),
        "layer: shared (expected: not; share the TimeDistributed layer)");
  }

  /** This layer at each step. */
  public static TimeDistributed of(Layer layer) {
    return new TimeDistributed(layer);
  }

  @Override
  public Shape outputShape(Shape input) {
    checkArgument(
        input.numDimensions() >= 3,
        "input %s (expected: rank >= 3, [batch, steps, ...])",
        Shapes.format(input));
    List<Shape> outputs = layer.outputShapes(List.of(step(input)));
    checkArgument(outputs.size() == 1, "layer: %s outputs (expected: 1)", outputs.size());
    Shape output = outputs.get(0);
    return input.take(2).append(output.takeLast(output.numDimensions() - 1));
  }

  @Override
  public List<WeightSpec> weights(Shape input) {
    return layer.weights(List.of(step(input))).stream()
        .map(weight -> weight.within(NamedLayer.nameOf(layer)))
        .toList();
  }

  @Override
  public boolean isPerExample() {
    return layer.isPerExample();
  }

  @Override
  public Operand<TFloat32> build(LayerScope scope, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    Operand<TFloat32> steps = tf.reshape(x, tf.constant(step(x.shape()).asArray()));
    LayerScope inner = scope.child(NamedLayer.nameOf(layer));
    Operand<TFloat32> y = layer.build(inner, List.of(steps)).get(0);
    return tf.reshape(y, tf.constant(outputShape(x.shape()).asArray()));
  }

  /** What the layer sees. */
  private static Shape step(Shape input) {
    return Shape.of(Shape.UNKNOWN_SIZE).append(input.takeLast(input.numDimensions() - 2));
  }
}
