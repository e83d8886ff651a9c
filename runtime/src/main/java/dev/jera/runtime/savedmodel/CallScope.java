package dev.jera.runtime.savedmodel;

import com.google.common.base.Splitter;
import dev.jera.runtime.TensorName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** The graph itself, or a function's body for one of its calls: where names are looked up. */
final class CallScope {
  private static final Splitter COLON = Splitter.on(':');

  /** What a name stands for: an output of a node, in the scope of that node. */
  record Source(CallScope scope, NodeDef node, int index) {}

  private final Map<String, NodeDef> nodes;
  private final @Nullable FunctionDef function;
  private final @Nullable CallScope caller;
  private final @Nullable NodeDef call;
  private final String prefix;
  private final int depth;
  private final Map<String, CallScope> inner = new HashMap<>();

  /** The graph itself. */
  CallScope(List<NodeDef> nodes) {
    this.nodes = GraphView.byName(nodes);
    this.function = null;
    this.caller = null;
    this.call = null;
    this.prefix = "";
    this.depth = 0;
  }

  private CallScope(FunctionDef function, CallScope caller, NodeDef call) {
    this.nodes = GraphView.byName(function.getNodeDefList());
    this.function = function;
    this.caller = caller;
    this.call = call;
    this.prefix = caller.prefix + call.getName() + "/";
    this.depth = caller.depth + 1;
  }

  /** The body of a function for a call that stands here, the same at each asking. */
  CallScope enter(NodeDef node, FunctionDef body) {
    return inner.computeIfAbsent(node.getName(), name -> new CallScope(body, this, node));
  }

  /** How many calls are around it. */
  int depth() {
    return depth;
  }

  /** Whether it is the graph itself. */
  boolean isGraph() {
    return function == null;
  }

  /** A name that tells where the node stands. */
  String fullName(NodeDef node) {
    return prefix + node.getName();
  }

  /** The nodes of this scope. */
  Iterable<NodeDef> nodes() {
    return nodes.values();
  }

  @Nullable NodeDef node(String name) {
    return nodes.get(name);
  }

  /** What a call's output is called within the function. */
  String returned(int index) {
    FunctionDef body = checked(function);
    String argument = body.getSignature().getOutputArg(index).getName();
    String name = body.getRetMap().get(argument);
    if (name == null) {
      throw new FreezingException("a function does not say what its '%s' is".formatted(argument));
    }
    return name;
  }

  /**
   * What an input is. Within a function it may be an argument: it is then looked up where the call
   * stands.
   *
   * @param ops TensorFlow's own, by name
   */
  Source source(String input, Map<String, OpDef> ops) {
    CallScope scope = this;
    String name = input;
    while (true) {
      NodeDef call = scope.call;
      FunctionDef body = scope.function;
      if (body == null || call == null) {
        return scope.graphSource(name);
      }
      int argument = argument(body, name);
      if (argument < 0) {
        return scope.bodySource(name, ops);
      }
      if (argument >= call.getInputCount()) {
        throw new FreezingException("call '%s' lacks arguments".formatted(call.getName()));
      }
      name = call.getInput(argument);
      scope = checked(scope.caller);
    }
  }

  private Source graphSource(String input) {
    TensorName tensor = TensorName.parse(input);
    return new Source(this, found(tensor.operation()), tensor.index());
  }

  /** As {@code node:output:0}: the number counts within the named output, which may be a list. */
  private Source bodySource(String input, Map<String, OpDef> ops) {
    List<String> parts = COLON.splitToList(input);
    NodeDef node = found(parts.get(0));
    if (parts.size() != 3) {
      return new Source(this, node, parts.size() == 1 ? 0 : Integer.parseInt(parts.get(1)));
    }
    int index = Integer.parseInt(parts.get(2));
    OpDef op = ops.get(node.getOp());
    if (op == null) {
      throw new FreezingException("op %s of '%s' is unknown".formatted(node.getOp(), input));
    }
    for (OpDef.ArgDef output : op.getOutputArgList()) {
      if (output.getName().equals(parts.get(1))) {
        return new Source(this, node, index);
      }
      index += size(output, node);
    }
    throw new FreezingException("op %s has no output '%s'".formatted(node.getOp(), parts.get(1)));
  }

  private static int size(OpDef.ArgDef output, NodeDef node) {
    AttrValue none = AttrValue.getDefaultInstance();
    if (!output.getNumberAttr().isEmpty()) {
      return (int) node.getAttrOrDefault(output.getNumberAttr(), none).getI();
    }
    return output.getTypeListAttr().isEmpty()
        ? 1
        : node.getAttrOrDefault(output.getTypeListAttr(), none).getList().getTypeCount();
  }

  private NodeDef found(String name) {
    NodeDef node = nodes.get(name);
    if (node == null) {
      throw new FreezingException("no node '%s%s'".formatted(prefix, name));
    }
    return node;
  }

  private static int argument(FunctionDef body, String name) {
    List<OpDef.ArgDef> arguments = body.getSignature().getInputArgList();
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).getName().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static <T> T checked(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the graph itself is called by nothing");
    }
    return value;
  }
}
