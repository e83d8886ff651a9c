package dev.jera.cli.json;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jera.runtime.JeraException;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.family.TType;

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
   * Reads a tensor, which the caller closes.
   *
   * @param spec the input that it is for
   * @throws JeraException if the arrays are ragged, or a value is not of the dtype
   */
  static TType read(TensorSpec spec, JsonNode json) {
    return new TensorReader(spec, json).tensor();
  }

  private TType tensor() {
    Elements elements = new Elements(spec, shape, values);
    return switch (spec.dtype()) {
      case FLOAT32 -> Tensors.of(elements.floats(Float.MAX_VALUE), shape);
      case FLOAT64 -> Tensors.of(elements.doubles(), shape);
      case FLOAT16 -> TFloat16.tensorOf(shape, DataBuffers.of(elements.floats(65504)));
      case BFLOAT16 -> TBfloat16.tensorOf(shape, DataBuffers.of(elements.bfloats()));
      case INT32 -> Tensors.of(elements.ints(), shape);
      case INT64 -> Tensors.of(elements.longs(), shape);
      case UINT8 -> Tensors.of(elements.unsignedBytes(), shape);
      case UINT16 -> TUint16.tensorOf(shape, DataBuffers.of(elements.unsignedShorts()));
      case BOOL -> TBool.tensorOf(shape, DataBuffers.of(elements.booleans()));
      case STRING -> Tensors.of(elements.strings(), shape);
      default ->
          throw new JeraException(
              "Input '%s': JSON gives no %s (expected: an input of a float, int32, int64, uint8, uint16, bool or string dtype)"
                  .formatted(spec.name(), spec.dtype()));
    };
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
