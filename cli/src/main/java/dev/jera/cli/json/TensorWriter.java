package dev.jera.cli.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.jera.runtime.JeraException;
import java.io.IOException;
import org.tensorflow.ndarray.BooleanNdArray;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;

/** Writes one array as JSON: nested arrays around numbers, truth values or texts. */
final class TensorWriter {
  private static final String BYTES = "_bytes";

  /** What a decoder puts where bytes are no UTF-8. */
  private static final char UNDECODABLE = '\uFFFD';

  private final JsonGenerator json;
  private final String name;

  /**
   * @param name the output's name; one that ends in {@code _bytes} has its strings written in
   *     base64
   */
  TensorWriter(JsonGenerator json, String name) {
    this.json = json;
    this.name = name;
  }

  void write(NdArray<?> array) throws IOException {
    if (array.rank() == 0) {
      writeScalar(array);
      return;
    }
    json.writeStartArray();
    for (long i = 0; i < array.shape().get(0); i++) {
      write(array.get(i));
    }
    json.writeEndArray();
  }

  private void writeScalar(NdArray<?> scalar) throws IOException {
    if (scalar instanceof FloatNdArray floats) {
      json.writeNumber(Decimals.format(floats.getFloat()));
    } else if (scalar instanceof DoubleNdArray doubles) {
      json.writeNumber(Decimals.format(doubles.getDouble()));
    } else if (scalar instanceof ByteNdArray bytes) {
      json.writeNumber(Byte.toUnsignedInt(bytes.getByte()));
    } else if (scalar instanceof BooleanNdArray booleans) {
      json.writeBoolean(booleans.getBoolean());
    } else if (scalar.getObject() instanceof Number number) {
      json.writeNumber(number.longValue());
    } else {
      writeString(String.valueOf(scalar.getObject()));
    }
  }

  private void writeString(String text) throws IOException {
    if (text.indexOf(UNDECODABLE) >= 0) {
      throw new JeraException(
          "Output '%s': bytes that are no UTF-8 (expected: text; Jera cannot write other bytes yet)"
              .formatted(name));
    }
    if (name.endsWith(BYTES)) {
      Base64Text.write(json, text.getBytes(UTF_8));
    } else {
      json.writeString(text);
    }
  }
}
