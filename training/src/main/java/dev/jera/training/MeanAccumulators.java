package dev.jera.training;

import com.google.common.collect.ImmutableMap;
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
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/**
 * Means over all examples since the last reset, kept in the graph: sums in float64 and a count, so
 * that a short last batch weighs what it holds.
 */
final class MeanAccumulators {
  private final Ops tf;
  private final Variables variables;
  private final Variable<TInt64> count;
  private final Map<String, Variable<TFloat64>> sums = new LinkedHashMap<>();

  /**
   * @param prefix what the names of its variables begin with
   */
  MeanAccumulators(Ops tf, String prefix, List<String> names) {
    this.tf = tf;
    this.variables = new Variables(tf);
    this.count = variables.counter(prefix + "/count");
    for (String name : names) {
      sums.put(
          name, variables.create(prefix + "/" + name, Shape.scalar(), tf.constant(0.0), false));
    }
  }

  /**
   * Adds the ops that add a batch.
   *
   * @param values [batch] for each name, in the order of the names
   */
  List<Op> add(List<Operand<TFloat32>> values) {
    List<Op> updates = new ArrayList<>();
    int index = 0;
    for (Variable<TFloat64> sum : sums.values()) {
      Operand<TFloat64> batch = tf.dtypes.cast(values.get(index++), TFloat64.class);
      updates.add(tf.assignAddVariableOp(sum.handle(), tf.reduceSum(batch, tf.constant(0))));
    }
    updates.add(tf.assignAddVariableOp(count.handle(), tf.size(values.get(0), TInt64.class)));
    return updates;
  }

  void reset(Session session) {
    variables.initialize(session);
  }

  /** The means, by name; NaN where nothing was added. */
  Map<String, Double> read(Session session) {
    Session.Runner runner = session.runner().fetch(count.value());
    sums.values().forEach(sum -> runner.fetch(sum.value()));
    try (Result result = runner.run()) {
      double n = Tensors.toLongs(result.get(0))[0];
      ImmutableMap.Builder<String, Double> means = ImmutableMap.builder();
      int index = 1;
      for (String name : sums.keySet()) {
        means.put(name, ((TFloat64) result.get(index++)).getDouble() / n);
      }
      return means.build();
    }
  }
}
