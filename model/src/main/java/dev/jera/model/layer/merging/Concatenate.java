package dev.jera.model.layer.merging;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.Layer;
import dev.jera.model.LayerScope;
import dev.jera.model.layer.Axis;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Its inputs one behind the other along an axis.
 *
 * <p>Input, at least two of them: [batch, ...] of rank 8 at most, of the same sizes but along the
 * axis; output [batch, ...] with the sum of sizes there.
 *
 * @param axis the axis, from 1 behind the batch, or backwards from -1, the last
 * @see <a href="https://keras.io/api/layers/merging_layers/concatenate/">Keras Concatenate</a>
 */
public record Concatenate(int axis) implements Layer {
  /** TensorFlow's gradient has no kernel above it. */
  private static final int MAX_RANK = 8;

  /** Checks that the axis is not the batch. */
  public Concatenate {
    Axis.check("axis", axis);
  }

  /** Along the last axis, Keras' default. */
  public static Concatenate of() {
    return new Concatenate(-1);
  }

  /** Along this axis. */
  public static Concatenate of(int axis) {
    return new Concatenate(axis);
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputs) {
    Merging.checkSeveral(inputs);
    Merging.checkRanks(inputs);
    long[] sizes = inputs.get(0).asArray();
    int along = Axis.of(inputs.get(0), axis).index();
    checkArgument(
        sizes.length <= MAX_RANK,
        "inputs %s (expected: rank %s at most)",
        Merging.format(inputs),
        MAX_RANK);
    for (Shape input : inputs.subList(1, inputs.size())) {
      for (int i = 0; i < sizes.length; i++) {
        checkArgument(
            i == along || input.get(i) == sizes[i],
            "inputs %s (expected: sizes that are equal but along axis %s)",
            Merging.format(inputs),
            axis);
      }
      sizes[along] += input.get(along);
    }
    return List.of(Shape.of(sizes));
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public List<Operand<TFloat32>> build(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    return List.of(tf.concat(inputs, tf.constant(axis)));
  }
}
