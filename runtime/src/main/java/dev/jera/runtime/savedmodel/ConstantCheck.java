package dev.jera.runtime.savedmodel;

import com.google.common.math.LongMath;
import dev.jera.runtime.Dtype;
import java.nio.file.Path;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Checks the constants of a graph: TensorFlow makes room for whatever shape one claims, and a
 * single damaged bit may claim all the memory there is.
 */
final class ConstantCheck {
  /** What constants may grow to beyond the bytes that the file has of them. */
  private static final long ROOM = 1L << 31;

  private final Path bundle;
  private long room = ROOM;

  private ConstantCheck(Path bundle) {
    this.bundle = bundle;
  }

  /**
   * Checks every constant of the graph and of its functions.
   *
   * @throws SavedModelException if one cannot be meant so
   */
  static void check(Path bundle, GraphDef graph) {
    ConstantCheck check = new ConstantCheck(bundle);
    graph.getNodeList().forEach(check::check);
    graph
        .getLibrary()
        .getFunctionList()
        .forEach(function -> function.getNodeDefList().forEach(check::check));
  }

  private void check(NodeDef node) {
    for (AttrValue value : node.getAttrMap().values()) {
      if (value.hasTensor()) {
        check(node, value.getTensor());
      }
      value.getList().getTensorList().forEach(tensor -> check(node, tensor));
    }
  }

  private void check(NodeDef node, TensorProto tensor) {
    long width = Math.max(1, Dtype.of(tensor.getDtype()).byteSize());
    long bytes = LongMath.saturatedMultiply(width, size(node, tensor.getTensorShape()));
    if (bytes > tensor.getSerializedSize()) {
      room -= bytes;
    }
    if (room < 0) {
      throw broken(
          node, "it and those before it take more than %s bytes of memory".formatted(ROOM));
    }
  }

  private long size(NodeDef node, TensorShapeProto shape) {
    long size = 1;
    for (TensorShapeProto.Dim dim : shape.getDimList()) {
      if (dim.getSize() < 0) {
        throw broken(node, "a size of its shape is %s".formatted(dim.getSize()));
      }
      size = size == Long.MAX_VALUE ? size : LongMath.saturatedMultiply(size, dim.getSize());
    }
    return size;
  }

  private SavedModelException broken(NodeDef node, String what) {
    return new SavedModelException(
        "SavedModel %s: the constant '%s' is damaged: %s (expected: a shape for its %s bytes); export it again"
            .formatted(bundle, node.getName(), what, node.getSerializedSize()));
  }
}
