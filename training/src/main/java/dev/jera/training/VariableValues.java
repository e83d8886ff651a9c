package dev.jera.training;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableMap;
import dev.jera.model.Weights;
import dev.jera.runtime.Dtype;
import dev.jera.runtime.Saver;
import dev.jera.runtime.Shapes;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** What the variables of a graph hold: read and assigned by name, saved and restored. */
final class VariableValues {
  private final Sessions sessions;
  private final Variables variables;
  private final List<Variable<TFloat32>> weights;
  private final Saver saver;

  VariableValues(
      Sessions sessions, Variables variables, List<Variable<TFloat32>> weights, Saver saver) {
    this.sessions = sessions;
    this.variables = variables;
    this.weights = weights;
    this.saver = saver;
  }

  Weights weights() {
    return new Weights(variables.read(sessions.current(), weights));
  }

  /** The slots of this name, of the trainable weights that have one, by the weights' names. */
  Map<String, NdArray<?>> slots(String slot) {
    Map<String, NdArray<?>> values = new LinkedHashMap<>();
    for (Variable<TFloat32> weight : weights) {
      String name = "optimizer/" + weight.name() + "/" + slot;
      variables
          .find(name)
          .ifPresent(
              variable ->
                  values.put(
                      weight.name(),
                      variables.read(sessions.current(), List.of(variable)).get(name)));
    }
    return values;
  }

  /** Gives weights these values, and leaves those that are not named as they are. */
  void assign(Weights values) {
    Set<String> names = weights.stream().map(Variable::name).collect(Collectors.toSet());
    values
        .values()
        .keySet()
        .forEach(
            name ->
                checkArgument(
                    names.contains(name), "weights: no '%s' (expected: of %s)", name, names));
    variables.assign(sessions.current(), values.values());
  }

  /** Dtype and shape of every variable that is saved, by name. */
  Map<String, String> describe() {
    ImmutableMap.Builder<String, String> described = ImmutableMap.builder();
    for (Variable<?> variable : variables.all()) {
      Dtype dtype = Dtype.of(variable.value().asOutput().dataType());
      described.put(variable.name(), dtype + " " + Shapes.format(variable.shape()));
    }
    return described.buildOrThrow();
  }

  /** Gives a scalar this value. */
  void set(String name, float value) {
    variables.assign(sessions.current(), Map.of(name, NdArrays.scalarOf(value)));
  }

  /** What a scalar of the graph is now. */
  float read(Operand<TFloat32> scalar) {
    try (Result result = sessions.current().runner().fetch(scalar).run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  long read(Variable<TInt64> counter) {
    try (Result result = sessions.current().runner().fetch(counter.value()).run()) {
      return Tensors.toLongs(result.get(0))[0];
    }
  }

  void save(Path prefix) {
    saver.save(sessions.current(), prefix);
  }

  void restore(Path prefix) {
    saver.restore(sessions.current(), prefix);
  }
}
