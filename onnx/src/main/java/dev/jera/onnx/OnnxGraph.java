package dev.jera.onnx;

import com.google.protobuf.ByteString;
import dev.jera.onnx.proto.AttributeProto;
import dev.jera.onnx.proto.GraphProto;
import dev.jera.onnx.proto.ModelProto;
import dev.jera.onnx.proto.NodeProto;
import dev.jera.onnx.proto.OperatorSetIdProto;
import dev.jera.onnx.proto.TensorProto;
import dev.jera.onnx.proto.TensorShapeProto;
import dev.jera.onnx.proto.TypeProto;
import dev.jera.onnx.proto.ValueInfoProto;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/** An ONNX graph that grows; every value has a name, which the method that adds it gives back. */
final class OnnxGraph {
  /** The version of the operators that all translations are written for. */
  private static final int OPSET = 18;

  private static final int IR_VERSION = 8;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("jera");
  private int count;

  /** Adds a node of one output. */
  String add(String op, List<String> inputs, AttributeProto... attributes) {
    return addAll(op, inputs, 1, attributes).get(0);
  }

  /** Adds a node of several outputs. */
  List<String> addAll(String op, List<String> inputs, int outputs, AttributeProto... attributes) {
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setName(name(op))
            .setOpType(op)
            .addAllInput(inputs)
            .addAllAttribute(List.of(attributes));
    List<String> names = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      names.add(outputs == 1 ? node.getName() : node.getName() + "_" + i);
    }
    graph.addNode(node.addAllOutput(names));
    return names;
  }

  /** Adds a constant. */
  String constant(TensorData data) {
    String name = name("Constant");
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(data.size(), data.dtype().byteSize()))
            .order(ByteOrder.LITTLE_ENDIAN);
    int type = OnnxTypes.number(data.dtype());
    data.copyTo(bytes);
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type)
            .setRawData(ByteString.copyFrom(bytes));
    for (long size : data.shape().asArray()) {
      tensor.addDims(size);
    }
    graph.addInitializer(tensor);
    return name;
  }

  /** Adds a vector of int64, as axes and shapes are. */
  String longs(long... values) {
    return constant(TensorData.of(Shape.of(values.length), values));
  }

  /** Adds a scalar of a dtype. */
  String scalar(Dtype dtype, double value) {
    return switch (dtype) {
      case FLOAT32 -> constant(TensorData.of(Shape.scalar(), (float) value));
      case FLOAT64 -> constant(TensorData.of(Shape.scalar(), value));
      default -> cast(constant(TensorData.of(Shape.scalar(), (long) value)), dtype);
    };
  }

  /** Adds a conversion. */
  String cast(String value, Dtype dtype) {
    return add("Cast", List.of(value), Attributes.number("to", OnnxTypes.number(dtype)));
  }

  /** Declares what is fed. */
  void input(String name, Dtype dtype, Shape shape) {
    graph.addInput(info(name, dtype, shape));
  }

  /** Declares that a value is an output, of a name of its own. */
  void output(String name, String value, Dtype dtype) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(name("Output"))
            .setOpType("Identity")
            .addInput(value)
            .addOutput(name));
    graph.addOutput(info(name, dtype, Shape.unknown()));
  }

  /** The whole, as ONNX Runtime reads it. */
  byte[] toBytes() {
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .setProducerName("jera")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private static ValueInfoProto info(String name, Dtype dtype, Shape shape) {
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(OnnxTypes.number(dtype));
    if (!shape.isUnknown()) {
      TensorShapeProto.Builder sizes = TensorShapeProto.newBuilder();
      for (int axis = 0; axis < shape.numDimensions(); axis++) {
        long size = shape.get(axis);
        TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
        sizes.addDim(
            size == Shape.UNKNOWN_SIZE
                ? dimension.setDimParam(name + "_" + axis)
                : dimension.setDimValue(size));
      }
      tensor.setShape(sizes);
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private String name(String op) {
    return op + "_" + count++;
  }
}
