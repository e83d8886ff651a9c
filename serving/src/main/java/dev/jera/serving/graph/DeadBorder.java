package dev.jera.serving.graph;

import dev.jera.runtime.TensorName;
import dev.jera.runtime.savedmodel.FrozenGraph;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
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

  private final OpGraph graph;
  private final List<NodeDef> order;
  private final Map<String, MapSize> needed = new HashMap<>();
  private final GraphEdit edit;

  private DeadBorder(FrozenGraph frozen, Function<String, Shape> shapes) {
    this.edit = new GraphEdit(frozen);
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
    return edit.edited();
  }

  private static boolean pays(LocalOp local, MapSize given, MapSize enough, long channels) {
    double saved = local.outputs(given).places() - local.outputs(enough).places();
    return channels > 0
        && saved * local.products() > PRODUCTS_PER_COPY * channels * enough.places();
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
    String name = edit.unique(at.getName() + "/seen");
    int height = (int) enough.height();
    int width = (int) enough.width();
    edit.put(
        NodeDef.newBuilder()
            .setName(name)
            .setOp("Slice")
            .addInput(map)
            .addInput(edit.put(Nodes.constant(name + "/begin", 0, 0, 0, 0)))
            .addInput(edit.put(Nodes.constant(name + "/size", -1, height, width, -1)))
            .putAttr("T", Nodes.type(typeOf(at)))
            .putAttr("Index", Nodes.type(DataType.DT_INT32))
            .build());
    edit.put(edit.present(at).toBuilder().setInput(index, name).build());
  }

  private boolean isPoint(NodeDef node) {
    return local(node).filter(LocalOp::isPoint).isPresent();
  }

  private static DataType typeOf(NodeDef reader) {
    return reader.getAttrOrThrow(reader.getOp().equals("Cast") ? "SrcT" : "T").getType();
  }
}
