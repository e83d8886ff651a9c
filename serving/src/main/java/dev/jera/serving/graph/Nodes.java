package dev.jera.serving.graph;

import dev.jera.runtime.TensorData;
import dev.jera.runtime.TensorProtos;
import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Makes nodes, and reads what stands in them. */
final class Nodes {
  private static final int AXES = 4;

  private Nodes() {}

  /** A constant of int32 [length]. */
  static NodeDef constant(String name, int... values) {
    return constant(name, TensorData.of(Shape.of(values.length), values));
  }

  static NodeDef constant(String name, TensorData value) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", type(value.dtype().toProto()))
        .putAttr("value", AttrValue.newBuilder().setTensor(TensorProtos.write(value)).build())
        .build();
  }

  /** An op of float32, whose other attributes are to be added. */
  static NodeDef.Builder floats(String name, String op, String... inputs) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp(op)
        .addAllInput(List.of(inputs))
        .putAttr("T", type(DataType.DT_FLOAT));
  }

  static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  static AttrValue list(long... values) {
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    for (long value : values) {
      list.addI(value);
    }
    return AttrValue.newBuilder().setList(list).build();
  }

  static boolean isOfFloats(NodeDef node) {
    return value(node, "T").getType() == DataType.DT_FLOAT;
  }

  static boolean isOn(NodeDef node, String attribute) {
    return value(node, attribute).getB();
  }

  static String text(NodeDef node, String attribute) {
    return value(node, attribute).getS().toStringUtf8();
  }

  /** Four numbers; ones where the attribute is left out. */
  static long[] numbers(NodeDef node, String attribute) {
    List<Long> numbers = value(node, attribute).getList().getIList();
    return numbers.size() == AXES
        ? numbers.stream().mapToLong(Long::longValue).toArray()
        : new long[] {1, 1, 1, 1};
  }

  static AttrValue value(NodeDef node, String attribute) {
    return node.getAttrOrDefault(attribute, AttrValue.getDefaultInstance());
  }
}
