package dev.jera.bench.onnxruntime;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.jera.bench.engine.Cnn;
import dev.jera.bench.engine.Examples;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The net as an ONNX model, as protobuf writes it: a field is its number and kind, then a varint,
 * or a length and bytes.
 *
 * @see <a href="https://github.com/onnx/onnx/blob/main/onnx/onnx.proto">onnx.proto</a>
 */
final class OnnxFile {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;
  private static final int FLOAT = 1;
  private static final int INT_ATTRIBUTE = 2;
  private static final int INTS_ATTRIBUTE = 7;

  private final Message graph = new Message();
  private String last = "x";

  private OnnxFile() {}

  /** Floats x [n, 1, 28, 28], 0 to 1, in; probabilities y [n, 10] out. */
  static byte[] of(Cnn net) {
    OnnxFile file = new OnnxFile();
    net.layers().forEach(file::add);
    file.node("Softmax", "y");
    file.graph
        .put(2, "cnn")
        .put(11, value("x", 1, Examples.SIDE, Examples.SIDE))
        .put(12, value("y", Cnn.CLASSES));
    return new Message()
        .put(1, IR_VERSION)
        .put(7, file.graph)
        .put(8, new Message().put(1, "").put(2, OPSET))
        .bytes();
  }

  private void add(Cnn.Layer layer) {
    String name = layer.name();
    int out = layer.outputs();
    int size = layer.size();
    if (layer.dense()) {
      node("Flatten", name + "/flatten");
      weighted("Gemm", name, new Message().put(1, "transB").put(3, 1).put(20, INT_ATTRIBUTE));
      weight(name + "/kernel", layer.kernelOfPlanes(), out, layer.fanIn());
    } else {
      weighted("Conv", name, ints("kernel_shape", size, size));
      weight(name + "/kernel", layer.kernelOfPlanes(), out, layer.inputs(), size, size);
    }
    weight(name + "/bias", new float[out], out);
    if (!layer.last()) {
      node("Relu", name + "/relu");
    }
    if (layer.pooled()) {
      node("MaxPool", name + "/pool", ints("kernel_shape", 2, 2), ints("strides", 2, 2));
    }
  }

  private void weighted(String op, String name, Message attribute) {
    Message node = new Message().put(1, last).put(1, name + "/kernel").put(1, name + "/bias");
    graph.put(1, node.put(2, name).put(4, op).put(5, attribute));
    last = name;
  }

  private void node(String op, String output, Message... attributes) {
    Message node = new Message().put(1, last).put(2, output).put(4, op);
    for (Message attribute : attributes) {
      node.put(5, attribute);
    }
    graph.put(1, node);
    last = output;
  }

  private void weight(String name, float[] values, int... shape) {
    Message tensor = new Message();
    for (int size : shape) {
      tensor.put(1, size);
    }
    ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES);
    raw.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    graph.put(5, tensor.put(2, FLOAT).put(8, name).put(9, raw.array()));
  }

  private static Message ints(String name, int... values) {
    Message attribute = new Message().put(1, name);
    for (int value : values) {
      attribute.put(8, value);
    }
    return attribute.put(20, INTS_ATTRIBUTE);
  }

  private static Message value(String name, int... shape) {
    Message dimensions = new Message().put(1, new Message().put(2, "n"));
    for (int size : shape) {
      dimensions.put(1, new Message().put(1, size));
    }
    Message type = new Message().put(1, new Message().put(1, FLOAT).put(2, dimensions));
    return new Message().put(1, name).put(2, type);
  }

  /** A message of protobuf, field by field. */
  private static final class Message {
    private static final int VARINT = 0;
    private static final int BYTES = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message put(int field, int value) {
      varint((field << 3) | VARINT);
      varint(value);
      return this;
    }

    Message put(int field, String value) {
      return put(field, value.getBytes(UTF_8));
    }

    Message put(int field, Message value) {
      return put(field, value.bytes());
    }

    Message put(int field, byte[] value) {
      varint((field << 3) | BYTES);
      varint(value.length);
      out.writeBytes(value);
      return this;
    }

    byte[] bytes() {
      return out.toByteArray();
    }

    private void varint(int value) {
      int rest = value;
      while (rest > 127) {
        out.write((rest & 127) | 128);
        rest >>>= 7;
      }
      out.write(rest);
    }
  }
}
