package dev.jera.training.estimator;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import dev.jera.model.Model;
import dev.jera.model.SymbolicTensor;
import dev.jera.training.Objective;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a model function described, as a model.
 *
 * @param spec what it described
 * @param model the model of it: the outputs with objectives first, then the predictions
 * @param objectives for the model's outputs, by the names that the model gives them
 */
record SpecModel(EstimatorSpec spec, Model model, List<Objective> objectives) {

  /**
   * Calls a function.
   *
   * @param labels the names of the labels that the examples have
   * @throws IllegalArgumentException if what it gives is not for this mode, or is no model
   */
  static SpecModel of(ModelFunction function, Features features, Set<String> labels, Mode mode) {
    EstimatorSpec spec = function.apply(features, new Labels(mode, labels), mode);
    checkArgument(
        spec.mode() == mode,
        "Model function: in mode %s it gave a spec of mode %s (expected: EstimatorSpec.%s)",
        mode,
        spec.mode(),
        factory(mode));
    Set<SymbolicTensor> distinct = new LinkedHashSet<>();
    spec.objectives().forEach(objective -> distinct.add(objective.output()));
    distinct.addAll(spec.predictions().values());
    List<SymbolicTensor> outputs = List.copyOf(distinct);
    Model model = Model.of(List.copyOf(features.tensors().values()), outputs);
    ImmutableList.Builder<Objective> objectives = ImmutableList.builder();
    for (OutputObjective each : spec.objectives()) {
      String name = model.outputNames().get(outputs.indexOf(each.output()));
      checkLabel(spec, each, name);
      objectives.add(each.objective().withOutput(name));
    }
    checkArgument(
        mode == Mode.PREDICT || spec.objectives().size() == labels.size(),
        "labels: %s, with %s objectives (expected: an objective for each label)",
        labels,
        spec.objectives().size());
    return new SpecModel(spec, model, objectives.build());
  }

  private static void checkLabel(EstimatorSpec spec, OutputObjective objective, String output) {
    String label = objective.objective().output();
    checkArgument(
        spec.objectives().size() == 1 || label.equals(output),
        "Label '%s': its output is that of the layer '%s' (expected: where there are several, the label's name for the layer, by named(\"%s\"))",
        label,
        output,
        label);
  }

  private static String factory(Mode mode) {
    return mode == Mode.EVAL ? "evaluate" : Ascii.toLowerCase(mode.name());
  }
}
