package dev.jera.model;

import com.google.common.collect.Lists;
import dev.jera.runtime.Shapes;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.tensorflow.ndarray.Shape;

/** Shapes that a layer gives and wants, checked, so that no native code meets an impossible one. */
final class LayerShapes {
  /** Without the batch; TensorFlow aborts the process at a rank above 254. */
  private static final int MAX_RANK = 252;

  private LayerShapes() {}

  /**
   * What the layer gives for these inputs.
   *
   * @param where what the error begins with
   */
  static List<Shape> outputShapes(Supplier<String> where, Layer layer, List<Shape> inputs) {
    List<Shape> outputs;
    List<WeightSpec> weights;
    try {
      outputs = layer.outputShapes(inputs);
      weights = layer.weights(inputs);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where.get() + ": " + e.getMessage(), e);
    }
    check(!outputs.isEmpty(), "%s: no outputs (expected: at least 1)", where);
    for (Shape output : outputs) {
      check(
          output.numDimensions() >= 1
              && output.get(0) == Shape.UNKNOWN_SIZE
              && holds(output.takeLast(output.numDimensions() - 1)),
          "%s: output %s (expected: the batch, of unknown size, then at most 252 sizes >= 1, at most %s values an example)",
          where,
          Shapes.format(output),
          Integer.MAX_VALUE);
    }
    for (WeightSpec weight : weights) {
      check(
          holds(weight.shape()),
          "%s: weight '%s' %s (expected: sizes >= 1, at most %s values)",
          where,
          weight.name(),
          Shapes.format(weight.shape()),
          Integer.MAX_VALUE);
      try {
        weight.initializer().checkShape(weight.shape());
        weight.constraint().checkShape(weight.shape());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "%s: weight '%s' %s".formatted(where.get(), weight.name(), e.getMessage()), e);
      }
    }
    return outputs;
  }

  private static void check(boolean holds, String message, Supplier<String> where, Object... more) {
    if (!holds) {
      throw new IllegalArgumentException(
          message.formatted(Lists.asList(where.get(), more).toArray()));
    }
  }

  /** Whether every size is known and above 0, and an array can hold them all. */
  static boolean holds(Shape shape) {
    return !shape.isUnknown()
        && shape.numDimensions() <= MAX_RANK
        && Arrays.stream(shape.asArray()).allMatch(size -> size > 0)
        && Arrays.stream(shape.asArray()).asDoubleStream().reduce(1, (a, b) -> a * b)
            <= Integer.MAX_VALUE;
  }
}
