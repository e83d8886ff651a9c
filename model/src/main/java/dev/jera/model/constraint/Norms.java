package dev.jera.model.constraint;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Ints;
import dev.jera.runtime.Shapes;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;

/** The lengths of the vectors that a weight consists of, along some of its axes. */
final class Norms {
  /** Keras' fuzz factor, which keeps a division by 0 away. */
  static final float EPSILON = 1e-7f;

  private Norms() {}

  static ImmutableList<Integer> checkAxis(List<Integer> axis) {
    checkArgument(
        !axis.isEmpty() && axis.stream().distinct().count() == axis.size(),
        "axis: %s (expected: at least 1 axis, each once)",
        axis);
    return ImmutableList.copyOf(axis);
  }

  static void checkShape(Shape shape, List<Integer> axis) {
    int rank = shape.numDimensions();
    checkArgument(
        axis.stream().allMatch(each -> each >= -rank && each < rank)
            && axis.stream().map(each -> Math.floorMod(each, rank)).distinct().count()
                == axis.size(),
        "%s (expected: the constraint's axes %s, each once)",
        Shapes.format(shape),
        axis);
  }

  static Operand<TFloat32> build(Ops tf, Operand<TFloat32> weight, List<Integer> axis) {
    checkShape(weight.shape(), axis);
    return tf.math.sqrt(
        tf.reduceSum(
            tf.math.square(weight), tf.constant(Ints.toArray(axis)), ReduceSum.keepDims(true)));
  }
}
