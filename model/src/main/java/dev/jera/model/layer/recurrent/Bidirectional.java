package dev.jera.model.layer.recurrent;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import dev.jera.model.Layer;
import dev.jera.model.LayerScope;
import dev.jera.model.NamedLayer;
import dev.jera.model.WeightSpec;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A recurrent layer twice: over the steps, and from the last step to the first with other weights.
 *
 * <p>Input [batch, steps, features], alone or with the states of both directions; output [batch, 2
 * * units], or [batch, steps, 2 * units] if the layer returns sequences, both in the order of the
 * input; units instead of 2 * units where they are not concatenated. If the layer returns its
 * state, the states of both directions follow. Weights: the layer's within {@code forward_lstm} and
 * {@code backward_lstm}, or as the layer is called.
 *
 * @param layer the layer, which goes forwards
 * @param mergeMode what becomes of the two outputs
 * @see <a href="https://keras.io/api/layers/recurrent_layers/bidirectional/">Keras
 *     Bidirectional</a>
 */
@RecordBuilder
public record Bidirectional(Recurrent layer, MergeMode mergeMode)
    implements Layer, BidirectionalBuilder.With {

  /** Checks that the layer goes forwards. */
  public Bidirectional {
    checkArgument(
        !layer.goBackwards(), "layer: goBackwards true (expected: false, it is made both ways)");
  }

  /** Both directions, their outputs concatenated. */
  public static Bidirectional of(Recurrent layer) {
    return new Bidirectional(layer, MergeMode.CONCAT);
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputs) {
    checkArgument(
        inputs.size() % 2 == 1,
        "%s inputs (expected: 1, or the initial states of both directions with it)",
        inputs.size());
    List<Shape> forward = layer.outputShapes(half(inputs, 0));
    List<Shape> backward = layer.outputShapes(half(inputs, 1));
    return outputs(mergeMode.shapes(forward.get(0)), forward, backward);
  }

  @Override
  public List<WeightSpec> weights(List<Shape> inputs) {
    return Stream.of("forward", "backward")
        .flatMap(
            direction ->
                layer.weights(half(inputs, 0)).stream()
                    .map(weight -> weight.within(name(direction))))
        .toList();
  }

  private String name(String direction) {
    return direction + "_" + NamedLayer.nameOf(layer);
  }

  @Override
  public boolean isPerExample() {
    return layer.isPerExample();
  }

  @Override
  public List<Operand<TFloat32>> build(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    List<Operand<TFloat32>> forward = layer.build(scope.child(name("forward")), half(inputs, 0));
    List<Operand<TFloat32>> backward =
        layer.backwards().build(scope.child(name("backward")), half(inputs, 1));
    Operand<TFloat32> y = backward.get(0);
    Operand<TFloat32> inOrder = layer.returnSequences() ? tf.reverse(y, tf.array(1)) : y;
    return outputs(mergeMode.merge(tf, forward.get(0), inOrder), forward, backward);
  }

  /** The merged outputs, then the states of both directions. */
  private static <T> List<T> outputs(List<T> merged, List<T> forward, List<T> backward) {
    return ImmutableList.<T>builder()
        .addAll(merged)
        .addAll(forward.subList(1, forward.size()))
        .addAll(backward.subList(1, backward.size()))
        .build();
  }

  /** The input and the states of one direction. */
  private static <T> List<T> half(List<T> inputs, int direction) {
    int states = inputs.size() / 2;
    int first = 1 + direction * states;
    return ImmutableList.<T>builder()
        .add(inputs.get(0))
        .addAll(inputs.subList(first, first + states))
        .build();
  }
}
