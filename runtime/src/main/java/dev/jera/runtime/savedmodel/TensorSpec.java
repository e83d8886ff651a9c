package dev.jera.runtime.savedmodel;

import dev.jera.runtime.Dtype;
import dev.jera.runtime.Shapes;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * One input or output of a signature.
 *
 * @param name its name in the signature
 * @param tensor the graph's tensor that it stands for, such as {@code dense/Softmax:0}; empty where
 *     it is a sparse or composite tensor
 * @param dtype its element type
 * @param shape its shape; unknown sizes, and an unknown rank, are left open
 */
public record TensorSpec(String name, String tensor, Dtype dtype, Shape shape) {

  /** The spec of a graph's tensor. */
  public static TensorSpec of(String name, Operand<?> tensor) {
    return new TensorSpec(
        name,
        tensor.op().name() + ":" + tensor.asOutput().index(),
        Dtype.of(tensor.asOutput().dataType()),
        tensor.shape());
  }

  static TensorSpec of(String name, TensorInfo info) {
    return new TensorSpec(name, info.getName(), Dtype.of(info.getDtype()), shapeOf(info));
  }

  TensorInfo toProto() {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    if (shape.isUnknown()) {
      dims.setUnknownRank(true);
    } else {
      for (long size : shape.asArray()) {
        dims.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
      }
    }
    return TensorInfo.newBuilder()
        .setName(tensor)
        .setDtype(dtype.toProto())
        .setTensorShape(dims)
        .build();
  }

  /** As {@code image: uint8 [?, 28, 28, 1]}. */
  @Override
  public String toString() {
    return "%s: %s %s".formatted(name, dtype, Shapes.format(shape));
  }

  private static Shape shapeOf(TensorInfo info) {
    TensorShapeProto proto = info.getTensorShape();
    if (proto.getUnknownRank() || !info.hasTensorShape()) {
      return Shape.unknown();
    }
    return Shape.of(
        proto.getDimList().stream()
            .mapToLong(dim -> Math.max(Shape.UNKNOWN_SIZE, dim.getSize()))
            .toArray());
  }
}
