package dev.jera.model;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import dev.jera.model.Model.Call;
import dev.jera.model.Model.Node;
import dev.jera.model.Model.Port;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/** Adds a model's ops, call by call, each for all parts of the batch. */
final class ModelBuild {
  private final Model model;
  private final List<LayerScope> scopes;

  /** The tensors of each part. */
  private final List<Map<Port, Operand<TFloat32>>> values = new ArrayList<>();

  ModelBuild(Model model, List<LayerScope> scopes) {
    this.model = model;
    this.scopes = scopes;
    scopes.forEach(scope -> values.add(new HashMap<>()));
  }

  /** As {@link Model#buildParts(List, List, List, List)}. */
  static List<BuiltModel> parts(
      Model model,
      List<Ops> tf,
      List<Variable<TFloat32>> weights,
      List<? extends List<? extends Operand<? extends TNumber>>> inputs,
      List<Optional<Randomness>> training) {
    Map<String, Operand<TFloat32>> values = new HashMap<>();
    weights.forEach(weight -> values.put(weight.name(), weight.value()));
    List<LayerScope> scopes = new ArrayList<>();
    List<List<Operand<TFloat32>>> fed = new ArrayList<>();
    for (int part = 0; part < tf.size(); part++) {
      scopes.add(LayerScope.root(tf.get(part), values, training.get(part)));
      fed.add(fed(model, tf.get(part), inputs.get(part)));
    }
    List<List<Operand<TFloat32>>> outputs = model.buildParts(scopes, fed);
    List<BuiltModel> built = new ArrayList<>();
    for (int part = 0; part < tf.size(); part++) {
      built.add(scopes.get(part).built(outputs.get(part)));
    }
    return built;
  }

  private static List<Operand<TFloat32>> fed(
      Model model, Ops tf, List<? extends Operand<? extends TNumber>> inputs) {
    checkArgument(
        inputs.size() == model.inputs().size(),
        "inputs: %s (expected: %s, those of model '%s')",
        inputs.size(),
        model.inputs().size(),
        model.name());
    List<Operand<TFloat32>> fed = new ArrayList<>();
    inputs.forEach(input -> fed.add(tf.dtypes.cast(input, TFloat32.class)));
    return fed;
  }

  /** Takes the inputs of each part and gives its outputs. */
  List<List<Operand<TFloat32>>> run(List<List<Operand<TFloat32>>> inputs) {
    for (int part = 0; part < scopes.size(); part++) {
      for (int i = 0; i < model.inputs().size(); i++) {
        values.get(part).put(model.inputs().get(i), inputs.get(part).get(i));
      }
    }
    for (int i = 0; i < model.calls().size(); i++) {
      if (!values.get(0).containsKey(new Port(i, 0))) {
        build(i);
      }
    }
    return tensors(model.outputs());
  }

  private void build(int index) {
    Call call = model.calls().get(index);
    Node node = model.nodes().get(call.node());
    List<LayerScope> inner = scopes.stream().map(scope -> scopeOf(scope, node)).toList();
    List<List<Operand<TFloat32>>> built =
        LayerPrecision.build(node.layer(), inner, tensors(call.inputs()));
    for (int part = 0; part < scopes.size(); part++) {
      put(index, part, built.get(part));
      inner.get(part).addOutput(built.get(part).get(0));
    }
  }

  private void put(int index, int part, List<Operand<TFloat32>> built) {
    Call call = model.calls().get(index);
    String name = model.nodes().get(call.node()).name();
    checkState(
        built.size() == call.outputShapes().size(),
        "Layer '%s': its build gives %s outputs, its outputShapes %s (expected: as many)",
        name,
        built.size(),
        call.outputShapes().size());
    for (int output = 0; output < built.size(); output++) {
      Operand<TFloat32> value = built.get(output);
      checkState(
          Shapes.fits(value.shape(), call.outputShapes().get(output)),
          "Layer '%s': its build gives %s, its outputShape %s (expected: the same)",
          name,
          Shapes.format(value.shape()),
          Shapes.format(call.outputShapes().get(output)));
      values.get(part).put(new Port(index, output), value);
    }
  }

  /** The tensors of these ports, of each part. */
  private List<List<Operand<TFloat32>>> tensors(List<Port> ports) {
    List<List<Operand<TFloat32>>> tensors = new ArrayList<>();
    for (Map<Port, Operand<TFloat32>> part : values) {
      List<Operand<TFloat32>> ofPart = new ArrayList<>();
      ports.forEach(port -> ofPart.add(requireNonNull(part.get(port))));
      tensors.add(ofPart);
    }
    return tensors;
  }

  private static LayerScope scopeOf(LayerScope scope, Node node) {
    return scope.child(node.name(), !node.trainable());
  }
}
