package dev.jera.server.json;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.TensorData;
import dev.jera.server.ApiException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.tensorflow.ndarray.Shape;

/** One input of the Open Inference Protocol: its values in JSON, nested or flat, or in bytes. */
final class InferInput {
  private static final String DATA = "data";

  private final String name;
  private final String owner;
  private final JsonScanner json;
  private final Map<String, Integer> members;

  InferInput(String name, JsonScanner json, Map<String, Integer> members) {
    this.name = name;
    this.owner = "Input '%s'".formatted(name);
    this.json = json;
    this.members = members;
  }

  /**
   * Reads the tensor.
   *
   * @param binary the bytes after the JSON, of which those of the earlier inputs are taken
   */
  TensorData read(ByteBuffer binary) {
    Dtype dtype = Datatype.parse(name, Members.string(owner, json, members, "datatype"));
    Shape shape = shape();
    OptionalInt size = InferParameters.read(owner, json, members).size();
    if (size.isPresent() == members.containsKey(DATA)) {
      throw ApiException.invalid(
          "%s has %s (expected: either data or the parameter binary_data_size)",
          owner, size.isPresent() ? "both data and binary_data_size" : "no data");
    }
    if (size.isEmpty()) {
      return data(dtype, shape);
    }
    int length = size.getAsInt();
    if (length > binary.remaining()) {
      throw ApiException.invalid(
          "%s: binary_data_size: %d, but the body has %d bytes left",
          owner, length, binary.remaining());
    }
    ByteBuffer part = binary.slice(binary.position(), length);
    binary.position(binary.position() + length);
    return RawTensor.read(owner, dtype, shape, part);
  }

  private Shape shape() {
    Members.seek(owner, json, members, "shape", Kind.ARRAY);
    String text = json.quote();
    List<Long> sizes = new ArrayList<>();
    json.enter();
    while (json.hasNext()) {
      OptionalLong size =
          json.kind() == Kind.NUMBER ? json.integer(0, Integer.MAX_VALUE) : OptionalLong.empty();
      if (size.isEmpty() || sizes.size() == InferShape.MOST_DIMENSIONS) {
        throw InferShape.wrong(owner, text);
      }
      sizes.add(size.getAsLong());
    }
    return InferShape.of(owner, sizes);
  }

  private TensorData data(Dtype dtype, Shape shape) {
    if (dtype == Dtype.FLOAT16 || dtype == Dtype.BFLOAT16) {
      throw ApiException.invalid(
          "%s: %s has no form in JSON (expected: binary_data_size, and the bytes after the JSON)",
          owner, Datatype.of(dtype));
    }
    Members.seek(owner, json, members, DATA, Kind.ARRAY);
    TensorData data;
    try {
      data = new TensorReader(dtype).read(json);
    } catch (ApiException e) {
      throw new ApiException(e.code(), "%s: %s".formatted(owner, e.getMessage()), e);
    }
    boolean isFlat = data.shape().numDimensions() == 1;
    if (isFlat ? data.size() != shape.size() : !data.shape().equals(shape)) {
      throw ApiException.invalid(
          "%s: data of shape %s (expected: %s, or its %d values flat)",
          owner, Shapes.format(data.shape()), Shapes.format(shape), shape.size());
    }
    return data.reshape(shape);
  }
}
