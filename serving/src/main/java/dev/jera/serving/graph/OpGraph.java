package dev.jera.serving.graph;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.HashMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.Maps;
import com.google.common.collect.Multiset;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.TensorName;
import dev.jera.runtime.TensorProtos;
import dev.jera.runtime.savedmodel.FrozenGraph;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/** The ops of a frozen graph, who reads whom, and what is known of the tensors. */
final class OpGraph {
  private static final int MOST_ELEMENTS = 1 << 24;

  private final ImmutableMap<String, NodeDef> nodes;
  private final ListMultimap<String, NodeDef> readers = ArrayListMultimap.create();
  private final Set<String> outputs = new HashSet<>();
  private final Function<String, Shape> shapes;

  /**
   * @param shapes the shape of a tensor, such as {@code conv2d/Conv2D:0}, as far as it is known
   */
  OpGraph(FrozenGraph frozen, Function<String, Shape> shapes) {
    this.nodes = Maps.uniqueIndex(frozen.graph().getNodeList(), NodeDef::getName);
    this.shapes = shapes;
    for (NodeDef node : nodes.values()) {
      node.getInputList().forEach(input -> readers.put(operation(input), node));
    }
    for (TensorSpec output : frozen.signature().outputs().values()) {
      outputs.add(operation(frozen.tensor(output)));
    }
  }

  static String operation(String tensor) {
    return TensorName.parse(tensor).operation();
  }

  /** All nodes, each after those that it reads; none where there is a loop. */
  List<NodeDef> inOrder() {
    Multiset<String> read = HashMultiset.create();
    Deque<NodeDef> ready = new ArrayDeque<>();
    nodes.values().stream().filter(node -> node.getInputCount() == 0).forEach(ready::add);
    ImmutableList.Builder<NodeDef> order = ImmutableList.builder();
    int count = 0;
    while (!ready.isEmpty()) {
      NodeDef next = ready.remove();
      order.add(next);
      count++;
      for (NodeDef reader : readers.get(next.getName())) {
        read.add(reader.getName());
        if (read.count(reader.getName()) == reader.getInputCount()) {
          ready.add(reader);
        }
      }
    }
    return count == nodes.size() ? order.build() : List.of();
  }

  @Nullable NodeDef node(String tensor) {
    return nodes.get(operation(tensor));
  }

  boolean has(String name) {
    return nodes.containsKey(name);
  }

  boolean isOutput(NodeDef node) {
    return outputs.contains(node.getName());
  }

  /** Whether nobody reads a node but one input of another one. */
  boolean isReadOnce(NodeDef node) {
    return !isOutput(node) && readers.get(node.getName()).size() == 1;
  }

  Shape shape(String tensor) {
    return shapes.apply(TensorName.parse(tensor).toString());
  }

  /** Whether a tensor is written down in the graph. */
  boolean isConstant(String tensor) {
    return constant(tensor) != null;
  }

  /** The integers that are written down for a tensor; none otherwise. */
  long[] integers(String tensor) {
    NodeDef constant = constant(tensor);
    TensorData data = constant == null ? null : value(constant);
    return data != null && data.dtype().isInteger() ? data.longs() : new long[0];
  }

  /** What is written down for a tensor of float32, where that can be read and is not too much. */
  Optional<TensorData> floats(String tensor) {
    NodeDef constant = constant(tensor);
    if (constant == null
        || Nodes.value(constant, "dtype").getType() != DataType.DT_FLOAT
        || elements(constant) > MOST_ELEMENTS) {
      return Optional.empty();
    }
    try {
      return Optional.of(value(constant));
    } catch (IllegalArgumentException e) {
      // TensorFlow says what is wrong with it when it runs.
      return Optional.empty();
    }
  }

  /** A few bytes may stand for any number of elements. */
  private static double elements(NodeDef constant) {
    return Nodes.value(constant, "value").getTensor().getTensorShape().getDimList().stream()
        .mapToDouble(TensorShapeProto.Dim::getSize)
        .reduce(1, (one, other) -> one * other);
  }

  private static TensorData value(NodeDef constant) {
    return TensorProtos.read(constant.getAttrOrThrow("value").getTensor());
  }

  private @Nullable NodeDef constant(String tensor) {
    NodeDef node = node(tensor);
    while (node != null && node.getOp().equals("Identity")) {
      node = node(node.getInput(0));
    }
    return node != null && node.getOp().equals("Const") ? node : null;
  }
}
