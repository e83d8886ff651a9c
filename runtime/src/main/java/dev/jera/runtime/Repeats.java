package dev.jera.runtime;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.common.collect.Maps;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Op;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.types.family.TType;

/**
 * Copies of a part of a graph, in the same graph, that one run of a session does one after the
 * other: what the original does in as many runs, with placeholders of its own for each.
 *
 * <p>It gives the same bits. A copy has the original's ops, attributes and edges. All that an op
 * may see of other runs is state, which is in variables alone, or there are no copies; and an op
 * that reads or writes a variable begins when the copy before is done with its effects and with
 * what is fetched of it.
 */
public final class Repeats {
  private static final String HANDLE = "VarHandleOp";
  private static final String CONTROL = "^";
  private static final String DONE = "done";

  private final Graph graph;
  private final String scope;
  private final int times;

  private Repeats(Graph graph, String scope, int times) {
    this.graph = graph;
    this.scope = scope;
    this.times = times;
  }

  /**
   * Adds the copies.
   *
   * @param scope what the names of the copies begin with, a name not yet taken
   * @param target what is run for its effects
   * @param fetched what is fetched of each copy
   * @param feeds the placeholders of which each copy has its own
   * @param times how many copies
   * @return they; empty if an op keeps a state that is not a variable, such as a random generator
   *     or a table, or does something outside of the graph, such as printing
   */
  public static Optional<Repeats> add(
      Graph graph,
      String scope,
      Op target,
      Operand<?> fetched,
      List<? extends Operand<?>> feeds,
      int times) {
    checkArgument(times > 0, "times: %s (expected: >= 1)", times);
    GraphDef whole = graph.toGraphDef();
    List<String> ends = List.of(target.op().name(), fetched.op().name());
    Set<String> roots = feeds.stream().map(feed -> feed.op().name()).collect(Collectors.toSet());
    List<NodeDef> nodes = above(Iterables.concat(ends, roots), whole);
    GraphDef part = whole.toBuilder().clearNode().addAllNode(nodes).build();
    Map<String, OpDef> ops = Maps.uniqueIndex(RegisteredOps.usedBy(part), OpDef::getName);
    Set<String> ordered = new HashSet<>();
    for (NodeDef node : part.getNodeList()) {
      // A function has no OpDef here: nobody looked at what is in it.
      OpDef op = ops.get(node.getOp());
      if (op == null || (op.getIsStateful() && !isVariables(node, op))) {
        return Optional.empty();
      }
      if (op.getIsStateful() && !node.getOp().equals(HANDLE)) {
        ordered.add(node.getName());
      }
    }
    roots.addAll(ordered);
    Set<String> copied = below(roots, part);
    GraphDef.Builder copies = part.toBuilder().clearNode();
    for (NodeDef node : part.getNodeList()) {
      if (!copied.contains(node.getName())) {
        copies.addNode(node);
      }
    }
    for (int time = 0; time < times; time++) {
      for (NodeDef node : part.getNodeList()) {
        if (copied.contains(node.getName())) {
          boolean waits = time > 0 && ordered.contains(node.getName());
          copies.addNode(copy(node, time, copied, waits));
        }
      }
      NodeDef.Builder done = NodeDef.newBuilder().setName(name(time, DONE)).setOp("NoOp");
      for (String end : ends) {
        done.addInput(CONTROL + (copied.contains(end) ? name(time, end) : end));
      }
      copies.addNode(done);
    }
    graph.importGraphDef(copies.build(), scope);
    return Optional.of(new Repeats(graph, scope, times));
  }

  /** Whether all the state of an op is that of variables, which have names. */
  private static boolean isVariables(NodeDef node, OpDef op) {
    return node.getOp().equals(HANDLE)
        ? !node.getAttrOrThrow("shared_name").getS().isEmpty()
        : op.getInputArgList().stream().anyMatch(in -> in.getType() == DataType.DT_RESOURCE);
  }

  /** The nodes that these need, and they. */
  private static List<NodeDef> above(Iterable<String> ends, GraphDef graph) {
    Map<String, NodeDef> nodes = Maps.uniqueIndex(graph.getNodeList(), NodeDef::getName);
    Map<String, NodeDef> found = new LinkedHashMap<>();
    Deque<String> open = new ArrayDeque<>();
    ends.forEach(open::add);
    while (!open.isEmpty()) {
      NodeDef node = nodes.get(open.remove());
      if (node != null && found.putIfAbsent(node.getName(), node) == null) {
        node.getInputList().forEach(input -> open.add(producer(input)));
      }
    }
    return ImmutableList.copyOf(found.values());
  }

  /** The nodes that depend on these, and they. */
  private static Set<String> below(Set<String> roots, GraphDef graph) {
    Map<String, List<String>> consumers = new LinkedHashMap<>();
    for (NodeDef node : graph.getNodeList()) {
      for (String input : node.getInputList()) {
        consumers.computeIfAbsent(producer(input), name -> new ArrayList<>()).add(node.getName());
      }
    }
    Set<String> found = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      String node = open.remove();
      if (found.add(node)) {
        open.addAll(consumers.getOrDefault(node, List.of()));
      }
    }
    return found;
  }

  private static NodeDef copy(NodeDef node, int time, Set<String> copied, boolean waits) {
    NodeDef.Builder copy = node.toBuilder().setName(name(time, node.getName())).clearInput();
    for (String input : node.getInputList()) {
      String mark = input.startsWith(CONTROL) ? CONTROL : "";
      copy.addInput(
          copied.contains(producer(input))
              ? mark + name(time, input.substring(mark.length()))
              : input);
    }
    return waits ? copy.addInput(CONTROL + name(time - 1, DONE)).build() : copy.build();
  }

  private static String producer(String input) {
    return input.startsWith(CONTROL)
        ? input.substring(CONTROL.length())
        : TensorName.parse(input).operation();
  }

  private static String name(int time, String name) {
    return time + "/" + name;
  }

  /** How many copies there are. */
  public int times() {
    return times;
  }

  /**
   * What stands in a copy for a placeholder, or for what is fetched.
   *
   * @param time the number of the copy, from 0
   */
  public <T extends TType> Operand<T> of(int time, Operand<T> original) {
    Output<T> output = original.asOutput();
    return operation(time, output.op().name()).output(output.index());
  }

  /** The op that is run for the effects of all copies. */
  public GraphOperation last() {
    return operation(times - 1, DONE);
  }

  private GraphOperation operation(int time, String name) {
    GraphOperation operation = graph.operation(scope + "/" + name(time, name));
    checkArgument(operation != null, "'%s': not in the part that is repeated", name);
    return operation;
  }
}
