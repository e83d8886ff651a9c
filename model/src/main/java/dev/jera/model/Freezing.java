package dev.jera.model;

import static com.google.common.base.Preconditions.checkArgument;

import dev.jera.model.Model.Node;
import java.util.ArrayList;
import java.util.List;

/** Models whose layers are trained or not. */
final class Freezing {
  private Freezing() {}

  static Model set(Model model, List<String> paths, boolean trainable) {
    if (paths.isEmpty()) {
      return model.withNodes(model.nodes().stream().map(node -> setAll(node, trainable)).toList());
    }
    Model changed = model;
    for (String path : paths) {
      changed = set(changed, path, trainable);
    }
    return changed;
  }

  private static Model set(Model model, String path, boolean trainable) {
    int slash = path.indexOf('/');
    String name = slash < 0 ? path : path.substring(0, slash);
    List<Node> nodes = new ArrayList<>(model.nodes());
    int index = model.nodes().stream().map(Node::name).toList().indexOf(name);
    checkArgument(
        index >= 0,
        "No layer '%s' in model '%s': there are %s",
        name,
        model.name(),
        model.nodes().stream().map(Node::name).toList());
    Node node = nodes.get(index);
    if (slash < 0) {
      nodes.set(index, setAll(node, trainable));
    } else {
      checkArgument(
          node.layer() instanceof Model,
          "Layer '%s': it is no model (expected: '%s' alone)",
          name,
          name);
      Model inner = set((Model) node.layer(), path.substring(slash + 1), trainable);
      nodes.set(index, new Node(name, inner, node.inputShapes(), node.trainable() || trainable));
    }
    return model.withNodes(nodes);
  }

  private static Node setAll(Node node, boolean trainable) {
    Layer layer =
        node.layer() instanceof Model inner ? set(inner, List.of(), trainable) : node.layer();
    return new Node(node.name(), layer, node.inputShapes(), trainable);
  }
}
