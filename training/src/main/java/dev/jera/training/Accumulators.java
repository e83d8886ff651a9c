package dev.jera.training;

import com.google.common.collect.ImmutableList;
import dev.jera.runtime.Tensors;
import dev.jera.runtime.Variable;
import dev.jera.runtime.Variables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * Sums over all examples since the last reset, kept in the graph in float64. The scalars among them
 * share one variable, so that a step adds to it by one op.
 */
final class Accumulators {
  private static final String SCALARS = "scalars";

  private final Map<String, Integer> scalars = new LinkedHashMap<>();
  private final Map<String, Variable<TFloat64>> variables = new LinkedHashMap<>();
  private final Variables graph;
  private final ImmutableList<Op> updates;

  /**
   * @param prefix what the names of its variables begin with
   * @param increments what a batch adds, by name, of shapes that are wholly known
   */
  Accumulators(
      Ops tf, Variables graph, String prefix, Map<String, Operand<? extends TNumber>> increments) {
    this.graph = graph;
    List<Operand<TFloat64>> scalarIncrements = new ArrayList<>();
    ImmutableList.Builder<Op> ops = ImmutableList.builder();
    increments.forEach(
        (name, increment) -> {
          Operand<TFloat64> added = tf.dtypes.cast(increment, TFloat64.class);
          if (added.shape().isScalar()) {
            scalars.put(name, scalars.size());
            scalarIncrements.add(added);
          } else {
            ops.add(add(tf, prefix, name, added));
          }
        });
    if (!scalarIncrements.isEmpty()) {
      ops.add(add(tf, prefix, SCALARS, tf.stack(scalarIncrements)));
    }
    updates = ops.build();
  }

  private Op add(Ops tf, String prefix, String name, Operand<TFloat64> increment) {
    Shape shape = increment.shape();
    Variable<TFloat64> sum =
        graph.create(
            prefix + "/" + name,
            shape,
            tf.fill(tf.constant(shape.asArray()), tf.constant(0.0)),
            false);
    variables.put(name, sum);
    return tf.assignAddVariableOp(sum.handle(), increment);
  }

  /** The ops that add a batch. */
  List<Op> updates() {
    return updates;
  }

  void reset(Session session) {
    graph.initialize(session, ImmutableList.copyOf(variables.values()));
  }

  /** The sums by name, each in row-major order. */
  Map<String, double[]> read(Session session) {
    Session.Runner runner = session.runner();
    variables.values().forEach(sum -> runner.fetch(sum.value()));
    Map<String, double[]> sums = new LinkedHashMap<>();
    try (Result result = runner.run()) {
      int index = 0;
      for (String name : variables.keySet()) {
        sums.put(name, Tensors.toDoubles(result.get(index++)));
      }
    }
    double[] packed = sums.remove(SCALARS);
    if (packed != null) {
      scalars.forEach((name, at) -> sums.put(name, new double[] {packed[at]}));
    }
    return sums;
  }
}
