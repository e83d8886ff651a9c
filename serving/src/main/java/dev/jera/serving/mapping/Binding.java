package dev.jera.serving.mapping;

import dev.jera.runtime.Shapes;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.serving.PredictionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;

/**
 * A component of a record, and the input or output that it stands for.
 *
 * @param component the component
 * @param spec the input or output
 * @param shape what one record holds of it: the whole, or one example of the batch
 * @param type what the component's type is to such tensors
 * @param role what errors call the input or output
 */
record Binding(Component component, TensorSpec spec, Shape shape, JavaType type, String role) {

  /**
   * Binds a component to an input.
   *
   * @param batched whether a record is one example of the batch
   * @param signature what errors call the signature
   * @throws IllegalArgumentException if the component's type cannot be fed to it
   */
  static Binding input(Component component, TensorSpec spec, boolean batched, String signature) {
    Shape shape = shape(spec, batched);
    String role = role("input", spec, batched, signature);
    JavaType type =
        JavaType.of(component.type(), spec.dtype())
            .filter(known -> known.feeds(spec.dtype(), shape))
            .orElseThrow(() -> unfit(component, JavaType.feeding(spec.dtype(), shape), role));
    return new Binding(component, spec, shape, type, role);
  }

  /**
   * Binds a component to an output.
   *
   * @throws IllegalArgumentException if the component's type cannot hold it
   */
  static Binding output(Component component, TensorSpec spec, boolean batched, String signature) {
    Shape shape = shape(spec, batched);
    String role = role("output", spec, batched, signature);
    JavaType type =
        JavaType.of(component.type(), spec.dtype())
            .filter(known -> known.holds(spec.dtype(), shape))
            .orElseThrow(() -> unfit(component, JavaType.holding(spec.dtype(), shape), role));
    return new Binding(component, spec, shape, type, role);
  }

  /**
   * The tensor of a record, of the dtype and shape that is asked for.
   *
   * @param where what errors call the component
   * @throws IllegalArgumentException if its value is null, ragged, or of another dtype or shape
   */
  TensorData tensor(Record record, Supplier<String> where) {
    @Nullable Object value = component.get(record);
    if (value == null) {
      throw refused(where, "null (expected: a value, for %s)".formatted(role), null);
    }
    TensorData tensor;
    try {
      tensor = type.tensor(value, spec.dtype(), shape);
    } catch (IllegalArgumentException e) {
      throw refused(where, "%s, for %s".formatted(e.getMessage(), role), e);
    }
    if (!Shapes.fits(tensor.shape(), shape)) {
      throw refused(
          where,
          "shape %s (expected: %s, for %s)"
              .formatted(Shapes.format(tensor.shape()), Shapes.format(shape), role),
          null);
    }
    return tensor;
  }

  /**
   * The component's value of an answer.
   *
   * @throws PredictionException if the answer is not what the signature told, and does not fit
   */
  Object value(TensorData answer) {
    if (!type.holds(answer.dtype(), answer.shape())) {
      throw new PredictionException(
          "%s: %s cannot hold the answer, %s (expected: %s, for %s)"
              .formatted(
                  component,
                  component.type().getTypeName(),
                  answer,
                  JavaType.holding(answer.dtype(), answer.shape()),
                  role));
    }
    return type.value(answer);
  }

  private static IllegalArgumentException refused(
      Supplier<String> where, String what, @Nullable Throwable cause) {
    return new IllegalArgumentException("%s: %s".formatted(where.get(), what), cause);
  }

  private static Shape shape(TensorSpec spec, boolean batched) {
    return batched && !spec.shape().isUnknown() ? spec.shape().tail() : spec.shape();
  }

  private static String role(String side, TensorSpec spec, boolean batched, String signature) {
    return "%s%s '%s', %s %s, of %s"
        .formatted(
            batched ? "one example of " : "",
            side,
            spec.name(),
            spec.dtype(),
            Shapes.format(spec.shape()),
            signature);
  }

  private static IllegalArgumentException unfit(Component component, String expected, String role) {
    return new IllegalArgumentException(
        "%s: %s (expected: %s, for %s)"
            .formatted(component, component.type().getTypeName(), expected, role));
  }
}
