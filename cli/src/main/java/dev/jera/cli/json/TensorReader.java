package dev.jera.cli.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/**
 * Reads one tensor from JSON: nested arrays, all of one length at each level, around values of the
 * input's dtype.
 *
 * <p>A value is a number for the floating dtypes, a whole number in the dtype's range for the
 * integers (1.0 is none), true or false for bool, and for string a text or {@code {"b64": "..."}}
 * with bytes.
 */
final class TensorReader {
  private final TensorSpec spec;
  private final Shape shape;
  private final List<JsonNode> values = new ArrayList<>();

  private TensorReader(TensorSpec spec, JsonNode json) {
    this.spec = spec;
    this.shape = shapeOf(json);
    if (!Shapes.fits(shape, spec.shape())) {
      throw new JeraException(
          "Input '%s': values of shape %s (expected: %s)"
              .formatted(spec.name(), summary(shape), Shapes.format(spec.shape())));
    }
    collect(json, 0);
  }

  /**
   * Reads a tensor.
   *
   * @param spec the input that it is for
   * @throws JeraException if the arrays are ragged, or a value is not of the dtype
   */
  static TensorData read(TensorSpec spec, JsonNode json) {
    TensorReader reader = new TensorReader(spec, json);
    return new Elements(spec, reader.shape, reader.values).tensor();
  }

  /** The shape by the first element of each level, as TensorFlow Serving has it. */
  private static Shape shapeOf(JsonNode json) {
    Shape shape = Shape.scalar();
    for (JsonNode level = json; level.isArray(); level = level.get(0)) {
      shape = shape.append(level.size());
      if (level.isEmpty()) {
        break;
      }
    }
    return shape;
  }

  private static String summary(Shape shape) {
    return shape.numDimensions() > 9 ? shape.numDimensions() + " dimensions" : Shapes.format(shape);
  }

  private void collect(JsonNode json, int level) {
    int rank = shape.numDimensions();
    if (!json.isArray() && level == rank) {
      values.add(json);
    } else if (json.isArray() && level < rank && json.size() == shape.get(level)) {
      json.forEach(element -> collect(element, level + 1));
    } else {
      throw new JeraException(
          "Input '%s': ragged: %s at level %d (expected: %s, as in the first row, which gives shape %s)"
              .formatted(
                  spec.name(),
                  json.isArray() ? "a list of " + json.size() : "a value",
                  level,
                  level < rank ? "a list of " + shape.get(level) : "a value",
                  Shapes.format(shape)));
    }
  }
}
