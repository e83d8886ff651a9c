package dev.jera.serving.rows;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.jera.runtime.GraphSession;
import dev.jera.runtime.TensorName;
import dev.jera.runtime.savedmodel.FrozenGraph;
import dev.jera.runtime.savedmodel.TensorSpec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.NodeDef;

/**
 * Proves of a frozen graph that row i of each output depends on row i of each input alone, the rows
 * lying along the first axis. A batch of it may be cut anywhere.
 *
 * <p>Each tensor is of one {@link Kind}: all inputs are rows, what depends on no input is constant,
 * and an op gives rows where {@link RowRules} says so of its inputs. What no rule knows proves
 * nothing.
 */
public final class RowWise {
  /** The ops whose outputs beyond the first are of rows too. */
  private static final Set<String> MANY = Set.of("Split", "SplitV", "TopKV2", "Unpack");

  /** What is known of a tensor. */
  enum Kind {
    /** Row i depends on the inputs' rows i alone, and there are as many rows. */
    ROWS,
    /** It depends on no input. */
    CONSTANT,
    /** Nothing is known. */
    UNKNOWN
  }

  private final GraphSession session;
  private final ImmutableMap<String, NodeDef> nodes;
  private final Map<String, Kind> kinds = new HashMap<>();

  private RowWise(FrozenGraph frozen, GraphSession session) {
    this.session = session;
    this.nodes = Maps.uniqueIndex(frozen.graph().getNodeList(), NodeDef::getName);
  }

  /**
   * Whether the proof succeeds.
   *
   * @param session one that the graph is alive on, which knows the shapes
   */
  public static boolean holds(FrozenGraph frozen, GraphSession session) {
    return new RowWise(frozen, session).proves(frozen);
  }

  private boolean proves(FrozenGraph frozen) {
    Map<String, TensorSpec> inputs = frozen.signature().inputs();
    for (TensorSpec input : inputs.values()) {
      if (!isBatch(input.shape())) {
        return false;
      }
      kinds.put(TensorName.parse(frozen.tensor(input)).operation(), Kind.ROWS);
    }
    nodes.keySet().forEach(this::walk);
    return !inputs.isEmpty()
        && frozen.signature().outputs().values().stream()
            .allMatch(
                output -> isBatch(output.shape()) && kind(frozen.tensor(output)) == Kind.ROWS);
  }

  private static boolean isBatch(Shape shape) {
    return !shape.isUnknown() && shape.numDimensions() > 0 && shape.get(0) < 0;
  }

  /** What is before a node comes first, without recursion: graphs may be deep. */
  private void walk(String from) {
    Deque<String> open = new ArrayDeque<>(List.of(from));
    Set<String> entered = new HashSet<>();
    while (!open.isEmpty()) {
      NodeDef node = nodes.get(open.peek());
      if (node == null || kinds.containsKey(node.getName())) {
        open.pop();
      } else if (entered.add(node.getName())) {
        node.getInputList().forEach(input -> open.push(TensorName.parse(input).operation()));
      } else {
        open.pop();
        kinds.put(node.getName(), kind(node));
      }
    }
  }

  private Kind kind(NodeDef node) {
    RowNode inputs =
        new RowNode(
            node,
            node.getInputList().stream().map(this::kind).toList(),
            node.getInputList().stream().map(session::shapeOf).toList(),
            session.shapeOf(node.getName() + ":0"),
            node.getInputList().stream().map(input -> definition(input)).toList());
    if (node.getOp().startsWith("Placeholder")) {
      return Kind.UNKNOWN;
    }
    if (inputs.kinds().stream().allMatch(Kind.CONSTANT::equals)) {
      return Kind.CONSTANT;
    }
    return RowRules.givesRows(inputs) ? Kind.ROWS : Kind.UNKNOWN;
  }

  private Kind kind(String tensor) {
    TensorName name = TensorName.parse(tensor);
    Kind kind = kinds.getOrDefault(name.operation(), Kind.UNKNOWN);
    return kind == Kind.ROWS && name.index() > 0 && !MANY.contains(definition(tensor).getOp())
        ? Kind.UNKNOWN
        : kind;
  }

  private NodeDef definition(String tensor) {
    @Nullable NodeDef node = nodes.get(TensorName.parse(tensor).operation());
    return node == null ? NodeDef.getDefaultInstance() : node;
  }
}
