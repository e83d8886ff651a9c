package dev.jera.model;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import dev.jera.model.Model.Call;
import dev.jera.model.Model.Node;
import dev.jera.model.Model.Port;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes a model of what symbolic tensors came from. */
final class FunctionalModels {
  private final List<Application> applications;
  private final Map<Application, String> names = new HashMap<>();
  private final Map<Application, Integer> indices = new HashMap<>();

  private FunctionalModels(List<Application> applications) {
    this.applications = applications;
    for (int i = 0; i < applications.size(); i++) {
      indices.put(applications.get(i), i);
    }
    nameAll();
  }

  static Model of(
      String name, Model.Kind kind, List<SymbolicTensor> inputs, List<SymbolicTensor> outputs) {
    KerasOrder order = KerasOrder.of(outputs);
    checkInputs(name, order, inputs);
    List<Application> applications = new ArrayList<>(order.applications());
    applications.sort(Comparator.comparingLong(Application::sequence));
    return new FunctionalModels(applications).model(name, kind, order, inputs, outputs);
  }

  private static void checkInputs(String model, KerasOrder order, List<SymbolicTensor> inputs) {
    Set<Application> given = new HashSet<>();
    Set<Application> needed = order.applications();
    for (SymbolicTensor input : inputs) {
      given.add(input.source());
      checkArgument(
          input.source().layer() instanceof Input,
          "Model '%s': input '%s' (expected: a tensor that Input.tensor() gave)",
          model,
          input);
      checkArgument(
          needed.contains(input.source()),
          "Model '%s': input '%s' leads to no output (expected: every input is used)",
          model,
          input);
    }
    for (Application application : needed) {
      for (SymbolicTensor from : application.inputs()) {
        if (from.source().layer() instanceof Input && !given.contains(from.source())) {
          throw new IllegalArgumentException(
              "Model '%s': layer '%s' needs the input '%s', which is not among the model's inputs %s (expected: all that is needed; add it to them)"
                  .formatted(model, application.label(), from, inputs));
        }
      }
    }
  }

  /** Given names first, so that none made up here takes one of them. */
  private void nameAll() {
    Map<String, NamedLayer> given = new HashMap<>();
    for (Application application : applications) {
      application.name().forEach(named -> checkName(given, application, named));
    }
    LayerNames made = new LayerNames(given.keySet());
    for (Application application : applications) {
      names.computeIfAbsent(application, each -> made.next(each.layer()));
    }
  }

  private void checkName(Map<String, NamedLayer> given, Application application, NamedLayer named) {
    NamedLayer before = given.putIfAbsent(named.name(), named);
    checkArgument(
        before == null || (before.equals(named) && named.use() == NamedLayer.Use.SHARED),
        "Layer name '%s': given twice (expected: once, or layer.shared(name) each time, of equal layers)",
        named.name());
    names.put(application, named.name());
  }

  private Model model(
      String name,
      Model.Kind kind,
      KerasOrder order,
      List<SymbolicTensor> inputs,
      List<SymbolicTensor> outputs) {
    Map<String, Application> first = new LinkedHashMap<>();
    applications.forEach(each -> first.putIfAbsent(nameOf(each), each));
    List<String> nodeNames = order.sort(first.keySet(), this::nameOf);
    List<Node> nodes = new ArrayList<>();
    for (String nodeName : nodeNames) {
      Application application = requireNonNull(first.get(nodeName));
      nodes.add(new Node(nodeName, application.layer(), application.inputShapes(), true));
    }
    Map<String, Integer> places = new HashMap<>();
    nodeNames.forEach(nodeName -> places.put(nodeName, places.size()));
    List<Call> calls = new ArrayList<>();
    for (Application application : applications) {
      calls.add(
          new Call(
              requireNonNull(places.get(nameOf(application))),
              application.inputs().stream().map(this::port).toList(),
              application.outputShapes()));
    }
    return new Model(
        name,
        kind,
        nodes,
        calls,
        inputs.stream().map(this::port).toList(),
        outputs.stream().map(this::port).toList());
  }

  private String nameOf(Application application) {
    return requireNonNull(names.get(application));
  }

  private Port port(SymbolicTensor tensor) {
    return new Port(requireNonNull(indices.get(tensor.source())), tensor.index());
  }
}
