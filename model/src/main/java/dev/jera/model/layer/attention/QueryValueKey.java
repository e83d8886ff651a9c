package dev.jera.model.layer.attention;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.runtime.Shapes;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/** The inputs of attention, or their shapes. */
record QueryValueKey<T>(T query, T value, T key) {

  /** The query is the value, too, if it stands alone, and the value the key if there is none. */
  static <T> QueryValueKey<T> of(List<T> inputs) {
    int last = inputs.size() - 1;
    return new QueryValueKey<>(inputs.get(0), inputs.get(Math.min(1, last)), inputs.get(last));
  }

  /** Checks the number of inputs and their shapes. */
  static void check(List<Shape> inputs) {
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
  }
}
