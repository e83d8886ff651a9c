package dev.jera.model.rewriting;

import com.google.common.collect.ImmutableListMultimap;
import dev.jera.model.Layer;
import dev.jera.model.Model;
import dev.jera.model.Model.Call;
import dev.jera.model.Model.Port;
import java.util.List;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/** A model with the questions that passes ask of it. */
final class ModelView {
  private final Model model;
  private final ImmutableListMultimap<Port, Integer> takers;

  ModelView(Model model) {
    this.model = model;
    ImmutableListMultimap.Builder<Port, Integer> found = ImmutableListMultimap.builder();
    for (int i = 0; i < model.calls().size(); i++) {
      int call = i;
      model.calls().get(i).inputs().forEach(port -> found.put(port, call));
    }
    takers = found.build();
  }

  int calls() {
    return model.calls().size();
  }

  Call call(int index) {
    return model.calls().get(index);
  }

  Layer layer(int call) {
    return model.nodes().get(call(call).node()).layer();
  }

  Shape shape(Port port) {
    return call(port.call()).outputShapes().get(port.output());
  }

  private boolean isOutput(Port port) {
    return model.outputs().contains(port);
  }

  /** The calls that take a tensor, one as often as it takes it. */
  private List<Integer> takers(Port port) {
    return takers.get(port);
  }

  /** Whether the layer of a call is applied there alone. */
  boolean isOnlyCall(int index) {
    return model.calls().stream().filter(call -> call.node() == call(index).node()).count() == 1;
  }

  /** The call to which alone a call's first output goes. */
  Optional<Integer> onlyTaker(int index) {
    Port port = new Port(index, 0);
    return isOutput(port) || takers(port).size() != 1
        ? Optional.empty()
        : Optional.of(takers(port).get(0));
  }

  /** Whether nothing before a call's inputs has weights, so that no gradient goes there. */
  boolean hasNoWeightsBefore(int index) {
    return call(index).inputs().stream()
        .allMatch(
            port ->
                model.nodes().get(call(port.call()).node()).weights().isEmpty()
                    && hasNoWeightsBefore(port.call()));
  }
}
