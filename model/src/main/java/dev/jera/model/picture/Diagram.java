package dev.jera.model.picture;

import dev.jera.model.Input;
import dev.jera.model.Model;
import dev.jera.model.Model.Call;
import dev.jera.model.Model.Node;
import dev.jera.model.Model.Port;
import dev.jera.runtime.Shapes;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tensorflow.ndarray.Shape;

/**
 * What a picture shows of a model.
 *
 * @param title the model's name
 * @param boxes the layers, in the model's order
 * @param arrows the tensors that layers take from one another, in the order of the applications
 */
record Diagram(String title, List<Box> boxes, List<Arrow> arrows) {

  /** An arrow between boxes, named by their places; a layer may take from itself. */
  record Arrow(int from, int to) {}

  static Diagram of(Model model) {
    Set<Integer> outputs =
        model.outputs().stream()
            .map(port -> model.calls().get(port.call()).node())
            .collect(Collectors.toSet());
    List<Box> boxes =
        IntStream.range(0, model.nodes().size())
            .mapToObj(node -> box(model, node, outputs.contains(node)))
            .toList();
    List<Arrow> arrows =
        model.calls().stream()
            .flatMap(
                to ->
                    to.inputs().stream()
                        .map(port -> model.calls().get(port.call()))
                        .map(from -> new Arrow(from.node(), to.node())))
            .toList();
    return new Diagram(model.name(), boxes, arrows);
  }

  private static Box box(Model model, int index, boolean output) {
    Node node = model.nodes().get(index);
    boolean frozen = !node.trainable() && !node.weights().isEmpty();
    return new Box(
        role(node, output, frozen),
        node.name(),
        type(node) + (frozen ? ", frozen" : ""),
        shapes(model, index, call -> call.inputs().stream().map(port -> shape(model, port))),
        shapes(model, index, call -> call.outputShapes().stream()));
  }

  private static Box.Role role(Node node, boolean output, boolean frozen) {
    if (node.layer() instanceof Input) {
      return Box.Role.INPUT;
    }
    if (output) {
      return Box.Role.OUTPUT;
    }
    return frozen ? Box.Role.FROZEN : Box.Role.LAYER;
  }

  private static String type(Node node) {
    if (node.layer() instanceof Input) {
      return "InputLayer";
    }
    if (node.layer() instanceof Model inner) {
      long layers = inner.nodes().stream().filter(n -> !(n.layer() instanceof Input)).count();
      return "%s, %s %s".formatted(inner.typeName(), layers, layers == 1 ? "layer" : "layers");
    }
    return node.layer().typeName();
  }

  /** The shapes of an application's tensors; all applications' where they differ. */
  private static List<String> shapes(Model model, int node, Function<Call, Stream<Shape>> tensors) {
    return model.calls().stream()
        .filter(call -> call.node() == node)
        .map(call -> tensors.apply(call).map(Shapes::tuple).toList())
        .distinct()
        .flatMap(List::stream)
        .toList();
  }

  private static Shape shape(Model model, Port port) {
    return model.calls().get(port.call()).outputShapes().get(port.output());
  }
}
