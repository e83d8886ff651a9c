package dev.jera.model;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Streams;
import dev.jera.model.Model.Call;
import dev.jera.model.Model.Node;
import dev.jera.model.Model.Port;
import dev.jera.runtime.Shapes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.ndarray.Shape;

/** Whether the parts of a model fit together. */
final class ModelCheck {
  private ModelCheck() {}

  /**
   * Checks that there are layers and outputs, that names differ, that every layer is applied, to
   * calls before it that give what it takes, and that inputs are Inputs, all of them.
   */
  static void check(
      String name, List<Node> nodes, List<Call> calls, List<Port> inputs, List<Port> outputs) {
    LayerNames.check(name);
    checkArgument(
        nodes.stream().anyMatch(node -> !(node.layer() instanceof Input)),
        "Model '%s': no layers (expected: at least one)",
        name);
    Set<String> names = new HashSet<>();
    for (Node node : nodes) {
      checkArgument(
          names.add(node.name()),
          "Layer name '%s': given twice in '%s' (expected: once)",
          node.name(),
          name);
    }
    for (int i = 0; i < calls.size(); i++) {
      int node = calls.get(i).node();
      checkArgument(
          node >= 0 && node < nodes.size(),
          "Model '%s': call of node %s (expected: one of %s)",
          name,
          node,
          nodes.size());
      checkCall(nodes, calls, i);
    }
    checkArgument(
        calls.stream().map(Call::node).distinct().count() == nodes.size(),
        "Model '%s': a layer without a call (expected: every layer is applied)",
        name);
    for (Port input : inputs) {
      checkPort("inputs of model '%s'".formatted(name), calls, input);
      Node node = nodes.get(calls.get(input.call()).node());
      checkArgument(
          node.layer() instanceof Input,
          "Model '%s': input '%s' (expected: what an Input gave)",
          name,
          node.name());
    }
    for (int i = 0; i < calls.size(); i++) {
      Node node = nodes.get(calls.get(i).node());
      checkArgument(
          !(node.layer() instanceof Input) || inputs.contains(new Port(i, 0)),
          "Model '%s': input '%s' is not among its inputs (expected: all of them)",
          name,
          node.name());
    }
    checkArgument(
        new HashSet<>(inputs).size() == inputs.size(),
        "Model '%s': an input is given twice (expected: once each)",
        name);
    checkArgument(!outputs.isEmpty(), "Model '%s': no outputs (expected: at least one)", name);
    outputs.forEach(output -> checkPort("outputs of model '%s'".formatted(name), calls, output));
  }

  private static void checkCall(List<Node> nodes, List<Call> calls, int index) {
    Call call = calls.get(index);
    Node node = nodes.get(call.node());
    String where = "Layer '%s'".formatted(node.name());
    for (Port input : call.inputs()) {
      checkPort(where, calls, input);
      checkArgument(
          input.call() < index,
          "%s: it takes from '%s', which comes of it (expected: no cycle; for a sequence use a recurrent layer)",
          where,
          nodes.get(calls.get(input.call()).node()).name());
    }
    List<Shape> given =
        call.inputs().stream()
            .map(port -> calls.get(port.call()).outputShapes().get(port.output()))
            .toList();
    List<Shape> outputs = LayerShapes.outputShapes(() -> where, node.layer(), given);
    checkArgument(
        fit(outputs, call.outputShapes()),
        "%s: it gives %s (expected: %s, as its call says)",
        where,
        outputs,
        call.outputShapes());
    List<WeightSpec> wanted = node.layer().weights(given);
    List<WeightSpec> held = node.layer().weights(node.inputShapes());
    checkArgument(
        formatWeights(wanted).equals(formatWeights(held)),
        "%s: it is applied to %s, where it needs the weights %s, and to %s, where it needs %s (expected: the same; share layers between equal shapes only)",
        where,
        format(node.inputShapes()),
        formatWeights(held),
        format(given),
        formatWeights(wanted));
  }

  private static void checkPort(String where, List<Call> calls, Port port) {
    checkArgument(
        port.call() >= 0
            && port.call() < calls.size()
            && port.output() >= 0
            && port.output() < calls.get(port.call()).outputShapes().size(),
        "%s: %s (expected: an output of one of the %s calls)",
        where,
        port,
        calls.size());
  }

  private static boolean fit(List<Shape> some, List<Shape> others) {
    return some.size() == others.size()
        && Streams.zip(some.stream(), others.stream(), Shapes::fits).allMatch(fits -> fits);
  }

  private static List<String> format(List<Shape> shapes) {
    return shapes.stream().map(Shapes::format).toList();
  }

  private static List<String> formatWeights(List<WeightSpec> weights) {
    return weights.stream()
        .map(weight -> weight.name() + " " + Shapes.format(weight.shape()))
        .toList();
  }
}
