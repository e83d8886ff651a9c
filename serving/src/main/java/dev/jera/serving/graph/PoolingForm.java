package dev.jera.serving.graph;

import dev.jera.runtime.savedmodel.FrozenGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The two ops of max pooling: {@code MaxPool} has its window and strides as attributes, {@code
 * MaxPoolV2} as inputs. They compute the same. On x86 TensorFlow runs the one by oneDNN, which is
 * faster on many examples, the other by its own code, which takes less time to begin.
 */
public enum PoolingForm {
  /** For many examples. */
  ATTRIBUTES {
    @Override
    List<NodeDef> formOf(NodeDef pool, OpGraph graph) {
      if (!pool.getOp().equals("MaxPoolV2")) {
        return List.of(pool);
      }
      long[] window = graph.integers(pool.getInput(1));
      long[] strides = graph.integers(pool.getInput(2));
      if (window.length != AXES || strides.length != AXES) {
        return List.of(pool);
      }
      return List.of(
          pool.toBuilder()
              .setOp("MaxPool")
              .clearInput()
              .addInput(pool.getInput(0))
              .putAttr(WINDOW, Nodes.list(window))
              .putAttr(STRIDES, Nodes.list(strides))
              .build());
    }
  },
  /** For a few examples. */
  INPUTS {
    @Override
    List<NodeDef> formOf(NodeDef pool, OpGraph graph) {
      String window = pool.getName() + "/ksize";
      String strides = pool.getName() + "/strides";
      if (!pool.getOp().equals("MaxPool") || graph.has(window) || graph.has(strides)) {
        return List.of(pool);
      }
      return List.of(
          constant(window, pool.getAttrOrThrow(WINDOW)),
          constant(strides, pool.getAttrOrThrow(STRIDES)),
          pool.toBuilder()
              .setOp("MaxPoolV2")
              .addInput(window)
              .addInput(strides)
              .removeAttr(WINDOW)
              .removeAttr(STRIDES)
              .removeAttr("explicit_paddings")
              .build());
    }
  };

  private static final int AXES = 4;
  private static final String WINDOW = "ksize";
  private static final String STRIDES = "strides";
  private static final Set<String> PADDINGS = Set.of("VALID", "SAME");

  /** The op in this form, after what it reads that was not there. */
  abstract List<NodeDef> formOf(NodeDef pool, OpGraph graph);

  /** A graph with the same answers whose max pooling has this form, where both forms have it. */
  public FrozenGraph of(FrozenGraph frozen) {
    OpGraph graph = new OpGraph(frozen, tensor -> Shape.unknown());
    List<NodeDef> nodes = new ArrayList<>();
    for (NodeDef node : frozen.graph().getNodeList()) {
      nodes.addAll(isPooling(node) ? formOf(node, graph) : List.of(node));
    }
    GraphDef formed = frozen.graph().toBuilder().clearNode().addAllNode(nodes).build();
    return new FrozenGraph(frozen.signature(), formed, frozen.tensors());
  }

  /** Whether it is max pooling of a map of float32 that both forms can do. */
  static boolean isPooling(NodeDef node) {
    return (node.getOp().equals("MaxPool") || node.getOp().equals("MaxPoolV2"))
        && Nodes.isOfFloats(node)
        && Nodes.text(node, "data_format").equals("NHWC")
        && PADDINGS.contains(Nodes.text(node, "padding"));
  }

  private static NodeDef constant(String name, AttrValue list) {
    int[] values = list.getList().getIList().stream().mapToInt(Math::toIntExact).toArray();
    return Nodes.constant(name, values);
  }
}
