package dev.jera.model;

import dev.jera.model.Model.Call;
import dev.jera.model.Model.Node;
import dev.jera.model.Model.Port;
import dev.jera.runtime.Shapes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/**
 * Keras 2's table of a model, to the character.
 *
 * @see <a
 *     href="https://github.com/keras-team/keras/blob/v2.6.0/keras/utils/layer_utils.py">print_summary</a>
 */
final class Summary {
  /** Where the columns end, without and with the one that says what a layer is connected to. */
  private static final List<Integer> CHAIN = List.of(29, 55, 65);

  private static final List<Integer> GRAPH = List.of(32, 53, 65, 98);

  private final Model model;
  private final boolean chain;
  private final List<Integer> ends;
  private final StringJoiner lines = new StringJoiner(System.lineSeparator());

  private Summary(Model model) {
    this.model = model;
    this.chain = isChain(model);
    this.ends = chain ? CHAIN : GRAPH;
  }

  static String of(Model model) {
    return new Summary(model).write();
  }

  /** Whether it is printed as a chain: as Keras decides, by layers used once, one after another. */
  private static boolean isChain(Model model) {
    long taken = model.calls().stream().mapToLong(call -> call.inputs().size()).sum();
    long different =
        model.calls().stream()
            .flatMap(call -> call.inputs().stream().map(Port::call))
            .distinct()
            .count();
    return model.calls().size() == model.nodes().size()
        && model.calls().stream().allMatch(call -> call.inputs().size() <= 1)
        && taken == different
        && taken == model.calls().size() - 1;
  }

  private String write() {
    int width = ends.get(ends.size() - 1);
    String thin = "_".repeat(width);
    String thick = "=".repeat(width);
    lines.add("Model: \"%s\"".formatted(model.name())).add(thin);
    row("Layer (type)", "Output Shape", "Param #", "Connected to");
    String line = thick;
    for (int node = 0; node < model.nodes().size(); node++) {
      if (!(model.kind() == Model.Kind.SEQUENTIAL
          && model.nodes().get(node).layer() instanceof Input)) {
        lines.add(line);
        node(node);
        line = thin;
      }
    }
    long all = model.parameterCount();
    long trainable =
        model.weights().stream()
            .filter(WeightSpec::trainable)
            .mapToLong(weight -> weight.shape().size())
            .sum();
    lines.add(thick).add(count("Total", all)).add(count("Trainable", trainable));
    return lines.add(count("Non-trainable", all - trainable)).add(thin).toString();
  }

  private void node(int index) {
    Node node = model.nodes().get(index);
    String type = node.layer() instanceof Input ? "InputLayer" : node.layer().typeName();
    List<String> connections = connections(index);
    row(
        "%s (%s)".formatted(node.name(), type),
        outputShape(index),
        Long.toString(node.parameterCount()),
        connections.isEmpty() ? "" : connections.get(0));
    if (!chain) {
      connections.stream().skip(1).forEach(connection -> row("", "", "", connection));
    }
  }

  /** Where its inputs come from: {@code layer[application][output]}, over all applications. */
  private List<String> connections(int node) {
    List<String> connections = new ArrayList<>();
    for (Call call : callsOf(node)) {
      for (Port input : call.inputs()) {
        int from = model.calls().get(input.call()).node();
        long application =
            model.calls().stream().limit(input.call()).filter(c -> c.node() == from).count();
        connections.add(
            "%s[%s][%s]".formatted(model.node(input).name(), application, input.output()));
      }
    }
    return connections;
  }

  private List<Call> callsOf(int node) {
    return model.calls().stream().filter(call -> call.node() == node).toList();
  }

  private String outputShape(int node) {
    List<List<String>> shapes =
        callsOf(node).stream()
            .map(call -> call.outputShapes().stream().map(Shapes::tuple).toList())
            .distinct()
            .toList();
    if (shapes.size() > 1) {
      return "multiple";
    }
    List<String> outputs = shapes.get(0);
    boolean list = outputs.size() > 1 || model.nodes().get(node).layer() instanceof Input;
    return list ? "[" + String.join(", ", outputs) + "]" : outputs.get(0);
  }

  private static String count(String what, long parameters) {
    return String.format(Locale.ROOT, "%s params: %,d", what, parameters);
  }

  private void row(String... fields) {
    StringBuilder line = new StringBuilder();
    IntStream.range(0, ends.size())
        .forEach(
            column -> {
              if (column > 0) {
                line.setCharAt(line.length() - 1, ' ');
              }
              line.append(fields[column]);
              line.setLength(Math.min(line.length(), ends.get(column)));
              line.append(" ".repeat(ends.get(column) - line.length()));
            });
    lines.add(line);
  }
}
