package dev.jera.runtime.savedmodel;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.TensorName;
import dev.jera.runtime.TensorProtos;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Takes the graph of a signature out of a bundle's graph, see {@link LoadedSavedModel#freeze}.
 *
 * <p>It walks from the outputs back to the inputs. A call is walked through: what its outputs are
 * in the function, and what the function's arguments are at the call. Control inputs are walked
 * too, though nothing is left of them, since what they wait for could change state.
 */
final class Freezer {
  private static final Set<String> CALLS = Set.of("PartitionedCall", "StatefulPartitionedCall");
  private static final Set<String> READS = Set.of("ReadVariableOp");
  private static final int DEEPEST_CALL = 100;

  /** A message of 2 GB cannot be written. */
  private static final long MOST_BYTES = 1L << 30;

  private final Map<String, FunctionDef> functions;
  private final Map<String, OpDef> ops;
  private final Function<List<String>, List<TensorData>> variables;
  private final CallScope top;

  private final Map<String, NodeDef> fed = new LinkedHashMap<>();
  private final Set<String> read = new LinkedHashSet<>();
  private final Map<CallScope, Map<String, String>> names = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final Set<String> added = new HashSet<>();
  private final Deque<CallScope.Source> open = new ArrayDeque<>();
  private final GraphDef.Builder result = GraphDef.newBuilder();
  private long bytes;

  /**
   * @param known the ops of this TensorFlow that the graph uses
   * @param variables gives variables' values by their nodes
   */
  Freezer(GraphDef graph, List<OpDef> known, Function<List<String>, List<TensorData>> variables) {
    this.functions =
        Maps.uniqueIndex(
            graph.getLibrary().getFunctionList(), function -> function.getSignature().getName());
    this.ops = Maps.uniqueIndex(known, OpDef::getName);
    this.variables = variables;
    this.top = new CallScope(graph.getNodeList());
    this.result.setVersions(graph.getVersions());
    graph.getNodeList().forEach(node -> taken.add(node.getName()));
  }

  /** Freezes one signature; a freezer serves once. */
  FrozenGraph freeze(Signature signature) {
    ImmutableMap.Builder<String, String> tensors = ImmutableMap.builder();
    signature.inputs().values().forEach(spec -> tensors.put(spec.tensor(), feed(spec)));
    for (TensorSpec output : signature.outputs().values()) {
      tensors.put(output.tensor(), use(top, output.tensor()));
    }
    while (!open.isEmpty()) {
      CallScope.Source next = open.pop();
      add(next.scope(), next.node());
    }
    fed.values().forEach(result::addNode);
    addConstants();
    return new FrozenGraph(signature, result.build(), tensors.buildKeepingLast());
  }

  private String feed(TensorSpec spec) {
    TensorName tensor = TensorName.parse(spec.tensor());
    NodeDef placeholder =
        NodeDef.newBuilder()
            .setName(unique("feed/" + tensor.operation()))
            .setOp("Placeholder")
            .putAttr("dtype", AttrValue.newBuilder().setType(spec.dtype().toProto()).build())
            .putAttr(
                "shape", AttrValue.newBuilder().setShape(spec.toProto().getTensorShape()).build())
            .build();
    fed.put(tensor.toString(), placeholder);
    return placeholder.getName() + ":0";
  }

  /** The name here of what an input is, whose node is to be walked to. */
  private String use(CallScope from, String input) {
    CallScope.Source source = from.source(input, ops);
    while (true) {
      @Nullable NodeDef given = fed(source);
      if (given != null) {
        return given.getName() + ":0";
      }
      FunctionDef function = called(source.node());
      if (function == null) {
        open.push(source);
        return name(source.scope(), source.node()) + ":" + source.index();
      }
      CallScope body = enter(source.scope(), source.node(), function);
      source = body.source(body.returned(source.index()), ops);
    }
  }

  private @Nullable NodeDef fed(CallScope.Source source) {
    return source.scope().isGraph()
        ? fed.get(new TensorName(source.node().getName(), source.index()).toString())
        : null;
  }

  /** What a node calls as its whole work, if it does. */
  private @Nullable FunctionDef called(NodeDef node) {
    String name =
        CALLS.contains(node.getOp())
            ? node.getAttrOrDefault("f", AttrValue.getDefaultInstance()).getFunc().getName()
            : node.getOp();
    return functions.get(name);
  }

  /** Within a function all that has an effect runs, whether or not an output needs it. */
  private CallScope enter(CallScope scope, NodeDef call, FunctionDef function) {
    CallScope body = scope.enter(call, function);
    if (body.depth() > DEEPEST_CALL) {
      throw new FreezingException(
          "calls lie %s deep at '%s'".formatted(body.depth(), scope.fullName(call)));
    }
    if (names.putIfAbsent(body, new HashMap<>()) == null) {
      for (NodeDef node : body.nodes()) {
        if (isStateful(node)) {
          open.push(new CallScope.Source(body, node, 0));
        }
      }
    }
    return body;
  }

  private boolean isStateful(NodeDef node) {
    OpDef op = ops.get(node.getOp());
    return op == null
        || op.getIsStateful()
        || op.getInputArgList().stream().anyMatch(OpDef.ArgDef::getIsRef);
  }

  private void add(CallScope scope, NodeDef node) {
    FunctionDef function = called(node);
    if (function != null) {
      enter(scope, node, function);
      walkControls(scope, node);
      return;
    }
    String name = name(scope, node);
    if (!added.add(name)) {
      return;
    }
    if (VariableProbe.isVariable(node) && scope.isGraph()) {
      read.add(name);
      return;
    }
    NodeDef.Builder copy = node.toBuilder().setName(name).clearInput().clearDevice();
    if (READS.contains(node.getOp())) {
      copy.setOp("Identity").clearAttr();
      copy.putAttr("T", node.getAttrOrThrow("dtype"));
    } else if (isStateful(node) && !node.getOp().equals("Placeholder")) {
      throw new FreezingException(
          "op %s of '%s' has or changes a state".formatted(node.getOp(), scope.fullName(node)));
    }
    addDefaults(copy);
    if (node.getAttrMap().values().stream().anyMatch(AttrValue::hasPlaceholder)) {
      throw new FreezingException(
          "'%s' takes an attribute from its function's call".formatted(scope.fullName(node)));
    }
    for (String input : node.getInputList()) {
      if (!input.startsWith("^")) {
        copy.addInput(use(scope, input));
      }
    }
    walkControls(scope, node);
    count(node.getSerializedSize());
    result.addNode(copy);
  }

  /** Exporters leave out attributes that are as an op has them by default. */
  private void addDefaults(NodeDef.Builder node) {
    OpDef op = ops.get(node.getOp());
    if (op != null) {
      for (OpDef.AttrDef attribute : op.getAttrList()) {
        if (attribute.hasDefaultValue() && !node.containsAttr(attribute.getName())) {
          node.putAttr(attribute.getName(), attribute.getDefaultValue());
        }
      }
    }
  }

  private void walkControls(CallScope scope, NodeDef node) {
    for (String input : node.getInputList()) {
      NodeDef before = input.startsWith("^") ? scope.node(input.substring(1)) : null;
      if (before != null) {
        open.push(new CallScope.Source(scope, before, 0));
      }
    }
  }

  /** The variables' values, which are read at once: each run of a graph takes time to begin. */
  private void addConstants() {
    List<String> order = List.copyOf(read);
    List<TensorData> values = variables.apply(order);
    for (int i = 0; i < order.size(); i++) {
      TensorData value = values.get(i);
      count((long) value.size() * Math.max(1, value.dtype().byteSize()));
      result.addNode(
          NodeDef.newBuilder()
              .setName(order.get(i))
              .setOp("Const")
              .putAttr("dtype", AttrValue.newBuilder().setType(value.dtype().toProto()).build())
              .putAttr(
                  "value", AttrValue.newBuilder().setTensor(TensorProtos.write(value)).build()));
    }
  }

  private void count(long more) {
    bytes += more;
    if (bytes > MOST_BYTES) {
      throw new FreezingException("it takes more than %s bytes".formatted(MOST_BYTES));
    }
  }

  private String name(CallScope scope, NodeDef node) {
    return scope.isGraph()
        ? node.getName()
        : names
            .computeIfAbsent(scope, unused -> new HashMap<>())
            .computeIfAbsent(node.getName(), unused -> unique(scope.fullName(node)));
  }

  private String unique(String wish) {
    String name = wish;
    for (int i = 1; !taken.add(name); i++) {
      name = wish + "_" + i;
    }
    return name;
  }
}
