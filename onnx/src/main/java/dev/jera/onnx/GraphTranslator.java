package dev.jera.onnx;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Maps;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.GraphSession;
import dev.jera.runtime.SessionOptions;
import dev.jera.runtime.TensorData;
import dev.jera.runtime.TensorName;
import dev.jera.runtime.TensorProtos;
import dev.jera.runtime.savedmodel.FrozenGraph;
import dev.jera.runtime.savedmodel.TensorSpec;
import dev.jera.serving.AcceleratorException;
import dev.jera.serving.graph.DeadBorder;
import dev.jera.serving.graph.ScaledFilter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Translates the graph of a signature, node by node, from its inputs to its outputs.
 *
 * <p>Before, what no output sees is left out and scales go into filters, which ONNX Runtime does
 * not do itself.
 *
 * <p>TensorFlow itself tells the dtypes and shapes, and computes what no input changes.
 */
final class GraphTranslator {
  /** What ONNX's graph calls the first, second, ... input and output. */
  static final String INPUT = "input_";

  static final String OUTPUT = "output_";

  /** TensorFlow's stack is made for so many ops in a row. */
  private static final int DEEPEST = 250_000;

  private final FrozenGraph frozen;
  private final GraphSession session;
  private final Map<String, NodeDef> nodes;
  private final OnnxGraph onnx = new OnnxGraph();
  private final Map<String, List<Tensor>> outputs = new HashMap<>();

  private GraphTranslator(FrozenGraph frozen, GraphSession session) {
    this.frozen = frozen;
    this.session = session;
    this.nodes = Maps.uniqueIndex(frozen.graph().getNodeList(), NodeDef::getName);
  }

  /**
   * Translates a signature, whose inputs and outputs are numbered in the order of their names.
   *
   * @return the model as ONNX's message
   * @throws AcceleratorException if a node cannot be translated; it names the first one
   */
  static byte[] translate(FrozenGraph frozen) {
    FrozenGraph rewritten;
    try (GraphSession session = open(frozen)) {
      rewritten = ScaledFilter.scale(DeadBorder.remove(frozen, session::shapeOf));
    }
    try (GraphSession session = open(rewritten)) {
      return new GraphTranslator(rewritten, session).translate();
    }
  }

  private static GraphSession open(FrozenGraph frozen) {
    int depth = Math.min(DEEPEST, frozen.graph().getNodeCount());
    return GraphSession.open(frozen.graph(), SessionOptions.defaults(), depth);
  }

  private byte[] translate() {
    int count = 0;
    for (TensorSpec input : frozen.signature().inputs().values()) {
      feed(TensorName.parse(frozen.tensor(input)).operation(), INPUT + count++, input);
    }
    List<String> answers =
        frozen.signature().outputs().values().stream().map(frozen::tensor).toList();
    order(answers).forEach(this::translate);
    for (int i = 0; i < answers.size(); i++) {
      Tensor answer = tensor(answers.get(i));
      onnx.output(OUTPUT + i, answer.plain(), answer.dtype());
    }
    return onnx.toBytes();
  }

  private void feed(String node, String name, TensorSpec spec) {
    Tensor tensor = new Tensor(onnx, spec.dtype(), spec.shape(), null);
    tensor.is(name);
    onnx.input(name, spec.dtype(), spec.shape());
    outputs.put(node, List.of(tensor));
  }

  /** The nodes that are needed, each after those that it takes from; graphs may be deep. */
  private Set<NodeDef> order(List<String> answers) {
    Set<NodeDef> done = new LinkedHashSet<>();
    Set<String> seen = new LinkedHashSet<>();
    Deque<NodeDef> open = new ArrayDeque<>();
    answers.forEach(answer -> open.push(node(answer)));
    while (!open.isEmpty()) {
      NodeDef node = open.peek();
      if (!seen.add(node.getName())) {
        open.pop();
        if (!outputs.containsKey(node.getName())) {
          done.add(node);
        }
        continue;
      }
      for (String input : node.getInputList()) {
        NodeDef before = node(input);
        if (!seen.contains(before.getName())) {
          open.push(before);
        }
      }
    }
    return done;
  }

  private void translate(NodeDef definition) {
    List<Tensor> inputs = definition.getInputList().stream().map(this::tensor).toList();
    if (definition.getOp().equals("Identity")) {
      outputs.put(definition.getName(), List.of(inputs.get(0)));
      return;
    }
    boolean constant =
        Operators.isFoldable(definition.getOp()) && inputs.stream().allMatch(Tensor::isConstant);
    List<Tensor> given = outputs(definition, constant);
    outputs.put(definition.getName(), given);
    if (constant) {
      return;
    }
    Node node = new Node(definition, onnx, inputs, given);
    Op op = Operators.BY_TYPE.get(definition.getOp());
    if (op == null) {
      throw node.refuse("ONNX's op for it is not known");
    }
    op.translate(node);
    given.stream()
        .map(Tensor::dtype)
        .filter(dtype -> dtype == Dtype.STRING || dtype == Dtype.OTHER)
        .forEach(
            dtype -> {
              throw node.refuse("it gives " + dtype);
            });
  }

  private List<Tensor> outputs(NodeDef node, boolean constant) {
    ImmutableList.Builder<Tensor> given = ImmutableList.builder();
    for (int i = 0; ; i++) {
      String name = new TensorName(node.getName(), i).toString();
      Optional<DataType> dtype = session.dtypeOf(name);
      if (dtype.isEmpty()) {
        return given.build();
      }
      Shape shape = session.shapeOf(name);
      @Nullable Supplier<TensorData> value = constant ? () -> value(node, name) : null;
      given.add(new Tensor(onnx, Dtype.of(dtype.get()), shape, value));
    }
  }

  private TensorData value(NodeDef node, String tensor) {
    return node.getOp().equals("Const")
        ? TensorProtos.read(node.getAttrOrThrow("value").getTensor())
        : session.prepare(List.of(), List.of(tensor), List.of()).run(List.of()).get(0);
  }

  private Tensor tensor(String name) {
    TensorName tensor = TensorName.parse(name);
    List<Tensor> given = outputs.getOrDefault(tensor.operation(), List.of());
    if (tensor.index() >= given.size()) {
      throw new AcceleratorException("tensor '%s' goes in a circle".formatted(name));
    }
    return given.get(tensor.index());
  }

  private NodeDef node(String tensor) {
    String name = TensorName.parse(tensor).operation();
    NodeDef node = nodes.get(name);
    if (node == null) {
      throw new AcceleratorException("no node '%s'".formatted(name));
    }
    return node;
  }
}
