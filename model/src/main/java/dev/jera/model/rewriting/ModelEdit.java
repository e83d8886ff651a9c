package dev.jera.model.rewriting;

import static java.util.Objects.requireNonNull;

import dev.jera.model.Layer;
import dev.jera.model.Model;
import dev.jera.model.Model.Call;
import dev.jera.model.Model.Node;
import dev.jera.model.Model.Port;
import dev.jera.model.UnaryLayer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.ndarray.Shape;

/**
 * A model in which layers are exchanged or put in: the same nodes under the same names in the same
 * order, those put in behind them, and all shapes anew.
 */
final class ModelEdit {
  private final Model model;
  private final Map<Integer, Layer> replaced = new HashMap<>();
  private final Map<Integer, UnaryLayer> before = new HashMap<>();

  ModelEdit(Model model) {
    this.model = model;
  }

  /** Puts layers in the place of those of some nodes, by the node's place; weights stay. */
  ModelEdit replace(Map<Integer, Layer> layers) {
    replaced.putAll(layers);
    return this;
  }

  /** Puts a layer without weights before a call of one input. */
  ModelEdit putBefore(int call, UnaryLayer layer) {
    before.put(call, layer);
    return this;
  }

  private boolean isEmpty() {
    return replaced.isEmpty() && before.isEmpty();
  }

  Model edited() {
    return isEmpty() ? model : new Result().model();
  }

  /** The new model as it grows. */
  private final class Result {
    private final List<Call> calls = new ArrayList<>();
    private final Map<Integer, Integer> places = new HashMap<>();
    private final Map<Integer, List<Shape>> inputShapes = new HashMap<>();
    private final List<Node> inserted = new ArrayList<>();
    private final Set<String> names =
        model.nodes().stream().map(Node::name).collect(Collectors.toSet());

    Model model() {
      for (int i = 0; i < model.calls().size(); i++) {
        add(i);
      }
      List<Node> nodes = new ArrayList<>();
      for (int i = 0; i < model.nodes().size(); i++) {
        Node node = model.nodes().get(i);
        nodes.add(
            new Node(node.name(), layer(i), requireNonNull(inputShapes.get(i)), node.trainable()));
      }
      nodes.addAll(inserted);
      return new Model(
          model.name(),
          model.kind(),
          nodes,
          calls,
          model.inputs().stream().map(this::moved).toList(),
          model.outputs().stream().map(this::moved).toList());
    }

    private void add(int index) {
      Call call = model.calls().get(index);
      List<Port> inputs = call.inputs().stream().map(this::moved).toList();
      UnaryLayer first = before.get(index);
      if (first != null) {
        String name = newName(model.nodes().get(call.node()).name());
        Shape given = shape(inputs.get(0));
        inserted.add(new Node(name, first, List.of(given), true));
        calls.add(
            new Call(
                model.nodes().size() + inserted.size() - 1,
                inputs,
                List.of(first.outputShape(given))));
        inputs = List.of(new Port(calls.size() - 1, 0));
      }
      List<Shape> given = inputs.stream().map(this::shape).toList();
      inputShapes.putIfAbsent(call.node(), given);
      places.put(index, calls.size());
      calls.add(new Call(call.node(), inputs, layer(call.node()).outputShapes(given)));
    }

    private String newName(String of) {
      String name = of + "_input";
      while (!names.add(name)) {
        name += "_";
      }
      return name;
    }

    private Layer layer(int node) {
      return replaced.getOrDefault(node, model.nodes().get(node).layer());
    }

    private Port moved(Port port) {
      return new Port(requireNonNull(places.get(port.call())), port.output());
    }

    private Shape shape(Port port) {
      return calls.get(port.call()).outputShapes().get(port.output());
    }
  }
}
