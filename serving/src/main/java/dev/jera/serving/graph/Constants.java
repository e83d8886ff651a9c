package dev.jera.serving.graph;

import dev.jera.runtime.TensorData;
import dev.jera.runtime.TensorProtos;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Tensors written down in a graph. */
final class Constants {
  private Constants() {}

  /** A node of int32 [length]. */
  static NodeDef of(String name, int... values) {
    TensorData data = TensorData.of(Shape.of(values.length), values);
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", AttrValue.newBuilder().setType(DataType.DT_INT32).build())
        .putAttr("value", AttrValue.newBuilder().setTensor(TensorProtos.write(data)).build())
        .build();
  }
}
