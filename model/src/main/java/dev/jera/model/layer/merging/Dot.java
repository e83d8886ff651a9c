package dev.jera.model.layer.merging;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import dev.jera.model.Layer;
import dev.jera.model.LayerScope;
import dev.jera.model.layer.Axis;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;

/**
 * The dot products of two inputs, example by example, along an axis of each.
 *
 * <p>Input, two of them: [batch, ...], with as many values along the axes; output [batch, the other
 * axes of the first, the other axes of the second], or [batch, 1] where there is none.
 *
 * @param axes an axis of each, from 1 behind the batch, or backwards from -1, the last
 * @param normalize whether vectors along the axes are brought to length 1 before, so that the
 *     output is the cosine of their angle
 * @see <a href="https://keras.io/api/layers/merging_layers/dot/">Keras Dot</a>
 */
@RecordBuilder
public record Dot(List<Integer> axes, boolean normalize) implements Layer, DotBuilder.With {
  private static final float EPSILON = 1e-7f;

  /** Checks the axes. */
  public Dot {
    axes = ImmutableList.copyOf(axes);
    checkArgument(axes.size() == 2, "axes: %s (expected: 2, one of each input)", axes);
    axes.forEach(axis -> Axis.check("axes", axis));
  }

  /** Along the same axis of both. */
  public static Dot of(int axis) {
    return of(axis, axis);
  }

  /** Along an axis of the first and an axis of the second. */
  public static Dot of(int first, int second) {
    return new Dot(List.of(first, second), false);
  }

  @Override
  public List<Shape> outputShapes(List<Shape> inputs) {
    Merging.checkTwo(inputs);
    Axis first = Axis.of(inputs.get(0), axes.get(0));
    Axis second = Axis.of(inputs.get(1), axes.get(1));
    checkArgument(
        first.size() == second.size(),
        "inputs %s (expected: equal sizes along axes %s)",
        Merging.format(inputs),
        axes);
    Shape output = Shape.of(inputs.get(0).get(0)).append(others(first)).append(others(second));
    return List.of(output.numDimensions() == 1 ? output.append(1) : output);
  }

  /** The sizes of the axes that are not the batch nor this one. */
  private static Shape others(Axis axis) {
    int rank = axis.shape().numDimensions();
    Shape before = axis.shape().take(axis.index()).takeLast(axis.index() - 1);
    return before.append(axis.shape().takeLast(rank - 1 - axis.index()));
  }

  @Override
  public boolean isPerExample() {
    return true;
  }

  @Override
  public List<Operand<TFloat32>> build(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Shape output = outputShapes(inputs.stream().map(Operand::shape).toList()).get(0);
    Operand<TFloat32> products =
        tf.train.batchMatMul(
            vectors(tf, inputs.get(0), axes.get(0)),
            vectors(tf, inputs.get(1), axes.get(1)),
            TFloat32.class,
            BatchMatMul.adjY(true));
    return List.of(tf.reshape(products, tf.constant(output.asArray())));
  }

  /** The vectors along an axis, [batch, others, size]. */
  private Operand<TFloat32> vectors(Ops tf, Operand<TFloat32> x, int axis) {
    Operand<TFloat32> rows = Axis.of(x.shape(), axis).toLast(tf, x);
    if (!normalize) {
      return rows;
    }
    Operand<TFloat32> squares =
        tf.reduceSum(tf.math.square(rows), tf.constant(2), ReduceSum.keepDims(true));
    // Below, a vector is divided by epsilon instead of its length; 0 stays 0, with a slope.
    Operand<TFloat32> limited = tf.math.maximum(squares, tf.constant(EPSILON * EPSILON));
    return tf.math.mul(rows, tf.math.rsqrt(limited));
  }
}
