package dev.jera.serving.graph;

import dev.jera.runtime.TensorName;
import dev.jera.runtime.savedmodel.FrozenGraph;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Leaves out what no output sees, as {@code dev.jera.model.rewriting} does where it trains.
 *
 * <p>A window of reach r that moves by s over an axis without padding sees {@code (m - 1) s + r}
 * places for its first m outputs, and none behind them. Floor pooling leaves out what does not fill
 * a window, so that of the map before it, and of all maps before that one, the last rows and
 * columns may be computed for nothing. With m places needed of a map, the first {@code (m - 1) s +
 * r} of the map before are, and of a map that several ops read the most that one of them needs.
 * What is an output, or goes into an op not known to be {@link LocalOp local}, is needed whole. The
 * places that are left are computed from the same values as before.
 *
 * <p>Maps are cut before convolutions, where that saves more than a copy of the map costs, and
 * ahead of what is done with each place alone before that: a cast from bytes then has fewer of
 * them.
 */
public final class DeadBorder {
  /** A value copied, in products of a convolution, and some more. */
  private static final double PRODUCTS_PER_COPY = 8;

  /** What the graph was known to give, which is checked against what it gives now. */
  private static final String KNOWN_SHAPES = "_output_shapes";

  private final FrozenGraph frozen;
  private final OpGraph graph;
  private final List<NodeDef> order;
  private final Map<String, MapSize> needed = new HashMap<>();
  private final Map<String, NodeDef> result = new LinkedHashMap<>();

  private DeadBorder(FrozenGraph frozen, Function<String, Shape> shapes) {
    this.frozen = frozen;
    this.graph = new OpGraph(frozen, shapes);
    this.order = graph.inOrder();
  }

  /**
   * A graph with the same answers; the same graph where there is nothing to leave out.
   *
   * @param shapes the shape of a tensor, such as {@code conv2d/Conv2D:0}, as far as it is known
   */
  public static FrozenGraph remove(FrozenGraph frozen, Function<String, Shape> shapes) {
    DeadBorder pass = new DeadBorder(frozen, shapes);
    pass.findNeeded();
    return pass.cut();
  }

  private void findNeeded() {
    for (int i = order.size() - 1; i >= 0; i--) {
      NodeDef node = order.get(i);
      Optional<LocalOp> local = local(node);
      for (int input = 0; input < node.getInputCount(); input++) {
        String tensor = node.getInput(input);
        MapSize whole = whole(tensor);
        if (whole != null) {
          boolean isMap = local.isPresent() && local.get().input() == input;
          boolean isFirst = TensorName.parse(tensor).index() == 0;
          MapSize enough = isMap && isFirst ? local.get().seen(needed(node)) : whole;
          needed.merge(OpGraph.operation(tensor), enough, MapSize::larger);
        }
      }
    }
  }

  /** How a node is local, where it takes a map of known size and gives one. */
  private Optional<LocalOp> local(NodeDef node) {
    return LocalOp.of(node, graph)
        .filter(local -> whole(node.getName()) != null)
        .filter(local -> whole(node.getInput(local.input())) != null);
  }

  private @Nullable MapSize whole(String tensor) {
    return MapSize.of(graph.shape(tensor)).orElse(null);
  }

  private MapSize known(String tensor) {
    return MapSize.of(graph.shape(tensor)).orElseThrow();
  }

  private MapSize needed(NodeDef node) {
    MapSize whole = known(node.getName());
    return graph.isOutput(node) ? whole : needed.getOrDefault(node.getName(), whole);
  }

  private FrozenGraph cut() {
    Map<String, MapSize> now = new HashMap<>();
    order.forEach(node -> result.put(node.getName(), node));
    int before = result.size();
    for (NodeDef node : order) {
      local(node)
          .ifPresent(
              local -> {
                String map = node.getInput(local.input());
                MapSize given = now.getOrDefault(OpGraph.operation(map), known(map));
                MapSize enough = local.seen(needed(node));
                if (pays(local, given, enough, graph.shape(map).get(3))) {
                  cutBefore(node, local.input(), enough);
                  given = enough;
                }
                now.put(node.getName(), local.outputs(given));
              });
    }
    if (result.size() == before) {
      return frozen;
    }
    GraphDef.Builder cut = frozen.graph().toBuilder().clearNode();
    result.values().forEach(node -> cut.addNode(node.toBuilder().removeAttr(KNOWN_SHAPES)));
    return new FrozenGraph(frozen.signature(), cut.build(), frozen.tensors());
  }

  private static boolean pays(LocalOp local, MapSize given, MapSize enough, long channels) {
    double saved = local.outputs(given).places() - local.outputs(enough).places();
    return saved * local.products() > PRODUCTS_PER_COPY * channels * enough.places();
  }

  private void cutBefore(NodeDef reader, int input, MapSize enough) {
    NodeDef at = reader;
    int index = input;
    NodeDef before = graph.node(at.getInput(index));
    while (before != null && graph.isReadOnce(before) && isPoint(before)) {
      at = before;
      index = LocalOp.of(at, graph).orElseThrow().input();
      before = graph.node(at.getInput(index));
    }
    String map = at.getInput(index);
    String name = unique(at.getName() + "/seen");
    NodeDef begin = Constants.of(name + "/begin", 0, 0, 0, 0);
    NodeDef size =
        Constants.of(name + "/size", -1, (int) enough.height(), (int) enough.width(), -1);
    NodeDef slice =
        NodeDef.newBuilder()
            .setName(name)
            .setOp("Slice")
            .addInput(map)
            .addInput(begin.getName())
            .addInput(size.getName())
            .putAttr("T", AttrValue.newBuilder().setType(typeOf(at)).build())
            .putAttr("Index", AttrValue.newBuilder().setType(DataType.DT_INT32).build())
            .build();
    List.of(begin, size, slice).forEach(node -> result.put(node.getName(), node));
    NodeDef present = result.getOrDefault(at.getName(), at);
    result.put(at.getName(), present.toBuilder().setInput(index, name).build());
  }

  private boolean isPoint(NodeDef node) {
    return local(node).filter(LocalOp::isPoint).isPresent();
  }

  private static DataType typeOf(NodeDef reader) {
    return reader.getAttrOrThrow(reader.getOp().equals("Cast") ? "SrcT" : "T").getType();
  }

  private String unique(String wish) {
    String name = wish;
    while (graph.has(name)) {
      name += "_";
    }
    return name;
  }
}
