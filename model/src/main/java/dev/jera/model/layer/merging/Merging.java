package dev.jera.model.layer.merging;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Shapes;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What the layers that merge value by value share. */
final class Merging {
  /** TensorFlow's kernels do not broadcast above it. */
  private static final int MAX_BROADCAST_RANK = 5;

  private Merging() {}

  static void checkTwo(List<Shape> inputs) {
    checkArgument(inputs.size() == 2, "%s inputs (expected: 2)", inputs.size());
  }

  static void checkSeveral(List<Shape> inputs) {
    checkArgument(inputs.size() >= 2, "%s inputs (expected: at least 2)", inputs.size());
  }

  static void checkRanks(List<Shape> inputs) {
    checkArgument(
        inputs.stream().map(Shape::numDimensions).distinct().count() == 1,
        "inputs %s (expected: the same rank; Reshape adds axes of size 1)",
        format(inputs));
  }

  /** The shape that several inputs have, sizes of 1 stretched. */
  static List<Shape> outputShapes(List<Shape> inputs) {
    checkSeveral(inputs);
    checkRanks(inputs);
    checkArgument(
        allEqual(inputs) || inputs.get(0).numDimensions() <= MAX_BROADCAST_RANK,
        "inputs %s (expected: shapes that are equal, or rank %s at most)",
        format(inputs),
        MAX_BROADCAST_RANK);
    long[] sizes = inputs.get(0).asArray();
    for (Shape input : inputs) {
      for (int axis = 0; axis < sizes.length; axis++) {
        long size = input.get(axis);
        checkArgument(
            size == sizes[axis] || size == 1 || sizes[axis] == 1,
            "inputs %s (expected: shapes that are equal, or 1 where they differ)",
            format(inputs));
        sizes[axis] = sizes[axis] == 1 ? size : sizes[axis];
      }
    }
    return List.of(Shape.of(sizes));
  }

  static List<Operand<TFloat32>> fold(
      List<Operand<TFloat32>> inputs, BinaryOperator<Operand<TFloat32>> merge) {
    return List.of(inputs.stream().reduce(merge).orElseThrow());
  }

  static Operand<TFloat32> sum(Ops tf, List<Operand<TFloat32>> inputs) {
    return allEqual(inputs.stream().map(Operand::shape).toList())
        ? tf.math.addN(inputs)
        : fold(inputs, tf.math::add).get(0);
  }

  static String format(List<Shape> inputs) {
    return inputs.stream().map(Shapes::format).collect(Collectors.joining(", "));
  }

  /** By sizes: TensorFlow Java holds two unknown sizes to be unequal. */
  private static boolean allEqual(List<Shape> shapes) {
    return shapes.stream()
        .allMatch(shape -> Arrays.equals(shape.asArray(), shapes.get(0).asArray()));
  }
}
