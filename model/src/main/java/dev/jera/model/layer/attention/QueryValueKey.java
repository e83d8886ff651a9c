package dev.jera.model.layer.attention;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Shapes;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/** The inputs of attention, or their shapes. */
record QueryValueKey<T>(T query, T value, T key) {

  /** The query is the value, too, if it stands alone, and the value the key if there is none. */
  static <T> QueryValueKey<T> of(List<T> inputs) {
    int last = inputs.size() - 1;
    return new QueryValueKey<>(inputs.get(0), inputs.get(Math.min(1, last)), inputs.get(last));
  }

  /** Checks the number of inputs and their shapes, and that what heads of a size make is held. */
  static void check(List<Shape> inputs, int heads, int size) {
    checkArgument(
        !inputs.isEmpty() && inputs.size() <= 3,
        "%s inputs (expected: query; query and value; or query, value and key)",
        inputs.size());
    for (Shape input : inputs) {
      checkArgument(
          input.numDimensions() == 3,
          "input %s (expected: rank 3, [batch, steps, features])",
          Shapes.format(input));
    }
    QueryValueKey<Shape> shapes = of(inputs);
    checkArgument(
        shapes.key().get(1) == shapes.value().get(1),
        "input %s as key (expected: as many steps as the value %s)",
        Shapes.format(shapes.key()),
        Shapes.format(shapes.value()));
    long targets = shapes.query().get(1);
    long sources = shapes.value().get(1);
    checkHolds(shapes.query(), heads, targets, sources);
    checkHolds(shapes.query(), heads, targets, size);
    checkHolds(shapes.value(), heads, sources, size);
  }

  private static void checkHolds(Shape input, long... perHead) {
    checkArgument(
        Arrays.stream(perHead).asDoubleStream().reduce(1, (a, b) -> a * b) <= Integer.MAX_VALUE,
        "input %s (expected: at most %s values in %s of an example, head by head)",
        Shapes.format(input),
        Integer.MAX_VALUE,
        Shapes.format(Shape.of(perHead)));
  }
}
