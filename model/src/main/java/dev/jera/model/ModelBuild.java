package dev.jera.model;

import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.HashMultimap;
import com.google.common.collect.SetMultimap;
import dev.jera.model.Model.Call;
import dev.jera.model.Model.Node;
import dev.jera.model.Model.Port;
import dev.jera.runtime.Shapes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Adds a model's ops, call by call. */
final class ModelBuild {
  private final Model model;
  private final LayerScope scope;
  private final SetMultimap<Port, Integer> consumers = HashMultimap.create();
  private final Map<Port, Operand<TFloat32>> values = new HashMap<>();

  ModelBuild(Model model, LayerScope scope) {
    this.model = model;
    this.scope = scope;
    for (int i = 0; i < model.calls().size(); i++) {
      for (Port input : model.calls().get(i).inputs()) {
        consumers.put(input, i);
      }
    }
  }

  List<Operand<TFloat32>> run(List<Operand<TFloat32>> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      values.put(model.inputs().get(i), inputs.get(i));
    }
    for (int i = 0; i < model.calls().size(); i++) {
      if (!values.containsKey(new Port(i, 0))) {
        build(i);
      }
    }
    return model.outputs().stream().map(this::value).toList();
  }

  private void build(int index) {
    Call call = model.calls().get(index);
    Optional<Integer> maxima = maximaAfter(index);
    if (maxima.isPresent()) {
      buildTailAfterMaxima(index, maxima.get());
      return;
    }
    List<Operand<TFloat32>> given = call.inputs().stream().map(this::value).toList();
    Node node = model.nodes().get(call.node());
    LayerScope inner = scopeOf(node);
    List<Operand<TFloat32>> built = node.layer().build(inner, given);
    checkState(
        built.size() == call.outputShapes().size(),
        "Layer '%s': its build gives %s outputs, its outputShapes %s (expected: as many)",
        node.name(),
        built.size(),
        call.outputShapes().size());
    for (int output = 0; output < call.outputShapes().size(); output++) {
      put(index, output, built.get(output));
    }
    inner.addOutput(built.get(0));
  }

  private void put(int index, int output, Operand<TFloat32> value) {
    Call call = model.calls().get(index);
    checkState(
        Shapes.fits(value.shape(), call.outputShapes().get(output)),
        "Layer '%s': its build gives %s, its outputShape %s (expected: the same)",
        model.nodes().get(call.node()).name(),
        Shapes.format(value.shape()),
        Shapes.format(call.outputShapes().get(output)));
    values.put(new Port(index, output), value);
  }

  /** The maxima layer to which alone this call's output goes, if training may swap the two. */
  private Optional<Integer> maximaAfter(int index) {
    Port port = new Port(index, 0);
    if (!scope.isTraining()
        || model.outputs().contains(port)
        || consumers.get(port).size() != 1
        || !(layer(index) instanceof MonotoneTail tail && tail.isTailMonotone())) {
      return Optional.empty();
    }
    return consumers.get(port).stream().filter(next -> layer(next) instanceof Maxima).findFirst();
  }

  private void buildTailAfterMaxima(int index, int maximaIndex) {
    Node node = model.nodes().get(model.calls().get(index).node());
    Node next = model.nodes().get(model.calls().get(maximaIndex).node());
    MonotoneTail layer = (MonotoneTail) node.layer();
    LayerScope inner = scopeOf(node);
    Operand<TFloat32> x = value(model.calls().get(index).inputs().get(0));
    Operand<TFloat32> head = layer.buildHead(inner, x);
    LayerScope innerNext = scopeOf(next);
    Operand<TFloat32> maxima = ((Maxima) next.layer()).build(innerNext, head);
    Operand<TFloat32> tail = layer.buildTail(inner, maxima);
    put(index, 0, head);
    put(maximaIndex, 0, tail);
    innerNext.addOutput(tail);
  }

  private Operand<TFloat32> value(Port port) {
    return requireNonNull(values.get(port));
  }

  private Layer layer(int index) {
    return model.nodes().get(model.calls().get(index).node()).layer();
  }

  private LayerScope scopeOf(Node node) {
    return scope.child(node.name(), !node.trainable());
  }
}
